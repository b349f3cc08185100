import { counted } from "./counts.ts";
import type { FileProblem } from "./folder/local-segment.ts";

/** As compilers write them: place, message, the line and a mark below it. */
export function showProblems(problems: readonly FileProblem[]): string {
  return `${problems.map(showProblem).join("")}${counted(problems.length, "problem", "problems")}.\n`;
}

function showProblem({ path, line, column, message, suggestion, from, to, source }: FileProblem): string {
  const width = Math.max(1, Math.min(to - from, source.length - column + 1));
  const offer =
    suggestion === null || message.includes(`\`${suggestion}\``) ? "" : `; write \`${suggestion}\``;
  const mark = `${" ".repeat(column - 1)}${"^".repeat(width)}`;
  return `${path}:${line}:${column}: ${message}${offer}\n  ${source}\n  ${mark}\n`;
}

/** What is no mistake for certain. */
export function showNote(problem: FileProblem): string {
  return `note: ${showProblem(problem)}`;
}

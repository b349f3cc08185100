import { counted } from "../counts.ts";
import type { FileProblem } from "../folder/local-segment.ts";
import { readSegmentFolder, type SegmentFolder } from "../folder/segment-folder.ts";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";

export type CheckOptions = {
  /** Notes are mistakes. */
  readonly strict: boolean;
  readonly json: boolean;
};

/** Whether every file of the folder is a segment by what can be known without a server. */
export async function check(
  dir: string,
  { strict, json }: CheckOptions,
  around: Surroundings,
): Promise<Exit> {
  const { segments, problems, notes } = await readSegmentFolder(dir);
  if (!json) around.err(notes.map((note) => `note: ${showProblem(note)}`).join(""));
  if (json) {
    around.out(`${JSON.stringify({ segments: segments.length, problems, notes }, null, 2)}\n`);
  } else if (problems.length > 0) {
    around.err(showProblems(problems));
  } else {
    around.out(`${counted(segments.length, "segment", "segments")}, no problems.\n`);
  }
  return problems.length === 0 && !(strict && notes.length > 0) ? EXIT.ok : EXIT.failed;
}

/** The folder's segments, or null when there are problems, which are then told. */
export async function readWhole(dir: string, around: Surroundings): Promise<SegmentFolder | null> {
  const folder = await readSegmentFolder(dir);
  if (folder.problems.length === 0) return folder;
  around.err(showProblems(folder.problems));
  return null;
}

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

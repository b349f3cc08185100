import { ApiError } from "@habitus/contract";
import type { HabitusError } from "@habitus/kernel";
import { count } from "./counts.ts";

/** For the person at the terminal: what failed, how it is mended, and every place of which the error tells. */
export function showError(error: HabitusError): string {
  const { message, fix } = error;
  return `${message}${fix === undefined ? "" : ` ${fix}`}${idOf(error)}\n${showProblemsOf(error)}`;
}

/** The problems of an error, a line each; nothing where its message says the only one. The server may name the first of them alone. */
export function showProblemsOf({ message, details }: HabitusError): string {
  const problems = problemsOf(details["problems"]);
  const [first] = problems;
  const all = typeof details["count"] === "number" ? details["count"] : problems.length;
  if (first === undefined || (all === 1 && message.includes(first.message))) return "";
  const more = all - problems.length;
  const lines = problems.map((problem) => `  ${placeOf(problem)}${problem.message}\n`);
  return [...lines, ...(more > 0 ? [`  and ${count(more)} more\n`] : [])].join("");
}

/** The id finds a failure of the server in its log. */
function idOf(error: HabitusError): string {
  if (!(error instanceof ApiError) || error.status < 500 || error.requestId === null) return "";
  return ` (request ${error.requestId})`;
}

type Problem = { readonly message: string; readonly path: string; readonly line: string };

/** Problems of requests have a path, those of sentences a line and a column. */
function problemsOf(all: unknown): readonly Problem[] {
  return (Array.isArray(all) ? (all as readonly unknown[]) : []).flatMap((problem) => {
    if (typeof problem !== "object" || problem === null) return [];
    const { message, path, line, column } = problem as Readonly<Record<string, unknown>>;
    if (typeof message !== "string") return [];
    return {
      message,
      path: typeof path === "string" ? path : "",
      line: typeof line === "number" && typeof column === "number" ? `line ${line}, column ${column}` : "",
    };
  });
}

function placeOf({ path, line }: Problem): string {
  const place = line === "" ? path : line;
  return place === "" ? "" : `${place}: `;
}

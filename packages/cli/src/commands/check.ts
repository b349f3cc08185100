import { counted } from "../counts.ts";
import type { FileProblem } from "../folder/local-segment.ts";
import { readSegmentFolder, type SegmentFolder } from "../folder/segment-folder.ts";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";

/** Whether every file of the folder is a segment that the API would take. Asks no server. */
export async function check(
  dir: string,
  { json }: { readonly json: boolean },
  around: Surroundings,
): Promise<Exit> {
  const { segments, problems } = await readSegmentFolder(dir);
  if (json) {
    around.out(`${JSON.stringify({ segments: segments.length, problems }, null, 2)}\n`);
  } else if (problems.length > 0) {
    around.err(showProblems(problems));
  } else {
    around.out(`${counted(segments.length, "segment", "segments")}, no problems.\n`);
  }
  return problems.length === 0 ? EXIT.ok : EXIT.failed;
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
  const shown = problems.map(({ path, line, column, message, suggestion, from, to, source }) => {
    const width = Math.max(1, Math.min(to - from, source.length - column + 1));
    const offer =
      suggestion === null || message.includes(`\`${suggestion}\``) ? "" : `; write \`${suggestion}\``;
    const mark = `${" ".repeat(column - 1)}${"^".repeat(width)}`;
    return `${path}:${line}:${column}: ${message}${offer}\n  ${source}\n  ${mark}\n`;
  });
  return `${shown.join("")}${counted(problems.length, "problem", "problems")}.\n`;
}

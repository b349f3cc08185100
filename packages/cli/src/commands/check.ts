import { counted } from "../counts.ts";
import { readSegmentFolder, type SegmentFolder } from "../folder/segment-folder.ts";
import { showNote, showProblems } from "../show-problems.ts";
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
  if (!json) around.err(notes.map(showNote).join(""));
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

import { ApiError, type Client } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import { count, counted } from "../counts.ts";
import type { LocalSegment } from "../folder/local-segment.ts";
import { makeFolder, newPath, removeSegmentFile, writeSegmentFile } from "../folder/segment-folder.ts";
import { neededLines } from "../plan/needed.ts";
import { fieldChanges, fileTextOf, readRemote } from "../plan/remote.ts";
import { EXIT, type Exit, type Surroundings } from "../surroundings.ts";
import { readWhole } from "./check.ts";
import { connect, type ServerOptions } from "./server.ts";

export type PullOptions = ServerOptions & { readonly prune: boolean };

/**
 * Writes the server's segments into the folder. A file that says the same already stays as it is, with its wording and its
 * comments; what differs is written anew in the canonical form.
 * @throws HabitusError `path_taken` before anything is written.
 */
export async function pull(dir: string, options: PullOptions, around: Surroundings): Promise<Exit> {
  await makeFolder(dir);
  const folder = await readWhole(dir, around);
  if (folder === null) return EXIT.failed;
  const api = connect(options, around);
  const remote = await readRemote(api);
  const local = new Map(folder.segments.map((segment) => [segment.content.key, segment]));
  refuseTakenPaths(folder.segments, remote);
  let same = 0;
  for (const [key, { content }] of remote) {
    const here = local.get(key);
    if (here !== undefined && fieldChanges(here.content, content).length === 0) {
      same++;
      continue;
    }
    const path = here?.path ?? newPath(key);
    await writeSegmentFile(dir, path, fileTextOf(content));
    around.out(`${here === undefined ? "new" : "changed"} ${path}${lostComments(here)}\n`);
  }
  const gone = folder.segments.filter(({ content }) => !remote.has(content.key));
  for (const { path } of gone) {
    if (options.prune) await removeSegmentFile(dir, path);
    around.out(`${options.prune ? "deleted" : "not on the server, kept without --prune:"} ${path}\n`);
  }
  around.out(`${counted(remote.size, "segment", "segments")} on the server, ${count(same)} already here.\n`);
  const needed = neededLines(
    [...remote.values()].map(({ content }) => content),
    await purposesOf(api),
  );
  if (needed.length > 0)
    around.out(`In no file, and needed wherever these are applied:\n  ${needed.join("\n  ")}\n`);
  return EXIT.ok;
}

/** Those that are set up; none where the key may not look. */
async function purposesOf(api: Client): Promise<readonly string[]> {
  try {
    return (await api.listPurposes()).purposes.map(({ key }) => key);
  } catch (error) {
    if (error instanceof ApiError && error.status === 403) return [];
    throw error;
  }
}

function refuseTakenPaths(here: readonly LocalSegment[], remote: ReadonlyMap<string, unknown>): void {
  const keys = new Set(here.map(({ content }) => content.key));
  for (const { path, content } of here) {
    const meant = [...remote.keys()].find((key) => newPath(key) === path && !keys.has(key));
    if (meant === undefined) continue;
    throw new HabitusError("path_taken", `${path} holds the segment "${content.key}", not "${meant}".`, {
      fix: `Rename it to ${newPath(content.key)}.`,
    });
  }
}

function lostComments(here: LocalSegment | undefined): string {
  const comments = here?.comments ?? 0;
  if (comments === 0) return "";
  return comments === 1 ? " (without its comment)" : ` (without its ${comments} comments)`;
}

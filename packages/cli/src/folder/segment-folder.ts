import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { HabitusError } from "@habitus/kernel";
import { checkFolderNames } from "./folder-names.ts";
import { type FileProblem, type LocalSegment, readLocalSegment } from "./local-segment.ts";

export type SegmentFolder = {
  readonly dir: string;
  /** In order of their paths. */
  readonly segments: readonly LocalSegment[];
  /** In order of path and place. */
  readonly problems: readonly FileProblem[];
  /** What is no mistake for certain; only of a folder without problems. */
  readonly notes: readonly FileProblem[];
};

const ENDING = ".segment";
const SKIPPED = /^\.|^node_modules$/;

/**
 * Reads every `*.segment` file of a folder and of the folders in it.
 * @throws HabitusError `folder_unreadable`.
 */
export async function readSegmentFolder(dir: string): Promise<SegmentFolder> {
  const segments: LocalSegment[] = [];
  const problems: FileProblem[] = [];
  for (const path of await segmentPaths(dir)) {
    const read = readLocalSegment(path, await readFile(join(dir, path), "utf8"));
    if (read.kind === "ok") segments.push(read.segment);
    else problems.push(...read.problems);
  }
  const broken = [...problems, ...keysTwice(segments)];
  // What a broken file holds may be what another names.
  const named = broken.length > 0 ? { segments, problems: broken, notes: [] } : checkFolderNames(segments);
  return { dir, ...named };
}

export async function makeFolder(dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
}

async function segmentPaths(dir: string): Promise<readonly string[]> {
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(folder, { withFileTypes: true })) {
      if (SKIPPED.test(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) await walk(path);
      else if (entry.name.endsWith(ENDING)) found.push(relative(dir, path).split(sep).join("/"));
    }
  };
  try {
    await walk(dir);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new HabitusError("folder_unreadable", `The folder ${dir} cannot be read: ${reason}.`);
  }
  return found.sort();
}

function keysTwice(segments: readonly LocalSegment[]): readonly FileProblem[] {
  const firsts = new Map<string, LocalSegment>();
  return segments.flatMap((segment) => {
    const first = firsts.get(segment.content.key);
    if (first === undefined) {
      firsts.set(segment.content.key, segment);
      return [];
    }
    return [segment.problemAt("key", "key_twice", `The key stands in ${first.path} too`)];
  });
}

/** Where a segment without a file of its own is put. */
export function newPath(key: string): string {
  return `${key}${ENDING}`;
}

/** Whoever reads the file meanwhile sees the old text or the new one, never a part. */
export async function writeSegmentFile(dir: string, path: string, text: string): Promise<void> {
  const file = join(dir, path);
  const beside = `${file}.${process.pid}.tmp`;
  await mkdir(dirname(file), { recursive: true });
  await writeFile(beside, text);
  await rename(beside, file);
}

export async function removeSegmentFile(dir: string, path: string): Promise<void> {
  await rm(join(dir, path));
}

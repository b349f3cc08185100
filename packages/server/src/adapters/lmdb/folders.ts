import { closeSync, fsyncSync, openSync, readdirSync, renameSync, rmSync } from "node:fs";
import { rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { threadId } from "node:worker_threads";

// Folders come and go whole: made under another name and renamed when finished, renamed away before they are removed.
const UNFINISHED = "new-";
const FREED = "freed-";

/** The name under which `dir` is made. */
export function unfinishedName(dir: string): string {
  return join(dirname(dir), `${UNFINISHED}${basename(dir)}-${process.pid}-${threadId}`);
}

/** Gives a finished folder its name; on disk when it returns. */
export function finishFolder(unfinished: string, dir: string): void {
  syncFolder(unfinished);
  renameSync(unfinished, dir);
  syncFolder(dirname(dir));
}

/** Takes the folder's name away at once, then its bytes. Who has its files open keeps what they see. */
export async function freeFolder(dir: string): Promise<void> {
  const freed = join(dirname(dir), `${FREED}${basename(dir)}`);
  await rm(freed, { recursive: true, force: true });
  renameSync(dir, freed);
  await rm(freed, { recursive: true, force: true });
}

/** Removes what an earlier process left unfinished or half freed. Only for the one writer of `parent`. */
export function removeLeftovers(parent: string): void {
  for (const name of readdirSync(parent))
    if (name.startsWith(UNFINISHED) || name.startsWith(FREED))
      rmSync(join(parent, name), { recursive: true, force: true });
}

/** Makes the names in a folder last through a power loss. */
export function syncFolder(dir: string): void {
  const handle = openSync(dir, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

import { mkdirSync, rmSync, statfsSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { HabitusError } from "@habitus/kernel";
import { type Database, type Key, open, type RootDatabase, type RootDatabaseOptionsWithPath } from "lmdb";
import { finishFolder, unfinishedName } from "./folders.ts";

export type EnvironmentOptions = {
  readonly dir: string;
  readonly keys: "uint32" | "binary";
  readonly values: "binary" | "string";
  readonly readOnly?: boolean;
};

/** Address space, not disk: far above what one environment can grow to, so that it is never mapped anew while others read. */
const MAP_BYTES = 2 ** 40;
const MAX_READERS = 254;
/** Up to so many writes go to lmdb's own thread as a list, which spares them a turn on ours; more are put down in one run of code. */
export const BATCHED_WRITES = 50_000;
/** What lmdb writes at a time, at the least. */
export const PAGE_BYTES = 4_096;
const NEW_ENVIRONMENT_BYTES = 256 * 1024;

/**
 * Settings that every environment of the house shares:
 * - commits flush before they are seen (`overlappingSync` off), so a failed flush leaves the environment as it was;
 * - one promise per commit (`eventTurnBatching` off): with it on, lmdb makes a second promise that nobody can catch, and a
 *   failed commit ends the process.
 */
export function openEnvironment<V, K extends Key>(options: EnvironmentOptions): RootDatabase<V, K> {
  const settings: RootDatabaseOptionsWithPath = {
    path: options.dir,
    noSubdir: false,
    mapSize: MAP_BYTES,
    maxReaders: MAX_READERS,
    keyEncoding: options.keys,
    encoding: options.values,
    overlappingSync: false,
    eventTurnBatching: false,
    readOnly: options.readOnly ?? false,
  };
  return open<V, K>(settings);
}

/**
 * Makes an environment and its first content so that the folder is either wholly there or not at all, whenever the
 * machine stops. (lmdb itself leaves a file that cannot be opened when power fails before its first commit.)
 * @throws HabitusError `storage_full`
 */
export function createEnvironment<V, K extends Key>(
  options: EnvironmentOptions,
  fill: (environment: RootDatabase<V, K>) => void,
): RootDatabase<V, K> {
  const parent = dirname(options.dir);
  mkdirSync(parent, { recursive: true });
  requireSpace(parent, NEW_ENVIRONMENT_BYTES);
  const unfinished = unfinishedName(options.dir);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  const environment = openEnvironment<V, K>({ ...options, dir: unfinished });
  // No promise may leave the callback: lmdb would hold the transaction open for it.
  environment.transactionSync(() => fill(environment));
  finishFolder(unfinished, options.dir);
  return environment;
}

/** On disk, with the pages that are free. */
export function environmentBytes(dir: string): number {
  return statSync(join(dir, "data.mdb")).size;
}

const RESERVE_BYTES = 64 * 1024 * 1024;
const RESERVE_SHARE = 0.1;

/**
 * Refuses a commit that might not fit while the reserve (64 MiB, on small disks a tenth) stays free. The reserve is not
 * politeness: lmdb 3.5.6 overruns a buffer of its own when a page write finds no space at all, so it must never get there.
 * @throws HabitusError `storage_full`
 */
export function requireSpace(dir: string, bytes: number): void {
  const { bsize, bavail, blocks } = statfsSync(dir);
  const free = bsize * bavail;
  const reserve = Math.min(RESERVE_BYTES, bsize * blocks * RESERVE_SHARE);
  if (free - reserve < bytes) throw storageFull(dir, { needed: Math.ceil(bytes + reserve), free });
}

/** The sentence is told to whoever asks how the server is; which folder it is stands in the log. */
function storageFull(dir: string, details: Readonly<Record<string, unknown>>): HabitusError {
  return new HabitusError("storage_full", "The disk that holds the data folder is full.", {
    fix: "Free space on that disk; the server goes on by itself.",
    details: { dir, ...details },
  });
}

export function storageFailed(dir: string, cause: string): HabitusError {
  return new HabitusError("storage_failed", `Writing to the data folder failed: ${cause}`, {
    fix: "Look at the disk and the system log, then start the server again.",
    details: { dir, cause },
  });
}

const NO_SPACE_CODES: ReadonlySet<unknown> = new Set([
  28 /* ENOSPC */, 122 /* EDQUOT */, -30792 /* MDB_MAP_FULL */,
]);
const INPUT_OUTPUT_ERROR = 5;

/**
 * What a failed commit means to the caller: a HabitusError when the disk is the reason, else the error as it was (a bug).
 * lmdb hides the reason in a second promise, which must be taken too or it ends the process.
 */
export async function commitFailure(dir: string, error: unknown): Promise<unknown> {
  const hidden = (error as { readonly commitError?: Promise<unknown> }).commitError;
  const reason =
    hidden === undefined
      ? error
      : await hidden.then(
          () => error,
          (cause: unknown) => cause,
        );
  const { code, message } = reason as { readonly code?: unknown; readonly message?: string };
  if (hidden === undefined && typeof code !== "number") return error;
  if (NO_SPACE_CODES.has(code)) return storageFull(dir, { cause: message });
  // A write cut short by a full disk is reported as an input/output error.
  if (code === INPUT_OUTPUT_ERROR && isAlmostFull(dir)) return storageFull(dir, { cause: message });
  return storageFailed(dir, message ?? String(reason));
}

function isAlmostFull(dir: string): boolean {
  const { bsize, bavail, blocks } = statfsSync(dir);
  return bsize * bavail < Math.min(RESERVE_BYTES, bsize * blocks * RESERVE_SHARE);
}

/** False when lmdb has given the environment up: it must not be written to again, or the write never ends. */
export function isWritable(environment: Database<unknown, Key>): boolean {
  try {
    environment.transactionSync(() => undefined);
    return true;
  } catch {
    return false;
  }
}

import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { HabitusError, type Instant } from "@habitus/kernel";

/** Files that came in by the API and wait for the job that reads them. */
export type UploadFiles = {
  /** Keeps the file, on disk once it resolves; answers its name. What cannot be kept whole is not kept. @throws `storage_full`. */
  keep(name: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string>;
  /** Nothing sweeps what is kept under the name before the work has ended: a job needs it by then, or nobody does. */
  using<T>(name: string, work: () => Promise<T>): Promise<T>;
  read(name: string): AsyncIterable<Uint8Array>;
  remove(name: string): Promise<void>;
  /** Of the files that were kept before the instant, removes those that are not needed; answers how many stay. */
  sweep(needed: ReadonlySet<string>, before: Instant): Promise<number>;
};

export function createUploadFiles(dir: string): UploadFiles {
  const path = (name: string): string => join(dir, name);
  const inUse = new Set<string>();
  return {
    async keep(name, content) {
      await mkdir(dir, { recursive: true });
      const file = await open(path(name), "wx");
      try {
        for await (const chunk of content) await file.writeFile(chunk);
        await file.sync();
      } catch (error) {
        await rm(path(name), { force: true });
        throw isFull(error)
          ? new HabitusError("storage_full", "The disk is full; the file was not kept.")
          : error;
      } finally {
        await file.close();
      }
      return name;
    },
    async using(name, work) {
      inUse.add(name);
      try {
        return await work();
      } finally {
        inUse.delete(name);
      }
    },
    read: (name) => createReadStream(path(name)),
    remove: (name) => rm(path(name), { force: true }),
    async sweep(needed, before) {
      // As of one moment: what a job takes over meanwhile is in one of the two.
      const stays = new Set([...needed, ...inUse]);
      await mkdir(dir, { recursive: true });
      let staying = 0;
      for (const name of await readdir(dir)) {
        const keptAt = await changedAt(path(name));
        if (keptAt === null || keptAt >= before) continue;
        if (stays.has(name)) staying++;
        else await rm(path(name), { force: true });
      }
      return staying;
    },
  };
}

/** Null when there is no such file any more. */
async function changedAt(path: string): Promise<number | null> {
  try {
    return (await stat(path)).mtimeMs;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return null;
    throw error;
  }
}

function isFull(error: unknown): boolean {
  const code = codeOf(error);
  return code === "ENOSPC" || code === "EDQUOT";
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : null;
}

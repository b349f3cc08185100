import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { HabitusError, type Instant } from "@habitus/kernel";

/** Files that came in by the API and wait for the job that reads them. */
export type UploadFiles = {
  /** Keeps the file, on disk once it resolves; answers its name. What cannot be kept whole is not kept. @throws `storage_full`. */
  keep(name: string, content: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<string>;
  read(name: string): AsyncIterable<Uint8Array>;
  remove(name: string): Promise<void>;
  /** Of the files that were kept before the instant, removes those that are not needed; answers how many stay. */
  sweep(needed: ReadonlySet<string>, before: Instant): Promise<number>;
};

export function createUploadFiles(dir: string): UploadFiles {
  const path = (name: string): string => join(dir, name);
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
    read: (name) => createReadStream(path(name)),
    remove: (name) => rm(path(name), { force: true }),
    async sweep(needed, before) {
      await mkdir(dir, { recursive: true });
      let staying = 0;
      for (const name of await readdir(dir)) {
        const { mtimeMs } = await stat(path(name));
        if (mtimeMs >= before) continue;
        if (needed.has(name)) staying++;
        else await rm(path(name), { force: true });
      }
      return staying;
    },
  };
}

function isFull(error: unknown): boolean {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "ENOSPC" || code === "EDQUOT";
}

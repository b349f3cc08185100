import { mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import { asBinary, type RootDatabase } from "lmdb";
import { type EnvironmentOptions, openEnvironment, requireSpace } from "./environment.ts";
import { syncFolder, unfinishedName } from "./folders.ts";

export type Entry = { readonly key: Buffer; readonly value: Buffer | string };

/**
 * A copy of an environment that holds what is in it now and nothing of what was: lmdb keeps what was removed in free pages and in gaps
 * between entries for as long as it does not need the room. The copy takes over with the rename of its file, so the folder holds the old
 * or the new whenever the machine stops. Nobody but the caller has the environment open.
 */
export class Rewriting<V extends Buffer | string> {
  readonly #dir: string;
  readonly #target: string;
  readonly #copy: RootDatabase<V, Buffer>;

  /** @throws HabitusError `storage_full`. */
  constructor(options: EnvironmentOptions, bytes: number) {
    this.#dir = options.dir;
    requireSpace(options.dir, bytes);
    this.#target = unfinishedName(options.dir);
    rmSync(this.#target, { recursive: true, force: true });
    mkdirSync(this.#target);
    this.#copy = openEnvironment<V, Buffer>({ ...options, dir: this.#target });
  }

  /** Pieces of entries, each in a commit of its own; others have the thread between them. */
  async fill(pieces: Iterable<readonly Entry[]>): Promise<void> {
    for (const piece of pieces) {
      this.write(piece);
      await breathe();
    }
  }

  write(entries: readonly { readonly key: Buffer; readonly value: Entry["value"] | null }[]): void {
    this.#copy.transactionSync(() => {
      for (const { key, value } of entries) {
        if (value === null) this.#copy.removeSync(key);
        else this.#copy.putSync(key, (typeof value === "string" ? value : asBinary(value)) as unknown as V);
      }
    });
  }

  /** The copy takes the place of the environment, which the caller closes; everything in it is on disk. */
  takeOver(): RootDatabase<V, Buffer> {
    // The old lock is of no use to the new file; it comes first, for a lock alone is made anew at the next start.
    for (const file of ["lock.mdb", "data.mdb"]) renameSync(join(this.#target, file), join(this.#dir, file));
    syncFolder(this.#dir);
    rmSync(this.#target, { recursive: true, force: true });
    return this.#copy;
  }

  async giveUp(): Promise<void> {
    await this.#copy.close();
    rmSync(this.#target, { recursive: true, force: true });
  }
}

import type { HabitusError } from "@habitus/kernel";
import type { Database, Key } from "lmdb";
import { commitFailure, isWritable, requireSpace, storageFailed } from "./environment.ts";

/** Carries commits to one environment: looks for space before, tells what a failure means after. */
export class CommitGuard {
  readonly #dir: string;
  readonly #environment: Database<unknown, Key>;
  /** Set once lmdb has given the environment up; only a new process may trust it again. */
  #broken: HabitusError | null = null;

  constructor(dir: string, environment: Database<unknown, Key>) {
    this.#dir = dir;
    this.#environment = environment;
  }

  /**
   * Runs a commit that may write so many bytes of pages.
   * @throws HabitusError `storage_full`: nothing was written and a later commit may succeed; `storage_failed`: the disk
   *   failed otherwise, and what this commit wrote is known only after a new start.
   */
  async run<T>(bytes: number, commit: () => Promise<T>): Promise<T> {
    if (this.#broken !== null) throw this.#broken;
    try {
      requireSpace(this.#dir, bytes);
      return await commit();
    } catch (error) {
      const failure = await commitFailure(this.#dir, error);
      const fromDisk = failure !== error;
      if (fromDisk && !isWritable(this.#environment)) this.#broken = storageFailed(this.#dir, String(error));
      throw failure;
    }
  }
}

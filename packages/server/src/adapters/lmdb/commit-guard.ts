import type { HabitusError } from "@habitus/kernel";
import type { Database, Key } from "lmdb";
import { commitFailure, isWritable, requireSpace, storageFailed } from "./environment.ts";

/** A commit that takes longer never ends: lmdb loses writes to an environment that it gave up in another thread. */
const COMMIT_TIMEOUT_MS = 60_000;

/** Is told that lmdb has given an environment up: whoever owns the process ends it, for nothing is written from then on. */
export type OnGivenUp = (failure: HabitusError) => void;

type CommitGuardOptions = { readonly onGivenUp?: OnGivenUp | undefined; readonly timeoutMs?: number };

/** Carries commits to one environment: looks for space before, tells what a failure means after. */
export class CommitGuard {
  readonly #dir: string;
  readonly #environment: Database<unknown, Key>;
  /** Set once lmdb has given the environment up; only a new process may trust it again. */
  #broken: HabitusError | null = null;
  #ended = false;

  readonly #onGivenUp: OnGivenUp;
  readonly #timeoutMs: number;

  constructor(dir: string, environment: Database<unknown, Key>, options: CommitGuardOptions = {}) {
    this.#dir = dir;
    this.#environment = environment;
    this.#onGivenUp = options.onGivenUp ?? (() => undefined);
    this.#timeoutMs = options.timeoutMs ?? COMMIT_TIMEOUT_MS;
  }

  /**
   * Runs a commit that may write so many bytes of pages.
   * @throws HabitusError `storage_full`: nothing was written and a later commit may succeed; `storage_failed`: the disk
   *   failed otherwise. After a failed flush nothing was written and later commits may succeed. When lmdb could not write
   *   the head of its file, the environment is refused from then on; a new process finds out what that commit left.
   */
  async run<T>(bytes: number, commit: () => Promise<T>): Promise<T> {
    if (this.#broken !== null) throw this.#broken;
    try {
      requireSpace(this.#dir, bytes);
      return await this.#inTime(commit());
    } catch (error) {
      const failure = await commitFailure(this.#dir, error);
      if (failure === error || isWritable(this.#environment)) throw failure;
      const { code, message } = failure as HabitusError;
      throw this.#giveUp(
        code === "storage_failed" ? (failure as HabitusError) : storageFailed(this.#dir, message),
      );
    }
  }

  /** The environment is about to be closed: what that cuts off is no failure of the disk, and nobody is told of it. */
  end(): void {
    this.#ended = true;
  }

  /** Tells the first time only; answers what every commit is refused with from then on. */
  #giveUp(failure: HabitusError): HabitusError {
    if (this.#broken !== null) return this.#broken;
    this.#broken = failure;
    if (!this.#ended) this.#onGivenUp(failure);
    return failure;
  }

  #inTime<T>(commit: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(this.#giveUp(storageFailed(this.#dir, `a commit did not end within ${this.#timeoutMs} ms`)));
      }, this.#timeoutMs);
      timer.unref();
      commit.then(resolve, reject).finally(() => clearTimeout(timer));
    });
  }
}

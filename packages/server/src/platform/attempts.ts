import { HabitusError } from "@habitus/kernel";

export type AttemptsDeps = {
  readonly pause: (ms: number) => Promise<unknown>;
  /** Tells of a failed attempt that will be made again. */
  readonly onFailure: (error: HabitusError) => void;
};

const RETRY_MS = 200;
const MAX_RETRY_MS = 5_000;

/** Work that fails for others' sake, made again after growing pauses until it succeeds or whoever does it stops. */
export class Attempts {
  readonly #deps: AttemptsDeps;
  readonly #isStopping: () => boolean;
  #failing: string | null = null;

  constructor(deps: AttemptsDeps, isStopping: () => boolean) {
    this.#deps = deps;
    this.#isStopping = isStopping;
  }

  /** The sentence of the newest failure while work fails, else null. */
  get failing(): string | null {
    return this.#failing;
  }

  /** @throws StageStopped after an attempt that failed while stopping, and at once what is no HabitusError: a bug is not tried again. */
  async make<T>(work: () => Promise<T>): Promise<T> {
    for (let delay = RETRY_MS; ; delay = Math.min(2 * delay, MAX_RETRY_MS)) {
      try {
        const result = await work();
        this.#failing = null;
        return result;
      } catch (error) {
        if (!(error instanceof HabitusError)) throw error;
        this.#failing = error.message;
        this.#deps.onFailure(error);
        if (this.#isStopping()) throw new StageStopped();
        await this.#deps.pause(delay);
      }
    }
  }
}

/** Ends the loop in the middle of a step: nothing of it was committed, and the next start takes it up again. */
export class StageStopped extends Error {
  override readonly name = "StageStopped";
}

/** Null where it was stopped in the middle. */
export async function unlessStopped<T>(work: Promise<T>): Promise<T | null> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof StageStopped) return null;
    throw error;
  }
}

import type { Claim, Dedupe } from "../dedupe.ts";
import { createMemoryDedupe } from "../memory-dedupe.ts";

/** A dedupe that forgets with each process what was not kept. */
export class VolatileDedupe {
  readonly #kept: Claim[] = [];

  /** As a new process finds it. */
  async open(): Promise<Dedupe> {
    const held = createMemoryDedupe({ horizonDays: 8 });
    await held.claim(this.#kept);
    let claimed: readonly Claim[] = [];
    return {
      ...held,
      claim: (claims) => {
        claimed = [...claimed, ...claims];
        return held.claim(claims);
      },
      keep: async () => {
        const now = claimed;
        await new Promise((resolve) => setImmediate(resolve));
        this.#kept.push(...now);
        claimed = claimed.slice(now.length);
      },
    };
  }
}

import type { Instant } from "@habitus/kernel";
import type { Offset } from "../../log/log.ts";
import type { Emitter } from "./emitter.ts";
import type { LiveSize, PausedSize, Registry } from "./registry.ts";

/** Who is in some segments, all of it at one place of the log. */
export type LiveSets = {
  readonly offset: Offset;
  /** The logical now of that record. */
  readonly at: Instant;
  /** One for each segment asked for: one bit a person, of person n the bit n % 8 of byte n / 8; null for one that is not live. */
  readonly sets: readonly (Uint8Array | null)[];
};

/** Who is in which segment by the transitions made so far. */
export class Standing {
  readonly #registry: Registry;
  readonly #emitter: Emitter;

  constructor(registry: Registry, emitter: Emitter) {
    this.#registry = registry;
    this.#emitter = emitter;
  }

  /** Of the live segments. */
  sizes(): readonly LiveSize[] {
    return this.#registry.live.map(({ key, version }) => ({ key, version, ...this.#told(key) }));
  }

  /** Of the paused segments, as they were when they were paused. */
  pausedSizes(): readonly PausedSize[] {
    return this.#registry.paused.map((segment) => ({ ...segment, ...this.#told(segment.key) }));
  }

  /** A copy of who is in a live or paused segment, as `LiveSets` has it. */
  bits(key: string): Uint8Array | null {
    const known = [...this.#registry.live, ...this.#registry.paused];
    if (!known.some((segment) => segment.key === key)) return null;
    return this.#emitter.members(this.#registry.numberOf(key)).bits();
  }

  #told(key: string): Pick<LiveSize, "size" | "since"> {
    const { size } = this.#emitter.members(this.#registry.numberOf(key));
    return { size, since: this.#registry.since(key) };
  }
}

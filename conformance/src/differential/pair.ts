import { assert, type Instant } from "@habitus/kernel";
import type { History, HistoryEvent, Plan, TraitChange } from "@habitus/segments";
import type { StreamInput } from "@habitus/segments-stream";
import type { Brought, LiveEvaluator, MakeLive, Reference } from "../engines/evaluators.ts";
import { type Arrival, eachOnce, type Happening, inputOf, type Life } from "../world/life.ts";

/** Two evaluators that do not agree, and where. */
export type Mismatch = {
  readonly evaluator: "stream" | "sql";
  readonly at: Instant;
  /** The instant that what is in force is read at, where it is another. */
  readonly present?: Instant;
  readonly says: string;
  readonly reference: string;
};

export type PairResult = {
  readonly mismatch: Mismatch | null;
  /** How often the truth changed. */
  readonly flips: number;
  /** How often time alone changed it: false a millisecond before, true at the edge, or the other way round. */
  readonly edges: number;
};

/** A life whose dues never end would hide a timer that fires for nothing. */
const MOST_DEADLINES = 2_000;

/**
 * Lives one life with the live evaluator and compares it with the reference: after every arrival, at every probe, at
 * every deadline and one millisecond before it. Flips must say exactly what changed, and when.
 */
export function runPair(plan: Plan, life: Life, reference: Reference, makeLive: MakeLive): PairResult {
  const run = new PairRun(plan, reference, makeLive, life);
  const { probes } = life;
  let probe = 0;
  for (const arrival of eachOnce(life.arrivals)) {
    for (; (probes[probe] ?? arrival.now) < arrival.now; probe++) run.look(probes[probe] ?? 0);
    run.take(arrival);
    if (run.mismatch !== null) break;
  }
  for (; probe < probes.length; probe++) run.look(probes[probe] ?? 0);
  return { mismatch: run.mismatch, flips: run.flips, edges: run.edges };
}

class PairRun {
  mismatch: Mismatch | null = null;
  flips = 0;
  edges = 0;
  readonly #plan: Plan;
  readonly #reference: Reference;
  readonly #live: LiveEvaluator;
  readonly #events: HistoryEvent[] = [];
  readonly #traits: TraitChange[] = [];
  #now: Instant;
  #deadlines = 0;

  constructor(plan: Plan, reference: Reference, makeLive: MakeLive, life: Life) {
    this.#plan = plan;
    this.#reference = reference;
    this.#now = Math.min(life.arrivals[0]?.now ?? 0, life.probes[0] ?? 0) - 1;
    this.#live = makeLive(plan, this.#now);
    this.#agree(this.#now);
  }

  /** Lets time pass up to `at` and compares. */
  look(at: Instant): void {
    if (this.mismatch !== null || at < this.#now) return;
    this.#pass(at);
    this.#agree(at);
  }

  take(happening: Happening): void {
    this.look(happening.now);
    if (this.mismatch !== null) return;
    const { now } = happening;
    const before = this.#live.truth();
    switch (happening.kind) {
      case "merge":
        this.#live.merge(this.#learnAll(happening.brings), now);
        this.#agree(now);
        if (this.#live.truth() !== before) this.flips++;
        return;
      case "restart":
        this.#live.restart();
        this.#agree(now);
        return;
      case "event":
      case "trait": {
        const flips = this.#live.apply(this.#learn(happening), now);
        this.#agree(now);
        this.#reported(before, flips, now);
      }
    }
  }

  #learnAll(arrivals: readonly Arrival[]): readonly Brought[] {
    return arrivals
      .toSorted((a, b) => a.now - b.now)
      .map((arrival) => ({ input: this.#learn(arrival), now: arrival.now }));
  }

  #learn(arrival: Arrival): StreamInput {
    const input = inputOf(arrival);
    if (input.kind === "event") this.#events.push(input.event);
    else this.#traits.push(input.change);
    return input;
  }

  #known(): History {
    return { events: this.#events, traits: this.#traits };
  }

  #pass(to: Instant): void {
    for (let due = this.#live.nextDue(); due <= to && this.mismatch === null; due = this.#live.nextDue()) {
      assert(due > this.#now, "a deadline lies ahead");
      assert(this.#deadlines++ < MOST_DEADLINES, "a life has an end");
      if (due - 1 > this.#now) this.#agree(due - 1);
      const before = this.#live.truth();
      const flips = this.#live.advance(due);
      this.#now = due;
      this.#agree(due);
      this.#reported(before, flips, due);
      if (this.#live.truth() !== before) this.edges++;
    }
    if (this.mismatch !== null) return;
    const idle = this.#live.advance(to);
    this.#now = to;
    if (idle.length > 0) this.#disagree(to, "flips without a deadline", "none");
  }

  #agree(at: Instant): void {
    if (this.mismatch !== null) return;
    const meant = this.#reference(this.#plan, this.#known(), at);
    if (meant !== this.#live.truth()) this.#disagree(at, String(this.#live.truth()), String(meant));
  }

  #reported(before: boolean, flips: ReturnType<LiveEvaluator["advance"]>, at: Instant): void {
    const after = this.#live.truth();
    const expected = before === after ? [] : [`${after} at ${at}`];
    const got = flips.map((flip) => `${flip.entered} at ${flip.at}`);
    if (got.join() !== expected.join()) this.#disagree(at, `flips: ${got.join()}`, expected.join());
    if (before !== after) this.flips++;
  }

  #disagree(at: Instant, says: string, reference: string): void {
    this.mismatch ??= { evaluator: "stream", at, says, reference };
  }
}

import { expect } from "vitest";
import type { Plan } from "@habitus/segments";
import { type RunOptions, run } from "../differential/run.ts";
import { reference } from "../engines/evaluators.ts";
import type { Setting } from "../world/plan-maker.ts";
import type { PlanFault } from "./plan-faults.ts";

const SEED = Number(process.env["HABITUS_SEED"] ?? 7);
const MOST_PAIRS = 6_000;

/** What was noticed of each evaluator, for whoever reads the run. */
export class Caught {
  readonly #names = new Map<string, string[]>();

  add(of: string, name: string): void {
    this.#names.set(of, [...(this.#names.get(of) ?? []), name]);
  }

  print(): void {
    for (const [evaluator, names] of this.#names) {
      console.log([`${names.length} mistakes of ${evaluator} noticed:`, ...names].join("\n  "));
    }
  }
}

/**
 * A seeded mistake has to be found; that it is, shows that the comparison sees.
 * @returns within how many pairs
 */
export async function expectCaught(options: Partial<RunOptions>): Promise<string> {
  const summary = await run({
    seed: SEED,
    pairs: MOST_PAIRS,
    reference,
    live: null,
    sql: null,
    mostFailures: 1,
    mostTries: 0,
    plansPerBatch: 4,
    ...options,
  });
  expect(summary.failures.length, `failures in ${summary.pairs} pairs`).toBeGreaterThan(0);
  return `within ${summary.pairs} pairs`;
}

export const changed = ({ change }: Pick<PlanFault, "change">, plan: Plan): Plan => change(plan) ?? plan;

export const concerns =
  (fault: PlanFault) =>
  ({ plan }: Setting): boolean =>
    fault.change(plan) !== null;

import type { Instant } from "@habitus/kernel";
import type { Question } from "./plan-contexts.ts";
import type { Thresholds } from "./thresholds.ts";

type Used = Pick<Thresholds, "used">;

/** Those asked for, with all others that take a threshold of the same people: tiers are cut at one instant. */
export function sharing<Q extends Question>(
  asked: readonly Q[],
  all: readonly Q[],
  { used }: Used,
): readonly Q[] {
  const populationsOf = (question: Q): readonly string[] =>
    used(question)?.map(({ refresh }) => refresh.population) ?? [];
  const populations = new Set(asked.flatMap(populationsOf));
  const others = all.filter((question) => populationsOf(question).some((one) => populations.has(one)));
  return [...new Set([...asked, ...others])];
}

/** Whether a threshold was worked out so long ago that it is time to do it again. */
export function isRefreshDue(
  all: readonly Question[],
  now: Instant,
  maxAgeMs: number,
  { used }: Used,
): boolean {
  return all.some((question) => used(question)?.some(({ refresh }) => now - refresh.at >= maxAgeMs) === true);
}

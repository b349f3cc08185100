import type { Instant } from "@habitus/kernel";
import type { Question } from "./plan-contexts.ts";
import type { UsedThreshold } from "./thresholds.ts";

/** As `Thresholds.used`, of many questions at one present. */
type Used<Q> = (question: Q) => readonly UsedThreshold[] | null;

/** Those asked for, with all others that take a threshold of the same people: tiers are cut at one instant. */
export function sharing<Q extends Question>(
  asked: readonly Q[],
  all: readonly Q[],
  used: Used<Q>,
): readonly Q[] {
  const populationsOf = (question: Q): readonly string[] =>
    used(question)?.map(({ refresh }) => refresh.population) ?? [];
  const populations = new Set(asked.flatMap(populationsOf));
  const others = all.filter((question) => populationsOf(question).some((one) => populations.has(one)));
  return [...new Set([...asked, ...others])];
}

/** Whether a threshold was worked out so long ago that it is time to do it again. */
export function isRefreshDue<Q extends Question>(
  all: readonly Q[],
  now: Instant,
  maxAgeMs: number,
  used: Used<Q>,
): boolean {
  return all.some((question) => used(question)?.some(({ refresh }) => now - refresh.at >= maxAgeMs) === true);
}

import { type ConditionLine, conditionLines } from "@habitus/segments";
import { driftOf, ladderOf } from "./drift.ts";
import { EVERYONE, type Examined, momentOf, questionOf, reachesBack } from "./examined.ts";
import type { Sizes } from "./findings.ts";
import type { Drift } from "./health-report.ts";
import { LOOKED_DAYS } from "./traces.ts";

/** Lines whose spread is looked at. */
const MOST_LINES = 20;
/** Earlier instants that the size is compared with, in days; the first is the one that spreads are compared with. */
const EARLIER_DAYS = [LOOKED_DAYS, 90] as const;

export type Drifts = { readonly drifts: readonly Drift[]; readonly sizes: readonly Sizes[] };

type Spread = {
  readonly size: number;
  readonly everybody: number;
  readonly steps: readonly (readonly number[])[];
};

/** How what the definition asks for is spread among everybody, now and 30 days ago; and how large the segment was. */
export async function driftsOf(of: Examined): Promise<Drifts | null> {
  if (!reachesBack(of, EARLIER_DAYS[0])) {
    of.skip("drift", `Less than ${EARLIER_DAYS[0]} days of events are known.`);
    return null;
  }
  const all = conditionLines(of.segment.definition);
  const lines = all.slice(0, MOST_LINES);
  if (all.length > lines.length) of.skip("drift", `Only its first ${MOST_LINES} lines were looked at.`);
  const now = await spreadAt(of, lines, 0);
  const before = await spreadAt(of, lines, EARLIER_DAYS[0]);
  const drifts = lines.map(({ text }, place) =>
    driftOf(
      text,
      { everybody: before.everybody, steps: before.steps[place] ?? [] },
      { everybody: now.everybody, steps: now.steps[place] ?? [] },
    ),
  );
  const sizes: Sizes[] = [{ days: EARLIER_DAYS[0], size: before.size }];
  const [, longer] = EARLIER_DAYS;
  if (reachesBack(of, longer)) sizes.push({ days: longer, size: (await spreadAt(of, [], longer)).size });
  return { drifts, sizes };
}

async function spreadAt(of: Examined, lines: readonly ConditionLine[], daysAgo: number): Promise<Spread> {
  const { evaluator, reads, segment, signal } = of;
  const ladders = lines.map(ladderOf);
  const questions = [segment.definition, EVERYONE, ...ladders.flat()].map((each) => questionOf(of, each));
  const moment = momentOf(of, daysAgo);
  const planned = await evaluator.planner(
    questions,
    daysAgo === 0 ? null : moment.at,
    signal,
    moment.present,
  );
  const [size = 0, everybody = 0, ...steps] = await reads.counts(questions.map(planned), moment, signal);
  const rest = [...steps];
  return { size, everybody, steps: ladders.map((ladder) => rest.splice(0, ladder.length)) };
}

import type { Examined } from "./examined.ts";
import { momentOf, questionOf, reachesBack } from "./examined.ts";
import type { Goal, Split, Trace } from "./health-report.ts";
import { goalEventOf } from "./health-settings.ts";
import { mayReadFor } from "./may-read.ts";
import { candidatesOf, splitsThatMatter } from "./splits.ts";
import { conditionOf, LOOKED_DAYS, within } from "./traces.ts";

export type ReachedGoal = { readonly goal: Goal; readonly splits: readonly Split[] };

/**
 * Who was inside 30 days ago and reached the goal since, all of them and on either side of each split: what decides about a split is
 * known before the goal is reached.
 */
export async function goalOf(
  of: Examined,
  traces: readonly Trace[],
  inside: number,
): Promise<ReachedGoal | null> {
  const { round, segment, signal, evaluator, reads } = of;
  const event = goalEventOf(round.settings, segment.key);
  const why = whyNot(of, event);
  if (event === null || why !== null) {
    of.skip("goal", why ?? "No goal event is set.");
    return null;
  }
  const before = momentOf(of, LOOKED_DAYS);
  const candidates = candidatesOf(traces, inside);
  const having = candidates.map((trace) => questionOf(of, within(segment.key, conditionOf(trace))));
  const questions = [questionOf(of, segment.definition), ...having];
  const planned = await evaluator.planner(questions, before.at, signal);
  const goal = { event, span: { from: before.at + 1, to: round.at + 1 } };
  const [whole = { people: 0, reached: 0 }, ...counts] = await reads.reached(
    questions.map(planned),
    goal,
    before,
    signal,
  );
  return { goal: { event, ...whole }, splits: splitsThatMatter(segment.key, candidates, whole, counts) };
}

function whyNot(of: Examined, event: string | null): string | null {
  if (event === null) return "No goal event is set, so it is not known what the segment brings.";
  const purposes = of.round.context.dataPurposes.events[event] ?? [];
  if (!mayReadFor(of.segment.purpose)(purposes)) {
    return `"${event}" may be read for ${purposes.join(", ")} alone.`;
  }
  if (!reachesBack(of, LOOKED_DAYS)) return `Less than ${LOOKED_DAYS} days of events are known.`;
  return null;
}

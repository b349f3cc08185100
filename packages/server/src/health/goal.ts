import type { Examined } from "./examined.ts";
import { reachesBack } from "./examined.ts";
import type { Goal, Split } from "./health-report.ts";
import { goalEventOf } from "./health-settings.ts";
import { mayReadFor } from "./may-read.ts";
import { splitsThatMatter } from "./splits.ts";
import { LOOKED_DAYS } from "./traces.ts";

export type ReachedGoal = { readonly goal: Goal; readonly splits: readonly Split[] };

/**
 * Who was inside 30 days ago and reached the goal since, all of them and on either side of each split: what decides about a split is
 * known before the goal is reached.
 */
export async function goalOf(of: Examined): Promise<ReachedGoal | null> {
  const { round, segment, ask } = of;
  const event = goalEventOf(round.settings, segment.key);
  const why = whyNot(of, event);
  if (event === null || why !== null) {
    of.skip("goal", why ?? "No goal event is set.");
    return null;
  }
  const { candidates, whole, having } = await ask.reached(segment);
  return { goal: { event, ...whole }, splits: splitsThatMatter(segment.key, candidates, whole, having) };
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

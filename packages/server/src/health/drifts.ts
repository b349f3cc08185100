import { conditionLines } from "@habitus/segments";
import { driftOf, linesOf, MOST_LINES } from "./drift.ts";
import { EARLIER_DAYS, type Examined, reachesBack } from "./examined.ts";
import type { Sizes } from "./findings.ts";
import type { Drift } from "./health-report.ts";
import type { Portrayed } from "./portrait.ts";

export type Drifts = { readonly drifts: readonly Drift[]; readonly sizes: readonly Sizes[] };

/** How what the definition asks for is spread among everybody, now and 30 days ago; and how large the segment was. */
export async function driftsOf(of: Examined, people: Portrayed): Promise<Drifts | null> {
  const [days, longer] = EARLIER_DAYS;
  if (!reachesBack(of, days)) {
    of.skip("drift", `Less than ${days} days of events are known.`);
    return null;
  }
  const { ask, segment } = of;
  const lines = linesOf(segment);
  if (conditionLines(segment.definition).length > lines.length) {
    of.skip("drift", `Only its first ${MOST_LINES} lines were looked at.`);
  }
  const earlier = await ask.before(segment, days);
  const [now, before] = [await ask.steps(segment), await ask.stepsBefore(segment)];
  const drifts = lines.map(({ text }, place) =>
    driftOf(
      text,
      { everybody: earlier.everybody, steps: before[place] ?? [] },
      { everybody: people.everybody, steps: now[place] ?? [] },
    ),
  );
  const sizes: Sizes[] = [{ days, size: earlier.inside }];
  if (reachesBack(of, longer)) sizes.push({ days: longer, size: (await ask.before(segment, longer)).inside });
  return { drifts, sizes };
}

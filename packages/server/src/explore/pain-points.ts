import type { Funnel } from "@habitus/contract";
import {
  adjustForMany,
  ALARM,
  compareShares,
  type Proportion,
  shareInterval,
  shareOf,
} from "@habitus/models";

type Groups = Funnel["groups"];
export type PainPoint = Funnel["painPoints"][number];

/** A share with its interval, as the API tells it. */
export const toShare = (proportion: Proportion) => ({
  share: shareOf(proportion),
  ...shareInterval(proportion),
});

/** Where a group drops off more than everybody else, beyond what chance would tell. The most conversions lost first. */
export function painPointsOf(everybody: Groups[number], groups: Groups): readonly PainPoint[] {
  const steps = everybody.steps.slice(1);
  const all = groups.flatMap(({ group, steps: own }) =>
    steps.map((_, index) => {
      const mine = dropOff(own, index);
      const total = dropOff(everybody.steps, index);
      const peers = { hits: total.hits - mine.hits, of: total.of - mine.of };
      return { group, step: index + 2, mine, peers };
    }),
  );
  const p = adjustForMany(all.map(({ mine, peers }) => compareShares(mine, peers).p));
  return all
    .flatMap(({ group, step, mine, peers }, place): readonly PainPoint[] => {
      const lost = (shareOf(mine) - shareOf(peers)) * mine.of;
      const adjusted = p[place] ?? 1;
      if (lost <= 0 || peers.of === 0 || adjusted >= ALARM) return [];
      return [
        { group, step, entered: mine.of, dropOff: toShare(mine), peers: shareOf(peers), lost, p: adjusted },
      ];
    })
    .toSorted((a, b) => b.lost - a.lost);
}

function dropOff(steps: Groups[number]["steps"], index: number): Proportion {
  const of = steps[index]?.people ?? 0;
  return { hits: of - (steps[index + 1]?.people ?? 0), of };
}

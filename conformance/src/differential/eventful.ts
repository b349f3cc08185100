import type { Random } from "@habitus/kernel";
import { evaluateReference } from "@habitus/segments";
import type { Life } from "../world/life.ts";
import { makeLife } from "../world/life-maker.ts";
import type { Setting } from "../world/plan-maker.ts";
import { historyOf } from "./judge-sql.ts";

/** Of so many lives one is taken in which something happens. */
const TRIES = 4;
/** A life in which nothing happens may hide a mistake too: so often the first one is taken, whatever it is. */
const UNSEEN_SHARE = 0.1;

/**
 * A life in which the plan's truth changes, if one is found soon; the plan may be one that nothing changes. Whoever judges is
 * the meaning itself, so no evaluator has a say in what it is tried on.
 */
export function makeEventful(random: Random, setting: Setting): Life {
  let life = makeLife(random, setting);
  if (random.next() < UNSEEN_SHARE) return life;
  for (let tries = 1; tries < TRIES && !isEventful(setting, life); tries++) life = makeLife(random, setting);
  return life;
}

function isEventful({ plan }: Setting, life: Life): boolean {
  const history = historyOf(life);
  const instants = [...life.arrivals.map(({ now }) => now), ...life.probes];
  const [first = 0, ...others] = new Set(instants);
  const before = evaluateReference(plan, history, first);
  return others.some((at) => evaluateReference(plan, history, at) !== before);
}

import { must } from "@habitus/kernel";
import { createReplay } from "@habitus/server";
import fc from "fast-check";
import { expect, test } from "vitest";
import { reference } from "../engines/evaluators.ts";
import { makeLife } from "../world/life-maker.ts";
import { makeSetting } from "../world/plan-maker.ts";
import { randomFor } from "../world/seed.ts";
import { historyOf } from "./judge-sql.ts";

const seed = Number(process.env["HABITUS_SEED"] ?? 20_261_122);
const numRuns = Number(process.env["HABITUS_RUNS"] ?? 60);

test("a rehearsed course says at every instant what the reference says as of it, by the plan of then and what is allowed now", () => {
  const seen = { changes: 0, inForce: 0 };
  const property = fc.property(fc.noShrink(fc.integer({ min: 0, max: 1_000_000_000 })), (number) => {
    const random = randomFor(number, "rehearsal");
    const setting = makeSetting(randomFor(number, "setting"));
    const other = makeSetting(randomFor(number, "other"));
    const life = makeLife(randomFor(number, "life"), setting);
    const history = historyOf(life);
    const { scene, plan } = setting;
    const times = [...history.events, ...history.traits].map(({ time }) => time);
    const from = scene.midnight - random.int(0, 2 * scene.span);
    const to = Math.max(from, ...times) + random.int(0, 2 * scene.span);
    const present = to + random.int(0, scene.span);
    const turn = random.int(from + 1, to + 1);
    const firstSeen = random.pick([from - 1, from, ...times]);
    const plans = [
      { from, plan },
      { from: turn, plan: other.plan },
      { from: turn + random.int(1, scene.span), plan },
    ].filter((each) => each.from <= to);
    const known = Math.min(firstSeen, ...history.events.map(({ time }) => time));
    const course = createReplay({ plans, from, to, present }).courseOf(history, firstSeen);
    const { wasIn, changes } = course ?? { wasIn: false, changes: [] };
    seen.changes += changes.length;
    seen.inForce += plan.leaves.some((leaf) => leaf.kind === "trait" && leaf.inForce === true) ? 1 : 0;

    const looks = [...changes, ...times, ...life.probes, ...plans.map((each) => each.from), to, known];
    for (const at of new Set(looks.flatMap((look) => [look - 1, look, look + 1]))) {
      if (at < from || at > to) continue;
      const inForce = must(
        plans.findLast((each) => each.from <= at),
        "the first begins with the span",
      );
      const isIn = (changes.filter((change) => change <= at).length % 2 === 1) !== wasIn;
      expect([number, at, isIn]).toEqual([
        number,
        at,
        at >= known && reference(inForce.plan, history, at, present),
      ]);
    }
    expect(changes).toEqual([...new Set(changes)].sort((a, b) => a - b));
    expect(changes.every((at) => at > from && at <= to)).toBe(true);
  });
  fc.assert(property, { seed, numRuns });
  if (numRuns >= 60) expect(Math.min(seen.changes, seen.inForce)).toBeGreaterThan(0);
});

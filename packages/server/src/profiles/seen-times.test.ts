import fc from "fast-check";
import { expect, test } from "vitest";
import { seenAgain, seenBy, type SeenTimes } from "./seen-times.ts";

const said = fc.record({ time: fc.nat(20), at: fc.nat(20) });

test("what was said in whatever order is seen first and last as of each later now", () => {
  fc.assert(
    fc.property(fc.array(said, { minLength: 1, maxLength: 8 }), fc.nat(30), (calls, later) => {
      let known: SeenTimes | null = null;
      let at = 0;
      for (const call of calls) {
        at = Math.max(at, call.at);
        known = seenAgain(known, call.time, at, 8);
      }
      const now = at + later;
      const visible = calls.map(({ time }) => time).filter((time) => time <= now);
      const [first, last] = [Math.min(...visible), Math.max(...visible)];
      const seen = visible.length === 0 ? [null, null] : [first, last];
      const told = known === null ? null : seenBy(known, now);
      expect([told?.firstSeen, told?.lastSeen]).toEqual(seen);
    }),
  );
});

test("times that have come leave nothing behind, and of too many ahead the farthest are kept", () => {
  let known = seenAgain(null, 5, 10, 2);
  for (const time of [20, 30, 40]) known = seenAgain(known, time, 10, 2);
  expect(known).toEqual({ firstSeen: 5, lastSeen: 40, seen: [5, 30, 40] });
  expect(seenBy(known, 29)).toEqual({ firstSeen: 5, lastSeen: 5 });
  expect(seenAgain(known, 41, 41, 2)).toEqual({ firstSeen: 5, lastSeen: 41 });
});

test("of what was kept before times ahead were told apart, the first is what is known", () => {
  expect(seenBy({ firstSeen: 5, lastSeen: 40 }, 10)).toEqual({ firstSeen: 5, lastSeen: 5 });
  expect(seenBy({ firstSeen: 5, lastSeen: 40 }, 40)).toEqual({ firstSeen: 5, lastSeen: 40 });
});

import { DAY_MS, HOUR_MS } from "@habitus/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  conditions,
  definitions,
  SHARED_WORDS,
  windows,
  WORKSPACE,
} from "../../test/arbitrary-definition.ts";
import { histories, nows } from "../../test/arbitrary-history.ts";
import { settings } from "../../test/property-settings.ts";
import { explain } from "../explain/explain.ts";
import { nextFlip } from "../explain/next-flip.ts";
import { planDefinition } from "../normalise/plan-definition.ts";
import { standInFor } from "../normalise/thresholds.ts";
import { withThresholds } from "../normalise/with-thresholds.ts";
import type { Condition, Definition } from "../tree/definition.ts";
import { evaluateReference } from "./evaluate.ts";

const planIn = (definition: Definition) =>
  planDefinition(definition, withThresholds(definition, WORKSPACE, standInFor));
const planOf = (condition: Condition) => planIn({ version: 1, condition });

const stories = fc.record({ condition: conditions(SHARED_WORDS), history: histories, now: nows });

test("not not x is x; not (x and y) is not x or not y; rows do not mind order", () => {
  fc.assert(
    fc.property(stories, conditions(SHARED_WORDS), ({ condition: x, history, now }, y) => {
      const truth = (condition: Condition) => evaluateReference(planOf(condition), history, now);
      const not = (of: Condition): Condition => ({ kind: "not", of });
      expect(truth(not(not(x)))).toBe(truth(x));
      expect(truth(not(x))).toBe(!truth(x));
      expect(truth({ kind: "and", of: [x, y] })).toBe(truth(x) && truth(y));
      expect(truth(not({ kind: "and", of: [x, y] }))).toBe(truth({ kind: "or", of: [not(y), not(x)] }));
    }),
    settings(120),
  );
});

test("a wider window never loses a member of an at-least condition", () => {
  const amounts = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 30 }));
  fc.assert(
    fc.property(
      histories,
      nows,
      amounts,
      fc.integer({ min: 1, max: 3 }),
      (history, now, [amount, more], n) => {
        const did = (days: number): Condition => ({
          kind: "did",
          event: "a",
          count: { op: "at least", n },
          window: { kind: "last", amount: days, unit: "day" },
        });
        const truth = (condition: Condition) => evaluateReference(planOf(condition), history, now);
        expect(truth(did(amount)) && !truth(did(amount + more))).toBe(false);
        expect(truth(did(amount)) && !truth({ kind: "did", event: "a", count: { op: "at least", n } })).toBe(
          false,
        );
      },
    ),
    settings(120),
  );
});

test("in last n and more than n ago share out what has happened", () => {
  fc.assert(
    fc.property(histories, nows, fc.integer({ min: 1, max: 30 }), (history, now, amount) => {
      const truth = (condition: Condition) => evaluateReference(planOf(condition), history, now);
      const within: Condition = { kind: "did", event: "a", window: { kind: "last", amount, unit: "day" } };
      const before: Condition = { kind: "did", event: "a", window: { kind: "older", amount, unit: "day" } };
      expect(truth({ kind: "or", of: [within, before] })).toBe(truth({ kind: "did", event: "a" }));
    }),
    settings(120),
  );
});

test("the order in which a history is listed does not matter", () => {
  fc.assert(
    fc.property(stories, ({ condition, history, now }) => {
      const turned = { events: history.events.toReversed(), traits: history.traits.toReversed() };
      expect(evaluateReference(planOf(condition), turned, now)).toBe(
        evaluateReference(planOf(condition), history, now),
      );
    }),
    settings(80),
  );
});

test("nextFlip is the first instant of another truth", () => {
  const probes = fc.array(fc.integer({ min: 1, max: 500 * DAY_MS }), { maxLength: 12 });
  fc.assert(
    fc.property(stories, windows, probes, ({ condition: base, history, now }, window, ahead) => {
      const condition: Condition = {
        kind: "or",
        of: [base, { kind: "not", of: { kind: "did", event: "a", window } }],
      };
      const plan = planOf(condition);
      const truth = evaluateReference(plan, history, now);
      const flip = nextFlip(plan, history, now);
      const stays = (at: number) => expect(evaluateReference(plan, history, at)).toBe(truth);
      if (flip !== null) {
        expect(evaluateReference(plan, history, flip)).toBe(!truth);
        stays(flip - 1);
      }
      const hours = Array.from({ length: 24 }, (_, hour) => (hour + 1) * HOUR_MS);
      for (const by of [...ahead, ...hours, 1]) if (flip === null || now + by < flip) stays(now + by);
    }),
    settings(80),
  );
});

test("an explanation's truths are the reference's, its leaves the plan's", () => {
  fc.assert(
    fc.property(definitions(SHARED_WORDS), histories, nows, (definition, history, now) => {
      const plan = planIn(definition);
      const { member, nextFlip: flip } = explain(plan, history, now);
      expect(member).toBe(evaluateReference(plan, history, now));
      expect(flip).toBe(nextFlip(plan, history, now));
    }),
    settings(60),
  );
});

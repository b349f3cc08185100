import fc from "fast-check";
import { expect, test } from "vitest";
import { conditions, SHARED_WORDS, WORKSPACE } from "../../test/arbitrary-definition.ts";
import { histories, nows } from "../../test/arbitrary-history.ts";
import { settings } from "../../test/property-settings.ts";
import { planDefinition } from "../normalise/plan-definition.ts";
import { standInFor } from "../normalise/thresholds.ts";
import { withThresholds } from "../normalise/with-thresholds.ts";
import { evaluateReference } from "../reference/evaluate.ts";
import type { Condition, Definition, PropertyCondition, ValueComparison } from "../tree/definition.ts";
import { checkDefinition } from "./check-definition.ts";
import { contradictions } from "./contradictions.ts";

const number = fc.constantFrom("-1", "0.3", "1.5", "10").map((value) => ({ kind: "number" as const, value }));
const literal = fc.oneof(
  number,
  fc.constantFrom("red", "RED", "re", "10", "true").map((value) => ({ kind: "text" as const, value })),
  fc.boolean().map((value) => ({ kind: "boolean" as const, value })),
  fc.constantFrom("2026-01-01", "2026-01-02").map((value) => ({ kind: "date" as const, value })),
);
const comparison: fc.Arbitrary<ValueComparison> = fc.oneof(
  fc.record({ op: fc.constant("is" as const), value: literal }),
  fc.record({ op: fc.constant("in" as const), values: fc.array(literal, { minLength: 1, maxLength: 3 }) }),
  fc.record({ op: fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const), value: number }),
  fc.record({
    op: fc.constantFrom("before" as const, "after" as const, "on or before" as const, "on or after" as const),
    value: fc.constantFrom("2026-01-01", "2026-01-02").map((value) => ({ kind: "date" as const, value })),
  }),
  fc.constant({ op: "exists" as const }),
);
const path = fc.constantFrom("x", "y").map((key) => [key]);
const negated = <T extends object>(of: fc.Arbitrary<T>): fc.Arbitrary<T | { kind: "not"; of: T }> =>
  fc.oneof(
    of,
    of,
    of.map((one) => ({ kind: "not" as const, of: one })),
  );
const properties: fc.Arbitrary<PropertyCondition> = fc
  .array(negated(fc.record({ kind: fc.constant("property" as const), path, test: comparison })), {
    minLength: 2,
    maxLength: 3,
  })
  .map((of) => ({ kind: "and", of }));
const count = fc.record({
  op: fc.constantFrom(
    "at least" as const,
    "at most" as const,
    "exactly" as const,
    "more than" as const,
    "less than" as const,
  ),
  n: fc.integer({ min: 1, max: 3 }),
});
const leaf: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("trait" as const), path, test: comparison }) },
  {
    weight: 3,
    arbitrary: fc.record({ kind: fc.constant("did" as const), event: fc.constantFrom("a", "b"), count }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant("did" as const), event: fc.constant("a"), where: properties }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant("aggregate" as const),
      of: fc.constantFrom("sum" as const, "average" as const, "maximum" as const),
      event: fc.constant("a"),
      property: fc.constant(["x"]),
      op: fc.constantFrom("<" as const, "<=" as const, ">" as const, ">=" as const, "=" as const),
      value: number,
    }),
  },
  { weight: 1, arbitrary: conditions(SHARED_WORDS) },
);
const rows: fc.Arbitrary<Definition> = fc
  .array(negated(leaf), { minLength: 2, maxLength: 4 })
  .map((of) => ({ version: 1, condition: { kind: "and", of } }));

const planOf = (definition: Definition) =>
  planDefinition(definition, withThresholds(definition, WORKSPACE, standInFor));

test("a row of which two parts shut each other out holds for nobody, whatever they did", () => {
  let told = 0;
  fc.assert(
    fc.property(
      rows,
      fc.array(fc.tuple(histories, nows), { minLength: 5, maxLength: 5 }),
      (definition, stories) => {
        fc.pre(checkDefinition(definition).kind === "ok");
        const paths = contradictions(definition).map((warning) => warning.path);
        // One in a where clause is one of that part of the row, which may be asked for not to be.
        if (!paths.some((each) => /^\/condition\/of\/\d+$/.test(each))) return;
        told++;
        for (const [history, now] of stories) {
          expect(evaluateReference(planOf(definition), history, now)).toBe(false);
        }
      },
    ),
    settings(1500),
  );
  expect(told).toBeGreaterThan(50);
});

test("a where clause of which two parts shut each other out is met by no event", () => {
  let told = 0;
  fc.assert(
    fc.property(
      properties,
      fc.array(fc.tuple(histories, nows), { minLength: 5, maxLength: 5 }),
      (where, stories) => {
        const definition: Definition = { version: 1, condition: { kind: "did", event: "a", where } };
        fc.pre(checkDefinition(definition).kind === "ok");
        if (contradictions(definition).length === 0) return;
        told++;
        for (const [history, now] of stories) {
          expect(evaluateReference(planOf(definition), history, now)).toBe(false);
        }
      },
    ),
    settings(1000),
  );
  expect(told).toBeGreaterThan(20);
});

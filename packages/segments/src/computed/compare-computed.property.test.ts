import { DAY_MS, decimalFromText, must } from "@habitus/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { histories, nows } from "../../test/arbitrary-history.ts";
import { settings } from "../../test/property-settings.ts";
import { checkDefinition } from "../check/check-definition.ts";
import { DEFAULT_CONTEXT, type PlanContext } from "../normalise/context.ts";
import { planDefinition } from "../normalise/plan-definition.ts";
import type { Plan } from "../plan/plan.ts";
import { compare } from "../reference/compare.ts";
import { evaluateReference } from "../reference/evaluate.ts";
import { asNumber, asText } from "../reference/values.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import type { Definition } from "../tree/definition.ts";
import { compute, planComputed } from "./compute.ts";
import type { ComputedDefinition } from "./measure.ts";
import { parseComputed } from "./parse-computed.ts";

const TEXTS = [
  "sum of a.x in last 30 days",
  "minimum of b.y",
  "median of a.x where y exists",
  "distinct count of a.x",
  "days active of a",
  "count of a",
  "count of b in last 31 days where x exists",
  "days since first a",
  "days since last a",
  "days since last b on weekdays where x > 0",
  "x",
  "nested.x",
  "x else sum of a.x in last 30 days else 1",
  'minimum of b.y else nested.x else text "2"',
  "days since last b else days since first a else 30",
  'median of a.x else text "none"',
  "days active of a else 5",
] as const;

const OPS = ["=", "<", "<=", ">", ">="] as const;
const VALUES = ["-1", "-0.5", "0", "0.3", "1", "1.5", "2", "10", "30", "31"] as const;

/** What texts and times are compared with. */
const VALUE_TEXTS = [
  "x",
  "nested.x",
  "newest a.x",
  "oldest a.x",
  "oldest b.y where x exists",
  "newest a.nested.x in last 30 days",
  'newest a.x else oldest b.y else text "none"',
  "time of first a",
  "time of last b",
  "time of last b on weekdays where x > 0",
  "time of first a else time of last b",
  'y else text "2"',
] as const;
const TESTS = [
  "exists",
  'is "10"',
  'is "Red" ignoring case',
  "is true",
  'in ("red", 0.3, "none", true)',
  'contains "e"',
  'starts with "N" ignoring case',
  'matches "^[0-9]+$"',
  "between 1 and 10",
  "before 2026-02-01",
  "after 2026-02-01",
  "on or before 2026-02-01T00:00:00Z",
  "on or after 2026-01-15",
  "on 2026-02-01",
  "is 2026-02-01",
] as const;

function definitionOf(sentence: string): Definition {
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return parsed.definition;
}

function parsedOf(text: string): ComputedDefinition | null {
  const parsed = parseComputed(text);
  return parsed.kind === "ok" ? parsed.definition : null;
}

function planOf(sentence: string, computed: PlanContext["computed"] = {}): Plan {
  return planDefinition(definitionOf(sentence), { ...DEFAULT_CONTEXT, computed });
}

test("a computed text or time is compared as a trait of that value is", () => {
  const asked = fc.record({ text: fc.constantFrom(...VALUE_TEXTS), test: fc.constantFrom(...TESTS) });
  fc.assert(
    fc.property(histories, nows, asked, (history, now, { text, test: tested }) => {
      const parsed = parseComputed(text);
      if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
      const computed = { it: parsed.definition };
      const checked = checkDefinition(definitionOf(`computed it ${tested}`), {
        ...DEFAULT_CONTEXT,
        computed,
      });
      const value = compute(planComputed(parsed.definition, DEFAULT_CONTEXT), { history, userId: null }, now);
      // Times say with the reason that they are no texts.
      fc.pre(checked.kind === "ok");
      const trait = { name: "it", value, time: now, idHash: "0".repeat(32) };
      const asTrait = { events: [], traits: value === null ? [] : [trait] };
      expect(evaluateReference(planOf(`computed it ${tested}`, computed), history, now)).toBe(
        evaluateReference(planOf(`it ${tested}`), asTrait, now),
      );
    }),
    settings(600),
  );
});

test("of values that are most frequent alike each is the favourite that a computed trait is compared with", () => {
  const computed = { it: must(parsedOf('most frequent a.x else text "none"'), "it is one") };
  fc.assert(
    fc.property(histories, nows, fc.constantFrom("red", "10", "true", "none"), (history, now, value) => {
      const favourite = planOf(`mostly a.x is "${value}"`);
      const holds = (plan: Plan): boolean => evaluateReference(plan, history, now);
      const isNone = value === "none" && !holds(planOf("distinct count of a.x >= 1"));
      const expected = holds(favourite) || isNone;
      expect(holds(planOf(`computed it is "${value}"`, computed))).toBe(expected);
      expect(holds(planOf(`computed it in ("${value}", "zzz")`, computed))).toBe(expected);
      const told = compute(planComputed(computed.it, DEFAULT_CONTEXT), { history, userId: null }, now);
      if (asText(told) === value) expect(expected).toBe(true);
    }),
    settings(300),
  );
});

test.each(["a.x", "a.nested.x"])("the most frequent %s exists for those who have one", (path) => {
  const it = must(parsedOf(`most frequent ${path}`), "it is one");
  const known = planOf("computed it exists", { it });
  fc.assert(
    fc.property(histories, nows, (history, now) => {
      const told = compute(planComputed(it, DEFAULT_CONTEXT), { history, userId: null }, now);
      expect(evaluateReference(known, history, now)).toBe(told !== null);
    }),
    settings(600),
  );
});

test("a list is no value that could be the most frequent", () => {
  const event = { name: "a", time: 0, idHash: "0".repeat(32), offsetMinutes: null };
  const history = { events: [{ ...event, properties: { nested: { x: ["red"] } } }], traits: [] };
  const of = (text: string) => ({ it: must(parsedOf(text), "it is one") });
  const holds = (plan: Plan): boolean => evaluateReference(plan, history, DAY_MS);
  expect(holds(planOf("computed it exists", of("most frequent a.nested.x")))).toBe(false);
  const otherwise = of('most frequent a.nested.x else text "none"');
  expect(holds(planOf('computed it is "none"', otherwise))).toBe(true);
});

test("the most frequent hour and weekday are compared by the clock where events happen", () => {
  const asked = fc.record({
    unit: fc.constantFrom("hour", "weekday"),
    test: fc.constantFrom(
      "between 5 and 20",
      "< 3",
      'is "thursday"',
      'in ("monday", "friday", 19, 0)',
      "exists",
    ),
  });
  fc.assert(
    fc.property(histories, nows, asked, (history, now, { unit, test: tested }) => {
      const it = must(parsedOf(`most frequent ${unit} of a`), "it is one");
      const value = compute(planComputed(it, DEFAULT_CONTEXT), { history, userId: null }, now);
      const trait = { name: "it", value, time: now, idHash: "0".repeat(32) };
      const asTrait = { events: [], traits: value === null ? [] : [trait] };
      const shown = evaluateReference(planOf(`it ${tested}`), asTrait, now);
      // Of several that are met equally often each counts, and one is shown.
      const holds = evaluateReference(planOf(`computed it ${tested}`, { it }), history, now);
      if (shown || value === null) expect(holds).toBe(shown);
    }),
    settings(300),
  );
});

test("a computed trait compared is true of exactly those whose value stands so to the number", () => {
  const asked = fc.record({
    text: fc.constantFrom(...TEXTS),
    op: fc.constantFrom(...OPS),
    value: fc.constantFrom(...VALUES),
  });
  fc.assert(
    fc.property(histories, nows, asked, (history, now, { text, op, value }) => {
      const parsed = parseComputed(text);
      if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
      const computed = { it: parsed.definition };
      const literal = { kind: "number", value } as const;
      const condition = { kind: "computed", computed: "it", op, value: literal } as const;
      const plan = planDefinition({ version: 1, condition }, { ...DEFAULT_CONTEXT, computed });
      const told = compute(planComputed(parsed.definition, DEFAULT_CONTEXT), { history, userId: null }, now);
      const wanted = must(decimalFromText(value), "a decimal");
      expect(evaluateReference(plan, history, now)).toBe(compare(asNumber(told), op, wanted));
    }),
    settings(600),
  );
});

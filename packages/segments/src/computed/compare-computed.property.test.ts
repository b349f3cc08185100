import { decimalFromText, must } from "@habitus/kernel";
import fc from "fast-check";
import { expect, test } from "vitest";
import { histories, nows } from "../../test/arbitrary-history.ts";
import { settings } from "../../test/property-settings.ts";
import { DEFAULT_CONTEXT } from "../normalise/context.ts";
import { planDefinition } from "../normalise/plan-definition.ts";
import { compare } from "../reference/compare.ts";
import { evaluateReference } from "../reference/evaluate.ts";
import { asNumber } from "../reference/values.ts";
import { compute, planComputed } from "./compute.ts";
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

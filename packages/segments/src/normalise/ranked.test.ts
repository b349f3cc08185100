import { describe, expect, test } from "vitest";
import type { Condition, Definition } from "../tree/definition.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { DEFAULT_CONTEXT, type PlanContext } from "./context.ts";
import { missingPopulations, planDefinition } from "./plan-definition.ts";
import { withThresholds } from "./with-thresholds.ts";

const CONTEXT: PlanContext = {
  ...DEFAULT_CONTEXT,
  scores: {
    a: {
      name: "a",
      definition: {
        version: 1,
        elements: [{ when: { kind: "did", event: "b" }, value: { kind: "number", value: "2" } }],
      },
      purpose: null,
    },
  },
};

function nested(sentence: string, levels: number): Definition {
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  const { condition: outer } = parsed.definition;
  let condition = outer;
  for (let level = 1; level < levels; level++) condition = { ...outer, among: condition } as Condition;
  return { version: 1, condition };
}

// At so many levels nothing comes back when each plans the one in it twice.
describe("audiences in audiences are planned once each", () => {
  test.each([
    ["in top 20% by count of a", 1, 16],
    ["in top 20% by score a", 1, 16],
    ["rfm recency >= 4 and frequency >= 4 and monetary >= 3", 3, 8],
  ])("%s", (sentence, cuts, levels) => {
    const definition = nested(sentence, levels);
    expect(missingPopulations(definition, CONTEXT)).toHaveLength(cuts);
    let asked = 0;
    const filled = withThresholds(definition, CONTEXT, (population) => {
      expect(population.says).not.toBe("");
      asked += 1;
      return { value: "2" };
    });
    expect(asked).toBe(cuts * levels);
    expect(Object.keys(filled.thresholds)).toHaveLength(asked);
    expect(planDefinition(definition, filled).root.kind).not.toBe("always");
  });
});

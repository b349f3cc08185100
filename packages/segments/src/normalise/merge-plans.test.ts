import { expect, test } from "vitest";
import { parseDefinition } from "../text/parse-definition.ts";
import { DEFAULT_CONTEXT } from "./context.ts";
import { mergePlans } from "./merge-plans.ts";
import { planDefinition } from "./plan-definition.ts";

function plan(text: string) {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return planDefinition(parsed.definition, DEFAULT_CONTEXT);
}

test("plans share their leaves and keep their conditions", () => {
  const plans = [
    plan("did order and did login"),
    plan("did login in at least 1 of last 2 weeks or not did order"),
    plan("everyone"),
  ];
  const { roots, leaves } = mergePlans(plans);
  expect(leaves.slice(0, 2)).toEqual(plans[0]?.leaves);
  expect(leaves).toHaveLength(4);
  expect(roots[0]).toEqual(plans[0]?.root);
  expect(roots[1]).toMatchObject({ kind: "or" });
  expect(JSON.stringify(roots[1])).toContain(JSON.stringify({ kind: "not", of: { kind: "leaf", leaf: 0 } }));
  expect(roots[2]).toEqual({ kind: "always", value: true });
});

test("nothing merges to nothing", () => {
  expect(mergePlans([])).toEqual({ roots: [], leaves: [] });
});

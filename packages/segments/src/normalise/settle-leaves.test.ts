import { must } from "@habitus/kernel";
import { expect, test } from "vitest";
import { evaluateReference } from "../reference/evaluate.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { DEFAULT_CONTEXT } from "./context.ts";
import { planDefinition } from "./plan-definition.ts";
import { settleLeaves } from "./settle-leaves.ts";

const purposes = { ads: { otherwise: false, exceptIn: ["GB"] } };
const context = { ...DEFAULT_CONTEXT, purposes, purpose: "ads" };

function plan(text: string) {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return planDefinition(parsed.definition, context);
}

test("leaves whose truth is known are asked no more, and decide what they decide", () => {
  const whole = plan('(did order or did login) and country is "GB" or not did a');
  const inForce = whole.leaves.filter((leaf) => leaf.kind === "trait" && leaf.inForce === true);
  expect(inForce.length).toBe(3);
  const settledBy = (value: boolean) =>
    settleLeaves(whole, (leaf) => (inForce.includes(leaf) ? value : null));
  expect(settledBy(true).leaves).toHaveLength(whole.leaves.length - inForce.length);
  expect(settledBy(false)).toEqual({ version: 1, root: { kind: "always", value: false }, leaves: [] });
});

test("of every truth of the settled leaves the rest means the same", () => {
  const asked = plan("did a and did b and not (did b and did c)");
  const weighed = [0, 1, 2].map((leaf) => ({ kind: "leaf", leaf }) as const);
  const some = { kind: "some", least: 3, of: weighed, weights: [2, 1, 1] } as const;
  const root = {
    kind: "and",
    of: [some, { kind: "or", of: [asked.root, { kind: "not", of: some }] }],
  } as const;
  const whole = { ...asked, root };
  for (let choice = 0; choice < 8; choice++) {
    const names = ["a", "b", "c"].filter((_, bit) => ((choice >> bit) & 1) === 1);
    const events = names.map((name) => ({
      name,
      time: 1,
      idHash: name.repeat(32),
      offsetMinutes: null,
      properties: {},
    }));
    const history = { events, traits: [{ name: "country", value: "GB", time: 1, idHash: "0".repeat(32) }] };
    const truths = new Map(
      whole.leaves.map((leaf, place) => {
        const alone = { ...whole, root: { kind: "leaf", leaf: place } } as const;
        return [leaf, evaluateReference(alone, history, 2)] as const;
      }),
    );
    for (const known of whole.leaves) {
      const settled = settleLeaves(whole, (leaf) => (leaf === known ? must(truths.get(leaf), "each") : null));
      expect(settled.leaves).not.toContain(known);
      expect(evaluateReference(settled, history, 2)).toBe(evaluateReference(whole, history, 2));
    }
  }
});

import { formatInstant } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import { readVectors } from "../../test/vectors.ts";
import { nextFlip } from "../explain/next-flip.ts";
import { planDefinition } from "../normalise/plan-definition.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { printDefinition } from "../text/print-definition.ts";
import { evaluateReference } from "./evaluate.ts";

const vectors = readVectors();

test("there are enough vectors, each with its own name", () => {
  expect(vectors.length).toBeGreaterThanOrEqual(140);
  expect(new Set(vectors.map((vector) => vector.name)).size).toBe(vectors.length);
});

describe.each(vectors)("$name", ({ definition, context, history, checks }) => {
  const parsed = parseDefinition(definition);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  const plan = planDefinition(parsed.definition, context);

  test("the reference gives the members", () => {
    expect(checks.length).toBeGreaterThan(0);
    const found = checks.map(({ at, present }) => [
      formatInstant(at),
      evaluateReference(plan, history, at, present),
    ]);
    expect(found).toEqual(checks.map(({ at, member }) => [formatInstant(at), member]));
  });

  test("a change between two checks is foretold at the first", () => {
    const live = checks.filter(({ at, present }) => at === present);
    for (const [index, { at, member }] of live.entries()) {
      const next = live[index + 1];
      if (next === undefined || next.member === member) continue;
      const flip = nextFlip(plan, history, at);
      expect(flip).toBeGreaterThan(at);
      expect(flip).toBeLessThanOrEqual(next.at);
    }
  });

  test("the printed sentence is stable and reads back as the same tree", () => {
    const printed = printDefinition(parsed.definition);
    expect(parseDefinition(printed)).toEqual(parsed);
  });
});

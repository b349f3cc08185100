import { DEFAULT_CONTEXT } from "@habitus/segments";
import { expect, test } from "vitest";
import { keysByKind, readersOf, refuseRead } from "../people/trait-readers.ts";
import { mustReadDefinition } from "../segments/language.ts";
import { meaningsOf } from "../segments/segment-meanings.ts";
import type { ScoreRecord } from "../segments/score-store.ts";
import type { SegmentRecord } from "../segments/segment-store.ts";
import { createTraitReaders } from "./readers.ts";

const ADA = { kind: "system", id: "test", name: "Test" } as const;
const stored = { rev: 1, updatedAt: 0, updatedBy: ADA };

const record = (key: string, definition: string): SegmentRecord => ({
  key,
  name: key,
  definition: mustReadDefinition(definition),
  goal: "",
  owner: "",
  action: "",
  reviewDate: "",
  purpose: "",
  tags: [],
  version: 1,
  createdAt: 0,
  createdBy: ADA,
  ...stored,
});

test("a trait is found in its segment, in those made of it, among whom people are ranked before any threshold is known, in scores and in computed traits", () => {
  const all = [
    record("britons", 'country is "GB"'),
    record("outer", 'in segment "britons" or did visit'),
    record("ranked", 'in top 20% by count of visit among (country is "GB")'),
    record("other", "in top 20% by count of visit among (age > 30)"),
    record("members", "any member of their account (in top 20% by count of visit among (score > 5))"),
  ];
  const read = mustReadDefinition('country is "GB" or in list "beta"').condition;
  const elements = [{ when: read, value: { kind: "number" as const, value: "1" } }];
  const definition: ScoreRecord["definition"] = { version: 1, elements };
  const readers = createTraitReaders({
    context: () => ({ ...DEFAULT_CONTEXT, lists: ["beta"], segments: meaningsOf(all, {}) }),
    segments: () => all,
    scores: () => [{ key: "near", name: "Near", purpose: null, definition, ...stored }],
    computedTraits: () => [{ key: "plan", name: "Plan", definition: "age else country", ...stored }],
    models: () => [],
    ratings: () => [],
  });
  const reading = (trait: string) => keysByKind(readersOf(readers(), [trait]));
  expect(reading("country")).toEqual({
    segments: ["britons", "outer", "ranked"],
    scores: ["near"],
    computedTraits: ["plan"],
  });
  expect(reading("age")).toEqual({ segments: ["other"], computedTraits: ["plan"] });
  expect(reading("$list/beta")).toEqual({ scores: ["near"] });
  expect(reading("score")).toEqual({ segments: ["members"] });
  expect(reading("name")).toEqual({});
  expect(() => refuseRead(readers(), ["age"], "The age is")).toThrow(
    "The age is read by segments other and computed traits plan.",
  );
});

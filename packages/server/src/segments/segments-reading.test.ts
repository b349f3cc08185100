import { DEFAULT_CONTEXT } from "@habitus/segments";
import { expect, test } from "vitest";
import { mustReadDefinition } from "./language.ts";
import { meaningsOf } from "./segment-meanings.ts";
import type { SegmentRecord } from "./segment-store.ts";
import { segmentsReading } from "./segments-reading.ts";

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
  rev: 1,
  version: 1,
  createdAt: 0,
  createdBy: { kind: "system", id: "test", name: "Test" },
  updatedAt: 0,
  updatedBy: { kind: "system", id: "test", name: "Test" },
});

test("a trait is found in its segment, in those made of it and among whom people are ranked, before any threshold is known", () => {
  const all = [
    record("britons", 'country is "GB"'),
    record("outer", 'in segment "britons" or did visit'),
    record("ranked", 'in top 20% by count of visit among (country is "GB")'),
    record("other", "in top 20% by count of visit among (age > 30)"),
  ];
  const context = () => ({ ...DEFAULT_CONTEXT, segments: meaningsOf(all, {}) });
  const reading = (trait: string) => segmentsReading(trait, { segments: { list: () => all }, context });
  expect(reading("country")).toEqual(["britons", "outer", "ranked"]);
  expect(reading("age")).toEqual(["other"]);
  expect(reading("name")).toEqual([]);
});

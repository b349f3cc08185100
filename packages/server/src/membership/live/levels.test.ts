import { DEFAULT_CONTEXT, parseDefinition, planDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { levelsOf } from "./levels.ts";
import type { PlannedSegment } from "./registry.ts";

const EVERYONE = { version: 1, condition: { kind: "everyone" } } as const;

function planned(key: string, text: string): PlannedSegment {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(text);
  const names = ["a", "b", "c", "d", "gone"];
  const segments = Object.fromEntries(
    names.map((name) => [name, { name, definition: EVERYONE, purpose: null }]),
  );
  return { key, version: 1, plan: planDefinition(parsed.definition, { ...DEFAULT_CONTEXT, segments }) };
}

test("a segment stands behind those whose transitions it reads", () => {
  const segments = [
    planned("a", 'entered segment "c" or did buy'),
    planned("b", "did buy"),
    planned("c", 'left segment "b" in last 7 days and not entered segment "gone"'),
    planned("d", 'in segment "a"'),
  ];
  expect(levelsOf(segments)).toEqual([["b", "d"], ["c"], ["a"]]);
  expect(levelsOf([])).toEqual([]);
});

test("a ring of versions that never stood together is cut", () => {
  const ring = [planned("a", 'entered segment "b"'), planned("b", 'entered segment "a"')];
  expect(levelsOf(ring).flat().sort()).toEqual(["a", "b"]);
});

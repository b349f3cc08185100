import { must } from "@habitus/kernel";
import { type Definition, parseDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import type { ScoreRecord } from "./score-store.ts";
import { usersBySegment } from "./segment-users.ts";

function read(text: string): Definition {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(text);
  return parsed.definition;
}

const segment = (key: string, text: string) => ({ key, name: key.toUpperCase(), definition: read(text) });

test("finds all that is made of a segment, however deep it stands in it", () => {
  const element = { when: read('did a and in segment "vip"').condition };
  const score = { key: "fit", name: "Fit", definition: { elements: [element] } } as unknown as ScoreRecord;
  const users = usersBySegment({
    segments: [
      segment("vip", "did a"),
      segment("z", 'did a and not (did b or in segment "vip" or in segment "vip")'),
      segment("came", 'entered segment "vip" in last 7 days'),
      segment("c", 'in list "vip" or plan is "vip"'),
    ],
    scores: [score],
    ratings: [
      { kind: "rating", key: "heat", name: "Heat", definitions: [read("did b"), read('in segment "vip"')] },
    ],
  });
  expect(must(users.get("vip"), "used").map(({ kind, key }) => `${kind} ${key}`)).toEqual([
    "segment z",
    "segment came",
    "score fit",
    "rating heat",
  ]);
  expect(users.has("z")).toBe(false);
});

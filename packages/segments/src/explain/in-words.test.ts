import { hash128, hashHex, parseIso } from "@habitus/kernel";
import { expect, test } from "vitest";
import { DEFAULT_CONTEXT } from "../normalise/context.ts";
import { planDefinition } from "../normalise/plan-definition.ts";
import { parseDefinition } from "../text/parse-definition.ts";
import { explainWords } from "./in-words.ts";

const at = (iso: string): number => parseIso(iso)?.at ?? Number.NaN;

const bought = (time: string) => ({
  name: "buy",
  time: at(time),
  idHash: hashHex(hash128(time)),
  offsetMinutes: null,
  properties: {},
});

function explained(sentence: string) {
  const parsed = parseDefinition(sentence);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  const now = at("2026-03-11T12:00:00Z");
  return explainWords({
    definition: parsed.definition,
    planOf: (line) => planDefinition(line, DEFAULT_CONTEXT),
    // Two Saturdays; the second twice.
    history: {
      events: ["2026-02-28", "2026-03-07", "2026-03-07T09:00:00Z"].map(bought),
      traits: [{ name: "plan", value: "pro", time: at("2026-01-01"), idHash: hashHex(hash128("t")) }],
    },
    now,
    present: now,
  });
}

test("a line stands in its own words, and what is denied and so holds is a line that holds", () => {
  expect(
    explained(
      'did buy on weekends in at least 2 of last 5 calendar weeks and did not buy on weekdays and (plan is "pro" or did return)',
    ),
  ).toMatchObject({
    kind: "and",
    truth: true,
    of: [
      {
        kind: "line",
        truth: true,
        text: "did buy on weekends in at least 2 of last 5 calendar weeks",
        because: { kind: "events", total: 3, newest: [{ time: at("2026-03-07T09:00:00Z") }, {}, {}] },
      },
      { truth: true, text: "did not buy on weekdays", because: { kind: "events", total: 0 } },
      {
        kind: "or",
        truth: true,
        of: [
          { truth: true, text: 'plan is "pro"', because: { kind: "trait", value: "pro" } },
          { truth: false, text: "did return", because: { total: 0 } },
        ],
      },
    ],
  });
});

test("an event that several windows of a line match counts once, and what mixes events with others shows none", () => {
  expect(explained("did buy exactly 3 times")).toMatchObject({ truth: true, because: { total: 3 } });
  expect(explained('not (did buy and plan is "pro")')).toMatchObject({ truth: false, because: null });
});

import { DEFAULT_CONTEXT } from "@habitus/segments";
import { expect, test } from "vitest";
import { identityRun } from "../profiles/testing/identity-run.ts";
import { createDescriptions } from "./descriptions.ts";
import { ID_KIND_PRESETS } from "./id-kind-presets.ts";

const BY = { kind: "user", id: "u1", name: "Ada" } as const;

test("nobody is found by an id of a kind that may not be told for the purpose, and by the others they are", async () => {
  const run = identityRun();
  for (const rule of ID_KIND_PRESETS.slice(0, 2)) await run.kinds.put(rule, 0, BY);
  const traits = { email: "ann@shop.co", phone: "+44 20 7946 0018" };
  await run.send([1, { user: "u7", traits }], [2, { user: "u8", traits: { email: "bob@shop.co" } }]);
  const carried = { events: {}, properties: {}, traits: { email: ["care"] }, rev: 1 };
  const descriptions = createDescriptions({
    profiles: run.profiles,
    // What was said is another way to find people, and of no concern here.
    events: { lastTimes: () => Promise.resolve([]), saidTexts: () => Promise.resolve([]) },
    purposes: { ofData: () => carried },
    kinds: () => run.kinds.list(),
    logicalNow: () => 5_000,
    shownNow: () => 5_000,
    computed: {
      traits: { get: () => null, value: () => null },
      context: () => DEFAULT_CONTEXT,
      history: () => Promise.resolve({ events: [], traits: [] }),
    },
  });
  const { signal } = new AbortController();
  const found = async (text: string, purpose: string) =>
    (await descriptions.find(text, purpose, 10, signal)).people;
  expect(await found("ann@", "care")).toEqual([1]);
  expect(await found("ann@", "ads")).toEqual([]);
  expect([await found("+4420", "ads"), await found("u7", "ads")]).toEqual([[1], [1]]);
});

import { expect, test } from "vitest";
import * as funnel from "./funnel-question.ts";
import * as retention from "./retention-question.ts";

const CHAIN =
  "did Came then Looked within 2 days without Gone between then Bought with same sku in last 30 days";

test("a funnel in the address is the funnel that is edited, and the one that is asked", () => {
  const search = {
    chain: CHAIN,
    segment: "vip",
    members: "start",
    trait: "plan.name",
    purpose: "ads",
  } as const;
  const draft = funnel.draftOf(search);
  expect(draft.chain.following).toHaveLength(2);
  expect(funnel.searchOf(draft)).toMatchObject({
    ...search,
    chain: expect.stringContaining("without Gone") as string,
  });
  expect(funnel.requestOf(search)).toEqual({
    chain: CHAIN,
    segment: "vip",
    members: "start",
    split: { trait: ["plan", "name"] },
    purpose: "ads",
  });
});

test("a time for the whole chain takes the place of those of its steps", () => {
  const search = { chain: CHAIN, within: "7 day", segments: "a,b" };
  const shown = funnel.searchOf(funnel.draftOf(search));
  expect(shown?.chain).not.toContain("within");
  expect(shown?.chain).toContain("without Gone between");
  expect(funnel.requestOf(search)).toMatchObject({
    within: { amount: 7, unit: "day" },
    split: { segments: ["a", "b"] },
  });
});

test("what cannot be asked yet has no address, and a spoilt address begins anew", () => {
  expect(funnel.searchOf(funnel.draftOf({}))).toBeNull();
  expect(funnel.requestOf({})).toBeNull();
  expect(funnel.draftOf({ chain: "did Came", within: "7 parsecs" })).toMatchObject({
    chain: { first: { event: "" } },
    within: null,
  });
  expect(retention.searchOf(retention.draftOf({ start: "did Came" }))).toBeNull();
  expect(retention.draftOf({ periods: "1e9" }).periods).toBe(8);
});

test("a retention table in the address is the one that is edited and asked", () => {
  const search = { start: "did Came where x is 1", back: "did Bought", unit: "month", periods: "5" } as const;
  expect(retention.searchOf(retention.draftOf(search))).toMatchObject({
    ...search,
    start: expect.stringContaining("x is 1") as string,
  });
  expect(retention.requestOf({ ...search, cohorts: "every", counting: "rolling" })).toEqual({
    ...search,
    periods: 5,
    cohorts: "every",
    counting: "rolling",
  });
});

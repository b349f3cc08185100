import { DEFAULT_CONTEXT, parseDefinition, type Plan, planDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { createMemoryMembershipStore } from "../memory-membership-store.ts";
import type { MembershipWrite } from "../membership-store.ts";
import { keptPlan, planBehind } from "./kept-plans.ts";

function planOf(text: string): Plan {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(text);
  return planDefinition(parsed.definition, DEFAULT_CONTEXT);
}

const once = planOf(`did "buy"`);
const twice = planOf(`did "buy" at least 2 times`);

async function storeOf(writes: readonly MembershipWrite[]) {
  const store = createMemoryMembershipStore();
  await store.commit({ position: 1, at: 1, transitions: [], redact: [], writes });
  return store;
}

test("a transition finds what was in force before its record, or, where that made it, what the record put in force", async () => {
  const store = await storeOf([
    keptPlan(7, 4_095, { offset: 10, version: 1, plan: once }),
    // What it contains was edited: the version stays.
    keptPlan(7, 4_096, { offset: 20, version: 1, plan: twice }),
    keptPlan(8, 4_097, { offset: 15, version: 1, plan: once }),
  ]);
  const behind = (offset: number, cause: "event" | "time" | "definition" | "refresh", version = 1) =>
    planBehind(store, 7, { offset, cause, version });
  expect([behind(12, "event"), behind(20, "time"), behind(20, "definition"), behind(21, "event")]).toEqual([
    once,
    once,
    twice,
    twice,
  ]);
  expect([behind(10, "refresh"), behind(10, "event"), behind(30, "event", 2)]).toEqual([once, null, null]);
  expect(planBehind(store, 9, { offset: 30, cause: "event", version: 1 })).toBe(null);
});

test("the form of version 1 is read for ever", async () => {
  const pinned = `{"v":1,"offset":10,"version":3,"plan":${JSON.stringify(once)}}`;
  const written = keptPlan(2, 5, { offset: 10, version: 3, plan: once });
  expect([written.table, written.key, new TextDecoder().decode(written.value ?? undefined)]).toEqual([
    "programs",
    8_197,
    pinned,
  ]);
  const store = await storeOf([written]);
  expect(planBehind(store, 2, { offset: 11, cause: "event", version: 3 })).toEqual(once);
});

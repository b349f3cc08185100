import { HabitusError } from "@habitus/kernel";
import { DEFAULT_CONTEXT, LIMITS, missingPopulations, parseDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { plansOver } from "./plans-over.ts";
import { createRefreshStore, type Refresh, thresholdsOf } from "./refresh-store.ts";

const TEXT = `in top 20% by sum of "buy".price in last 90 days`;

function definition(text = TEXT) {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return parsed.definition;
}

const [population] = missingPopulations(definition(), DEFAULT_CONTEXT);
const OF_ACCOUNTS = definition("any member of their account (did buy)");
const [members] = missingPopulations(OF_ACCOUNTS, DEFAULT_CONTEXT);

function refreshAt(at: number, value: string): Refresh {
  const { key = "", says = "" } = population ?? {};
  const cut =
    population?.kind === "people" ? population.cuts.map((each) => ({ ...each, value, holds: 1 })) : [];
  return { population: key, says, at, people: 5, isAge: false, cuts: cut };
}

function accountsAt(at: number, accounts: readonly string[]): Refresh {
  const { key = "", says = "" } = members ?? {};
  const holds = accounts.length;
  const cuts = members?.kind === "accounts" ? members.cuts.map((each) => ({ ...each, accounts, holds })) : [];
  return { population: key, says, at, people: holds, isAge: false, cuts };
}

/** A threshold that is pinned by then, else 1, worked out for the question. */
function world(refreshes: ReturnType<typeof createRefreshStore>) {
  return {
    pinnedDuring: refreshes.during,
    complete: (_questions: unknown, at: number | null) => {
      const pinned = refreshes.pinned(at);
      const isPinned = pinned.size > 0;
      const refresh = refreshAt(at ?? 0, "1");
      const own = new Map(refresh.cuts.map((cut) => [cut.key, { cut, refresh }]));
      const pins = isPinned ? pinned : own;
      const used = [...pins.values()].map((each) => ({ ...each, isPinned }));
      return Promise.resolve({ context: { ...DEFAULT_CONTEXT, thresholds: thresholdsOf(pins) }, used });
    },
  };
}

const question = { definition: definition(), purpose: null };
const { signal } = new AbortController();

test("each threshold counts from its refresh on, the newest at or before the beginning first", async () => {
  const refreshes = createRefreshStore(createMemoryKv());
  for (const [at, value] of [
    [10, "5"],
    [20, "6"],
    [30, "6"],
    [40, "7"],
    [50, "8"],
  ] as const) {
    await refreshes.add([refreshAt(at, value)]);
  }
  const { plans, used } = await plansOver(world(refreshes), question, { from: 15, to: 40 }, signal);
  expect(plans.map(({ from, plan }) => [from, JSON.stringify(plan).match(/"value":"(\d)"/)?.[1]])).toEqual([
    [15, "5"],
    [20, "6"],
    [40, "7"],
  ]);
  expect(used.every(({ isPinned }) => isPinned)).toBe(true);
});

test("where none was pinned by the beginning it is worked out as of then", async () => {
  const refreshes = createRefreshStore(createMemoryKv());
  await refreshes.add([refreshAt(20, "6")]);
  const { plans, used } = await plansOver(world(refreshes), question, { from: 15, to: 40 }, signal);
  expect(plans.map(({ from }) => from)).toEqual([15, 20]);
  expect(used.map(({ isPinned }) => isPinned)).toEqual([false]);
});

test("more thresholds than can be followed are refused", async () => {
  const refreshes = createRefreshStore(createMemoryKv());
  for (let at = 20; at < 420; at++) await refreshes.add([refreshAt(at, String(at))]);
  const asked = plansOver(world(refreshes), question, { from: 15, to: 1_000 }, signal);
  await expect(asked).rejects.toThrow(HabitusError);
});

test("more accounts over all plans than can be followed are refused, equal plans counted once", async () => {
  const refreshes = createRefreshStore(createMemoryKv());
  const many = Array.from({ length: LIMITS.pinnedAccounts }, (_, place) => String(place));
  for (let at = 1; at <= 60; at++) {
    const others = at <= 10 ? many : [...many.slice(1), `new ${at}`];
    await refreshes.add([accountsAt(at, others)]);
  }
  const ask = (to: number) =>
    plansOver(world(refreshes), { definition: OF_ACCOUNTS, purpose: null }, { from: 1, to }, signal);
  expect((await ask(59)).plans.length).toBe(50);
  await expect(ask(60)).rejects.toThrow("at most 1000000 accounts");
});

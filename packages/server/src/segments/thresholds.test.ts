import { ACCOUNTS_TRAIT, DAY_MS, hash128, hashHex, HOUR_MS } from "@habitus/kernel";
import { countedAccounts, DEFAULT_CONTEXT, evaluateReference, type History, LIMITS } from "@habitus/segments";
import { expect, test } from "vitest";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { put } from "../platform/kv.ts";
import { mustReadDefinition } from "./language.ts";
import { createPlanContexts, isThresholdMissing, planIn, type Question } from "./plan-contexts.ts";
import { isRefreshDue, sharing } from "./refresh-scope.ts";
import { createRefreshStore, thresholdsOf } from "./refresh-store.ts";
import { createReferenceStore, REFERENCE_QUERIES } from "./testing.ts";
import { createThresholds } from "./thresholds.ts";
import { createWorkspaceStore } from "./workspace-store.ts";

const NOW = 1_767_225_600_000;
const SIGNAL = new AbortController().signal;

/** Person n did "visit" n times, one a day. */
function population(size: number): Map<number, History> {
  const people = Array.from({ length: size }, (_, place): [number, History] => {
    const person = place + 1;
    const events = Array.from({ length: person }, (__, event) => ({
      name: "visit",
      time: NOW - (event + 1) * DAY_MS,
      idHash: hashHex(hash128(`${person} ${event}`)),
      offsetMinutes: null,
      properties: {},
    }));
    return [person, { events, traits: [] }];
  });
  return new Map(people);
}

function world(kv = createMemoryKv(), queries = REFERENCE_QUERIES) {
  const clock = { at: NOW };
  const elapsed = { ms: 0 };
  const people = population(10);
  const store = createReferenceStore(people);
  const audit = (change: unknown) => put({ name: "audit", version: 1 }, [Math.random()], change);
  const workspace = createWorkspaceStore({ kv, audit, now: () => clock.at });
  const refreshes = createRefreshStore(kv);
  const { lists, subscriptions, purposes, dataPurposes, decays, surveys } = DEFAULT_CONTEXT;
  const context = createPlanContexts({
    workspace,
    segments: { list: () => [] },
    scores: () => [],
    computed: () => ({}),
    occasions: () => [],
    people: () => ({ lists, subscriptions, purposes, dataPurposes, decays, surveys }),
    thresholds: () => thresholdsOf(refreshes.pinned(null)),
  });
  const asked = { contexts: 0 };
  const counted = () => {
    asked.contexts++;
    return context();
  };
  const deps = { store, queries, workspace, context: counted, refreshes };
  const thresholds = createThresholds({ ...deps, elapsed: () => elapsed.ms });
  return { kv, clock, elapsed, people, store, context: counted, asked, thresholds };
}

const asking = (sentence: string): Question => ({ definition: mustReadDefinition(sentence), purpose: null });
const TOP = asking("in top 20% by count of visit");
const values = (used: ReturnType<ReturnType<typeof world>["thresholds"]["used"]>) =>
  used?.map(({ cut, refresh, isPinned }) => [
    "value" in cut ? cut.value : cut.accounts,
    cut.holds,
    refresh.people,
    isPinned,
  ]);

function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  return null;
}

test("a definition has no plan until its thresholds are pinned, and none are missing afterwards", async () => {
  const { thresholds, context, store } = world();
  expect(thresholds.used(TOP)).toBeNull();
  const refused = thrownBy(() => planIn(context(), TOP));
  expect(refused).toMatchObject({
    code: "definition_refused",
    fix: "Refresh the thresholds of the definition first.",
    details: { problems: [], reason: "threshold_missing", threshold: expect.any(String) },
  });
  expect(isThresholdMissing(refused)).toBe(true);
  expect(isThresholdMissing(thrownBy(() => planIn(context(), asking('in segment "gone"'))))).toBe(false);
  await thresholds.pinMissing(() => [TOP]);
  expect(values(thresholds.used(TOP))).toEqual([["9", 2, 10, true]]);
  expect(planIn(context(), TOP).leaves).toMatchObject([{ atLeast: 1 }, { atLeast: 9 }]);
  const asked = store.asked.length;
  await thresholds.pinMissing(() => [TOP]);
  expect(store.asked.length).toBe(asked);
});

test("a preview works its own out, keeps them for a while, and pins nothing", async () => {
  const { thresholds, store, elapsed } = world();
  const first = await thresholds.complete([TOP], null, SIGNAL);
  expect(values(first.used)).toEqual([["9", 2, 10, false]]);
  await thresholds.complete([TOP], null, SIGNAL);
  expect(store.asked.length).toBe(1);
  elapsed.ms += 6 * 60_000;
  await thresholds.complete([TOP], null, SIGNAL);
  expect(store.asked.length).toBe(2);
  expect(thresholds.used(TOP)).toBeNull();
});

test("a question about the past takes what was pinned then, or works it out as of then and says so", async () => {
  const { thresholds, clock, people } = world();
  await thresholds.pinMissing(() => [TOP]);
  people.delete(10);
  clock.at += DAY_MS;
  await thresholds.refresh([TOP]);
  expect(values(thresholds.used(TOP))).toEqual([["8", 2, 9, true]]);
  const asOf = async (at: number) => values((await thresholds.complete([TOP], at, SIGNAL)).used);
  expect(await asOf(NOW + DAY_MS - 1)).toEqual([["9", 2, 10, true]]);
  expect(await asOf(NOW + DAY_MS)).toEqual([["8", 2, 9, true]]);
  expect(await asOf(NOW - 5 * DAY_MS)).toEqual([["5", 1, 5, false]]);
});

test("what is pinned is there after a start", async () => {
  const before = world();
  await before.thresholds.pinMissing(() => [TOP]);
  const after = world(before.kv);
  expect(after.thresholds.used(TOP)).toEqual(before.thresholds.used(TOP));
});

test("a further threshold of the same people renews those there are: tiers are cut at one instant", async () => {
  const { thresholds, clock, people } = world();
  const lower = asking("quantile tier 1 of 5 by count of visit");
  await thresholds.pinMissing(() => [TOP]);
  people.delete(10);
  clock.at += DAY_MS;
  await thresholds.pinMissing(() => [TOP, lower]);
  expect(values(thresholds.used(lower))).toEqual([["2", 8, 9, true]]);
  expect(values(thresholds.used(TOP))).toEqual([["8", 2, 9, true]]);
});

test("an audience that is a place itself is worked out first", async () => {
  const { thresholds } = world();
  const nested = asking("in top 50% by days active of visit among (in top 40% by count of visit)");
  await thresholds.pinMissing(() => [nested]);
  expect(values(thresholds.used(nested))).toEqual([
    ["7", 4, 10, true],
    ["9", 2, 4, true],
  ]);
});

test("a refresh takes those along that share the people, and is due when a threshold is too old", async () => {
  const { thresholds } = world();
  const lower = asking("quantile tier 1 of 5 by count of visit");
  const other = asking("in top 20% by recency of visit");
  const all = [TOP, lower, other, asking("did visit")];
  const used = (question: Question) => thresholds.used(question);
  expect(isRefreshDue(all, NOW, DAY_MS, used)).toBe(false);
  await thresholds.pinMissing(() => all);
  expect(sharing([TOP], all, used)).toEqual([TOP, lower]);
  expect(isRefreshDue(all, NOW + DAY_MS - 1, DAY_MS, used)).toBe(false);
  expect(isRefreshDue(all, NOW + DAY_MS, DAY_MS, used)).toBe(true);
});

test("those who share a day stay in a top of recency after its refresh, until the next ones' age and for a day at the most", async () => {
  const { thresholds, context, people, clock } = world();
  const earlier = (person: number, ms: number): void => {
    const { events, traits } = people.get(person) ?? { events: [], traits: [] };
    people.set(person, { events: events.map((event) => ({ ...event, time: event.time - ms })), traits });
  };
  for (const person of [5, 6, 7, 8, 9, 10]) earlier(person, 7 * DAY_MS);
  const recent = asking("in top 20% by recency of visit");
  const inAfter = (ms: number): number => {
    const plan = planIn(context(), recent);
    return [...people.values()].filter((history) => evaluateReference(plan, history, clock.at + ms)).length;
  };
  await thresholds.refresh([recent]);
  expect(values(thresholds.used(recent))).toEqual([[String(2 * DAY_MS), 4, 10, true]]);
  expect([0, 1, DAY_MS, DAY_MS + 1].map(inAfter)).toEqual([4, 4, 4, 0]);
  for (const person of [3, 4]) earlier(person, HOUR_MS);
  clock.at += 1;
  await thresholds.refresh([recent]);
  expect(values(thresholds.used(recent))).toEqual([[String(DAY_MS + HOUR_MS), 2, 10, true]]);
  expect([0, HOUR_MS - 1, HOUR_MS].map(inAfter)).toEqual([2, 2, 0]);
});

test("who asks about many definitions makes what names stand for once", async () => {
  const { thresholds, context, asked } = world();
  await thresholds.pinMissing(() => [TOP]);
  const present = context();
  const made = asked.contexts;
  const all = Array.from({ length: 50 }, () => TOP);
  expect(all.map((question) => values(thresholds.used(question, present)))[49]).toEqual([["9", 2, 10, true]]);
  expect(asked.contexts).toBe(made);
});

/** Puts the people of these numbers to an account. */
function belong(people: Map<number, History>, account: string, members: readonly number[]): void {
  for (const member of members) {
    const { events, traits } = people.get(member) ?? { events: [], traits: [] };
    const word = { account, trait: null, value: true };
    const idHash = hashHex(hash128(`${member} ${account}`));
    const change = { name: ACCOUNTS_TRAIT, value: word, time: NOW - DAY_MS, idHash };
    people.set(member, { events, traits: [...traits, change] });
  }
}

test("the accounts whose people are as asked are pinned, until they are worked out again", async () => {
  const { thresholds, people, clock, store } = world();
  belong(people, "acme", [1, 9]);
  belong(people, "globex", [1, 2]);
  const any = asking("any member of their account (did visit at least 5 times)");
  const none = asking("no member of their account (did visit at least 5 times)");
  await thresholds.pinMissing(() => [any, none]);
  expect(values(thresholds.used(any))).toEqual([[["acme"], 1, 2, true]]);
  expect(values(thresholds.used(none))).toEqual([[["globex"], 1, 2, true]]);
  expect(store.asked.map(({ sql }) => sql)).toEqual(["accounts"]);
  clock.at += DAY_MS;
  belong(people, "globex", [8]);
  await thresholds.refresh([any]);
  // The other of the same people is worked out with it, and what was before is kept for the past.
  expect(values(thresholds.used(none))).toEqual([[[], 0, 2, true]]);
  const { used } = await thresholds.complete([any], NOW, SIGNAL);
  expect(values(used)).toEqual([[["acme"], 1, 2, true]]);
});

/** Queries for which every condition on members is of more accounts than may be pinned. */
function overflowing(tooMany: number): typeof REFERENCE_QUERIES {
  return {
    ...REFERENCE_QUERIES,
    readAccounts: ({ cuts }) => ({
      accounts: tooMany,
      cuts: cuts.map((cut) => countedAccounts(cut, tooMany, ["a1"])),
    }),
  };
}

test("more accounts than may be pinned are no plan, and hold up nobody else's refresh", async () => {
  const tooMany = LIMITS.pinnedAccounts + 1;
  const { thresholds, context } = world(createMemoryKv(), overflowing(tooMany));
  const many = asking("any member of their account (did visit)");
  await thresholds.pinMissing(() => [many, TOP]);
  expect(values(thresholds.used(many))).toEqual([[null, tooMany, tooMany, true]]);
  expect(() => planIn(context(), many)).toThrow("of more than 20000 accounts");
  expect(() => planIn(context(), TOP)).not.toThrow();
});

test("too many accounts inside a condition on others' people are no plan either, and not nobody", async () => {
  const kv = createMemoryKv();
  const nested = asking(
    "any member of their account (did visit at least 2 times and not any member of their account (did visit))",
  );
  const before = world(kv);
  belong(before.people, "acme", [1, 9]);
  await before.thresholds.pinMissing(() => [nested]);
  expect(values(before.thresholds.used(nested))).toEqual([
    [["acme"], 1, 1, true],
    [[], 0, 1, true],
  ]);
  const tooMany = LIMITS.pinnedAccounts + 1;
  for (const earlier of [kv, createMemoryKv()]) {
    const { thresholds, context, store } = world(earlier, overflowing(tooMany));
    await thresholds.refresh([nested]);
    expect(store.asked.length).toBe(1);
    expect(values(thresholds.used(nested))).toEqual([[null, tooMany, tooMany, true]]);
    expect(() => planIn(context(), nested)).toThrow("of more than 20000 accounts");
  }
});

test("an erased account is in nothing that was worked out, also by a refresh that was under way", async () => {
  const { thresholds, people, store } = world();
  belong(people, "acme", [1, 9]);
  const any = asking("any member of their account (did visit)");
  const others = asking("any member of their account (did visit at least 5 times)");
  await thresholds.pinMissing(() => [any]);
  await thresholds.complete([others], null, SIGNAL);
  const refreshing = thresholds.refresh([any]);
  await thresholds.forget(["acme"]);
  await refreshing;
  expect(values(thresholds.used(any))).toEqual([[[], 0, 1, true]]);
  const asked = store.asked.length;
  await thresholds.complete([others], null, SIGNAL);
  expect(store.asked.length).toBe(asked + 1);
});

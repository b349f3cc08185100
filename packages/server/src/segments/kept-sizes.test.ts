import { DAY_MS, HOUR_MS } from "@habitus/kernel";
import { DEFAULT_CONTEXT, type PlanContext } from "@habitus/segments";
import { expect, test } from "vitest";
import { changedBy, unchangedPast } from "../store/changed-past.ts";
import type { EventRow, StoreBatch } from "../store/event-store.ts";
import { createKeptSizes, KEPT_SIZE_LIFE_MS, QUIET_LIFE_MS } from "./kept-sizes.ts";
import { mustReadDefinition } from "./language.ts";
import type { Question } from "./plan-contexts.ts";

const NOW = Date.UTC(2026, 2, 1);
const { signal } = new AbortController();
const buyers: Question = { definition: mustReadDefinition('did "Order Completed"'), purpose: null };
const best: Question = {
  definition: mustReadDefinition('in top 10% by count of "Order Completed"'),
  purpose: null,
};

function setup() {
  const state = {
    past: unchangedPast(1),
    transitions: 0,
    ms: 0,
    pinned: [] as number[],
    pinnedNow: null as number | null,
    context: DEFAULT_CONTEXT as PlanContext,
    /** What happens while a size waits for its turn to be counted. */
    meanwhile: (): void => undefined,
  };
  const counted: number[] = [];
  const sizesAt = createKeptSizes({
    count(_, at) {
      state.meanwhile();
      return Promise.resolve(counted.push(at));
    },
    context: () => state.context,
    thresholds: {
      pinnedDuring: (populations, { to }) => state.pinned.filter((at) => populations.length > 0 && at <= to),
    },
    workspace: { get: () => ({ ...WORKSPACE, pinnedNow: state.pinnedNow }) },
    data: () => state,
    elapsed: () => state.ms,
  });
  /** How many of the instants are counted by asking. */
  const asked = async (question: Question, instants: readonly number[]): Promise<number> => {
    const before = counted.length;
    await sizesAt(question, instants, signal);
    return counted.length - before;
  };
  const comes = (batch: Partial<StoreBatch>): void => {
    const none = { events: [], traits: [], moves: [], nodes: [], erased: [], deleted: [] };
    state.past = changedBy(state.past, { ...none, upTo: state.past.upTo + 1, ...batch });
  };
  return { state, asked, comes, sizesAt };
}

const WORKSPACE = {
  name: "w",
  zone: "Etc/UTC",
  weekStart: 1,
  pinnedNow: null,
  updatedAt: null,
  rev: 1,
} as const;
const at = (time: number) => ({ events: [{ time } as EventRow] });
const DAYS = [NOW - 2 * DAY_MS, NOW - DAY_MS, NOW];

test("a size is counted once while nothing comes, and only of the instants that were not asked for", async () => {
  const { state, asked, sizesAt } = setup();
  const first = await sizesAt(buyers, DAYS, signal);
  state.ms = 10 * KEPT_SIZE_LIFE_MS;
  expect(await sizesAt(buyers, DAYS, signal)).toEqual(first);
  expect(await asked(buyers, [NOW - HOUR_MS, ...DAYS])).toBe(1);
  state.ms = QUIET_LIFE_MS;
  expect(await asked(buyers, DAYS)).toBe(3);
});

test("what comes changes the sizes from its own time on, and what takes away all of them", async () => {
  const { asked, comes } = setup();
  expect(await asked(buyers, DAYS)).toBe(3);
  comes(at(NOW - HOUR_MS));
  expect(await asked(buyers, DAYS)).toBe(1);
  comes(at(NOW - DAY_MS));
  expect(await asked(buyers, DAYS)).toBe(2);
  comes(at(NOW + DAY_MS));
  expect(await asked(buyers, DAYS)).toBe(0);
  comes({ erased: [{ offset: 9, node: 1 }] });
  expect(await asked(buyers, DAYS)).toBe(3);
});

test("where something came, or a transition was stored, sizes are counted again some time later", async () => {
  const { state, asked, comes } = setup();
  await asked(buyers, DAYS);
  comes({ nodes: [{ offset: 2, node: 2 }] });
  expect(await asked(buyers, DAYS)).toBe(0);
  state.ms = KEPT_SIZE_LIFE_MS;
  expect(await asked(buyers, DAYS)).toBe(3);
  state.ms += KEPT_SIZE_LIFE_MS;
  expect(await asked(buyers, DAYS)).toBe(0);
  state.transitions++;
  expect(await asked(buyers, DAYS)).toBe(3);
});

test("another meaning of the names, a pinned now and a threshold pinned by then are another question", async () => {
  const { state, asked } = setup();
  await asked(best, DAYS);
  expect(await asked(best, DAYS)).toBe(0);
  state.pinned = [NOW - DAY_MS];
  expect(await asked(best, DAYS)).toBe(2);
  state.pinnedNow = NOW;
  expect(await asked(best, DAYS)).toBe(3);
  state.context = { ...DEFAULT_CONTEXT, workspaceZone: "Asia/Tokyo" };
  const daily: Question = { ...buyers, definition: mustReadDefinition('did "Order Completed" today') };
  expect(await asked(daily, DAYS)).toBe(3);
  state.context = DEFAULT_CONTEXT;
  expect(await asked(daily, DAYS)).toBe(3);
});

test("a size that was counted by another meaning than it was asked with is not kept", async () => {
  const { state, asked } = setup();
  const daily: Question = { ...buyers, definition: mustReadDefinition('did "Order Completed" today') };
  const elsewhere = { ...DEFAULT_CONTEXT, workspaceZone: "Asia/Tokyo" };
  state.meanwhile = () => {
    state.context = elsewhere;
  };
  await asked(daily, [NOW]);
  state.meanwhile = () => undefined;
  state.context = DEFAULT_CONTEXT;
  expect(await asked(daily, [NOW])).toBe(1);
  expect(await asked(daily, [NOW])).toBe(0);
  state.context = elsewhere;
  expect(await asked(daily, [NOW])).toBe(1);
});

test("a size is told also where what it names goes meanwhile", async () => {
  const { state, asked } = setup();
  const named: Question = { ...buyers, definition: mustReadDefinition('in segment "buyers"') };
  const segments = { buyers: { name: "Buyers", ...buyers } };
  state.context = { ...DEFAULT_CONTEXT, segments };
  state.meanwhile = () => {
    state.context = DEFAULT_CONTEXT;
  };
  expect(await asked(named, [NOW])).toBe(1);
  await expect(asked(named, [NOW])).rejects.toMatchObject({ code: "definition_refused" });
});

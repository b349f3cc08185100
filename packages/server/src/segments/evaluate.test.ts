import { DAY_MS, HabitusError, HOUR_MS, MINUTE_MS } from "@habitus/kernel";
import { DEFAULT_CONTEXT, type History, type PlanContext } from "@habitus/segments";
import { describe, expect, test } from "vitest";
import { put } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createEvaluator, type EvaluateOptions } from "./evaluate.ts";
import { mustReadDefinition } from "./language.ts";
import { createCountsTogether } from "./counts-together.ts";
import { createKeptSizes } from "./kept-sizes.ts";
import { createSegmentSizes, SIZE_LIFE_MS } from "./segment-sizes.ts";
import { createPlanContexts, type Question } from "./plan-contexts.ts";
import { createRefreshStore, thresholdsOf } from "./refresh-store.ts";
import { createThresholds } from "./thresholds.ts";
import { createDefinitionStores } from "./definition-stores.ts";
import { createReferenceStore, REFERENCE_QUERIES } from "./testing.ts";
import { TREND_LENGTH_MS, trendInstants } from "./trend.ts";
import { createWorkspaceStore } from "./workspace-store.ts";

const NOW = Date.UTC(2026, 2, 1);
const SYSTEM = { kind: "system", id: "system", name: "Habitus" } as const;

/** Person n bought n times, on the days before now. */
function population(size: number): ReadonlyMap<number, History> {
  const buyer = (times: number): History => ({
    // Whoever bought twice has refused, yesterday.
    traits: times === 2 ? [{ name: "$consent/ads", value: false, time: NOW - DAY_MS, idHash: "0" }] : [],
    events: Array.from({ length: times }, (_, index) => ({
      name: "Order Completed",
      time: NOW - (index + 1) * DAY_MS,
      idHash: String(index).padStart(32, "0"),
      offsetMinutes: null,
      properties: {},
    })),
  });
  return new Map(Array.from({ length: size }, (_, index) => [index + 1, buyer(index + 1)]));
}

function setup(size = 5, purposes: PlanContext["purposes"] = {}) {
  const kv = createMemoryKv();
  const clock = { at: NOW, tick: 0 };
  const elapsed = { ms: 0 };
  const now = () => (clock.at += clock.tick);
  const audit = (change: unknown) => put({ name: "audit", version: 1 }, [Math.random()], change);
  const workspace = createWorkspaceStore({ kv, audit, now });
  const store = createReferenceStore(population(size));
  const people = {
    id: (person: number) => `p${person}`,
    ids: (person: number) => [`user-${person}`, `anon-${person}`],
  };
  const stores = createDefinitionStores({ kv, audit, now, ratings: () => [] });
  const { segments, scores, computedTraits, occasions } = stores;
  const refreshes = createRefreshStore(kv);
  const context = createPlanContexts({
    workspace,
    segments,
    scores: () => scores.list(),
    computed: () => computedTraits.meanings(),
    occasions: () => occasions.list(),
    thresholds: () => thresholdsOf(refreshes.pinned(null)),
    people: () => ({
      lists: [],
      subscriptions: {},
      purposes,
      dataPurposes: DEFAULT_CONTEXT.dataPurposes,
      decays: {},
      surveys: [],
    }),
  });
  const queries = REFERENCE_QUERIES;
  const thresholds = createThresholds({
    store,
    queries,
    workspace,
    context,
    refreshes,
    elapsed: () => elapsed.ms,
  });
  const evaluator = createEvaluator({
    store,
    queries,
    people,
    workspace,
    context,
    thresholds,
    elapsed: () => (elapsed.ms += 2),
  });
  const sizes = createSegmentSizes({ kv, evaluator, workspace, now, live: () => null });
  const count = createCountsTogether(evaluator);
  const keeping = { count, context, thresholds, workspace, data: () => null, elapsed: () => 0 };
  const sizesAt = createKeptSizes(keeping);
  return { clock, workspace, store, evaluator, segments, sizes, sizesAt, thresholds, kv };
}

const asking = (sentence: string): Question => ({ definition: mustReadDefinition(sentence), purpose: null });
const twice = asking('did "Order Completed" at least 2 times in last 90 days');

const content = {
  name: "Twice",
  definition: twice.definition,
  goal: "g",
  owner: "o",
  action: "a",
  reviewDate: "2026-06-01",
  purpose: "marketing",
  tags: [],
};
const signal = new AbortController().signal;
const options = (part: Partial<EvaluateOptions> = {}): EvaluateOptions => ({
  at: null,
  after: null,
  limit: 100,
  sql: false,
  conditions: false,
  signal,
  ...part,
});

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HabitusError)) throw new Error(`expected a HabitusError, got ${String(error)}`);
  return error.code;
}

describe("evaluation", () => {
  test("gives the count and the people with their ids", async () => {
    const { evaluator } = setup(3);
    expect(await evaluator.evaluate(twice, options())).toEqual({
      count: 2,
      people: [
        { id: "p2", ids: ["user-2", "anon-2"] },
        { id: "p3", ids: ["user-3", "anon-3"] },
      ],
      next: null,
      at: NOW,
      tookMs: 2,
      sql: null,
      thresholds: [],
      conditions: null,
    });
  });

  test("pages join without gap or overlap, each with the whole count", async () => {
    const { evaluator } = setup(9);
    const got: string[] = [];
    const counts = new Set<number>();
    let after: string | null = null;
    do {
      const page = await evaluator.evaluate(twice, options({ after, limit: 3 }));
      got.push(...page.people.map(({ id }) => id));
      counts.add(page.count);
      after = page.next;
    } while (after !== null);
    expect(got).toEqual(["p2", "p3", "p4", "p5", "p6", "p7", "p8", "p9"]);
    expect([...counts]).toEqual([8]);
  });

  test("a page that is exactly full has no next", async () => {
    const { evaluator } = setup(4);
    expect(await evaluator.evaluate(twice, options({ limit: 3 }))).toMatchObject({ count: 3, next: null });
  });

  test("limit 0 asks for the count alone; a whole page needs no second query", async () => {
    const { evaluator, store } = setup();
    expect(await evaluator.evaluate(twice, options({ limit: 0 }))).toMatchObject({
      count: 4,
      people: [],
      next: null,
    });
    expect(store.asked.map(({ sql }) => sql)).toEqual(["count"]);
    await evaluator.evaluate(twice, options());
    expect(store.asked.map(({ sql }) => sql)).toEqual(["count", "members"]);
  });

  test("now is what was asked for, else the pinned now, else the clock", async () => {
    const { evaluator, workspace, clock } = setup();
    clock.at = NOW + HOUR_MS;
    const atOf = async (at: number | null) => (await evaluator.evaluate(twice, options({ at }))).at;
    expect(await atOf(null)).toBe(NOW + HOUR_MS);
    await workspace.set({ ...workspace.get(), pinnedNow: NOW - DAY_MS }, 0, SYSTEM);
    expect(await atOf(null)).toBe(NOW - DAY_MS);
    expect(await atOf(5)).toBe(5);
  });

  test("counts each line, and the people who would be in but for it", async () => {
    const { evaluator, store } = setup();
    const definition = asking(
      'did "Order Completed" at least 2 times and did "Order Completed" at most 3 times and did Login',
    );
    const { conditions } = await evaluator.evaluate(definition, options({ limit: 0, conditions: true }));
    expect(conditions).toEqual({
      leftOut: 0,
      lines: [
        { path: "/condition/of/0", text: 'did "Order Completed" at least 2 times', count: 4, without: 0 },
        { path: "/condition/of/1", text: 'did "Order Completed" at most 3 times', count: 3, without: 0 },
        { path: "/condition/of/2", text: "did Login", count: 0, without: 2 },
      ],
    });
    expect(store.asked.map(({ sql }) => sql)).toEqual(["count", "counts"]);
  });

  test("leaves out who refuses the purpose, now and about the past; a purpose nobody made one asks nobody", async () => {
    const { evaluator, segments } = setup(5, { ads: { otherwise: true, exceptIn: [] } });
    const idsAt = async (purpose: string, at: number | null) =>
      (await evaluator.evaluate({ ...twice, purpose }, options({ at }))).people.map(({ id }) => id);
    expect(await idsAt("ads", null)).toEqual(["p3", "p4", "p5"]);
    expect(await idsAt("other", null)).toEqual(["p2", "p3", "p4", "p5"]);
    expect(await idsAt("other", NOW - 2 * DAY_MS)).toEqual(["p3", "p4", "p5"]);
    const once = asking('did "Order Completed"');
    const past = { at: NOW - 2 * DAY_MS };
    expect((await evaluator.evaluate(once, options(past))).people.map(({ id }) => id)).toContain("p2");
    expect((await evaluator.evaluate({ ...once, purpose: "ads" }, options(past))).count).toBe(3);
    await segments.create("inner", { ...content, definition: once.definition, purpose: "ads" }, SYSTEM);
    const outside = asking('not in segment "inner"');
    expect((await evaluator.evaluate(outside, options())).count).toBe(0);
  });

  test("says how many lines were not counted", async () => {
    const { evaluator } = setup(1);
    const rows = Array.from({ length: 60 }, (_, n) => `did "Order Completed" at least ${n + 1} times`);
    const definition = asking(rows.join(" and "));
    const { conditions } = await evaluator.evaluate(definition, options({ conditions: true }));
    expect(conditions?.leftOut).toBe(10);
    expect(conditions?.lines).toHaveLength(50);
    expect(conditions?.lines[1]).toMatchObject({ count: 0, without: null });
  });

  test("shows the query with its bound values when asked", async () => {
    const { evaluator } = setup();
    const { sql } = await evaluator.evaluate(twice, options({ sql: true }));
    expect(sql).toMatch(/^members\n-- question = \{"plan"/);
  });

  test("a cursor that is none is refused before the store is asked", async () => {
    const { evaluator, store } = setup();
    for (const after of ["p2", "-1", "1.5", "1e3", "", "9".repeat(20)]) {
      expect(await codeOf(evaluator.evaluate(twice, options({ after })))).toBe("invalid_cursor");
    }
    expect(store.asked).toEqual([]);
  });

  test("an aborted call stops", async () => {
    const { evaluator } = setup();
    const abort = new AbortController();
    abort.abort(new Error("left"));
    await expect(evaluator.evaluate(twice, options({ signal: abort.signal }))).rejects.toThrow("left");
  });
});

describe("the trend", () => {
  test("is of instants equally far apart, both ends included, each counted as of its own", async () => {
    const { sizesAt, store } = setup(4);
    const range = { from: NOW - 3 * DAY_MS, to: NOW, points: 4 };
    expect(await sizesAt(twice, trendInstants(range, NOW), signal)).toEqual([
      { at: NOW - 3 * DAY_MS, size: 1 },
      { at: NOW - 2 * DAY_MS, size: 2 },
      { at: NOW - DAY_MS, size: 3 },
      { at: NOW, size: 3 },
    ]);
    expect(store.asked.every(({ lane }) => lane === "backfill")).toBe(true);
  });

  test("reaches back 90 days from now by default, to the hour, and refuses an empty range", async () => {
    const open = { from: null, to: null, points: 3 };
    const hours = [NOW - TREND_LENGTH_MS, NOW - TREND_LENGTH_MS / 2];
    expect(trendInstants(open, NOW)).toEqual([...hours, NOW]);
    expect(trendInstants(open, NOW + MINUTE_MS)).toEqual([...hours, NOW + MINUTE_MS]);
    const named = { from: null, to: NOW + MINUTE_MS, points: 2 };
    expect(trendInstants(named, NOW)[0]).toBe(NOW + MINUTE_MS - TREND_LENGTH_MS);
    const empty = { from: NOW, to: NOW, points: 2 };
    expect(await codeOf((async () => trendInstants(empty, NOW))())).toBe("invalid_request");
  });
});

describe("sizes", () => {
  test("are counted when they are missing, of another version or now, or old; everyone with them", async () => {
    const { segments, sizes, store, clock, workspace } = setup();
    const first = await segments.create("twice", content, SYSTEM);
    const counted = async (segment = first): Promise<number> => {
      const before = store.asked.length;
      await sizes.refresh([segment], signal);
      return store.asked.length - before;
    };
    expect(sizes.last(first)).toEqual({ size: null, failure: null });
    expect(sizes.lastPopulation()).toBeNull();
    expect(await counted()).toBe(2);
    expect(sizes.last(first).size).toEqual({ count: 4, at: NOW, countedAt: NOW, version: 1 });
    expect(sizes.lastPopulation()?.count).toBe(5);
    expect(await counted()).toBe(0);
    clock.at += SIZE_LIFE_MS;
    expect(await counted()).toBe(2);
    const second = await segments.edit("twice", { ...content, purpose: "research" }, 1, SYSTEM);
    expect(await counted(second)).toBe(1);
    await workspace.set({ ...workspace.get(), pinnedNow: NOW - 2 * DAY_MS }, 0, SYSTEM);
    expect(await counted(second)).toBe(2);
    expect(sizes.last(second).size).toMatchObject({ count: 3, at: NOW - 2 * DAY_MS, version: 2 });
  });

  test("calls at the same time count once", async () => {
    const { segments, sizes, store } = setup();
    const segment = await segments.create("twice", content, SYSTEM);
    await Promise.all([1, 2, 3].map(() => sizes.refresh([segment], signal)));
    expect(store.asked).toHaveLength(2);
  });

  test.each(["query_timeout", "definition_refused", "result_too_large"])(
    "one that cannot be counted keeps its last size and says why (%s); the others go on",
    async (code) => {
      const { segments, sizes, store, clock } = setup();
      const segment = await segments.create("twice", content, SYSTEM);
      await sizes.refresh([segment], signal);
      clock.at += MINUTE_MS;
      store.failure = new HabitusError(code, "Not this one.");
      await sizes.refresh([segment], signal);
      expect(sizes.last(segment)).toMatchObject({
        size: { count: 4, countedAt: NOW },
        failure: { code, message: "Not this one." },
      });
      store.failure = null;
      await sizes.refresh([segment], signal);
      expect(sizes.last(segment)).toMatchObject({ size: { countedAt: clock.at }, failure: null });
    },
  );

  test("a store that does not answer fails the call", async () => {
    const { sizes, store } = setup();
    store.failure = new HabitusError("store_unavailable", "Starting.");
    expect(await codeOf(sizes.refresh([], signal))).toBe("store_unavailable");
  });
});

describe("comparison", () => {
  const thrice = asking('did "Order Completed" at least 3 times');
  const compare = { at: null, examples: 2, signal };

  test("counts who comes, goes and stays in one query, and names some", async () => {
    const { evaluator, store } = setup();
    const upTo = asking('did "Order Completed" at most 3 times');
    expect(await evaluator.compare(upTo, thrice, compare)).toEqual({
      before: 3,
      after: 3,
      both: 1,
      entered: {
        count: 2,
        people: [
          { id: "p4", ids: ["user-4", "anon-4"] },
          { id: "p5", ids: ["user-5", "anon-5"] },
        ],
      },
      left: {
        count: 2,
        people: [
          { id: "p1", ids: ["user-1", "anon-1"] },
          { id: "p2", ids: ["user-2", "anon-2"] },
        ],
      },
      at: NOW,
      tookMs: 2,
    });
    expect(store.asked.map(({ sql }) => sql)).toEqual(["counts", "members", "members"]);
  });

  test("a new segment has only people who come, a deleted one only people who go", async () => {
    const { evaluator } = setup();
    const made = await evaluator.compare(null, thrice, { ...compare, examples: 0 });
    expect(made).toMatchObject({ before: 0, after: 3, both: 0, entered: { count: 3, people: [] } });
    const gone = await evaluator.compare(thrice, null, compare);
    expect(gone).toMatchObject({ before: 3, after: 0, left: { count: 3 }, entered: { count: 0 } });
  });
});

test("whoever is ranked by an age as of now is found as of the same now, also a moment later and on further pages", async () => {
  const { clock, evaluator } = setup(10);
  // Whoever asks for the time is never told the same. Everybody bought at one instant, so all are among the newest, or nobody.
  clock.tick = 1;
  for (const sentence of [
    'rfm recency 5 by "Order Completed".revenue',
    'in top 10% by recency of "Order Completed"',
  ]) {
    const question = asking(sentence);
    const first = await evaluator.evaluate(question, options({ limit: 4, conditions: true }));
    expect([first.count, first.people.length, first.conditions?.lines[0]?.count]).toEqual([10, 4, 10]);
    const further = await evaluator.evaluate(question, options({ after: first.next }));
    expect([further.count, further.people.length]).toEqual([10, 6]);
    expect(await evaluator.counts([question, twice], null, signal)).toEqual([10, 9]);
    expect(await evaluator.everybody(question, signal)).toHaveLength(10);
    expect(await evaluator.among(question, [3, 4], { at: null, signal })).toEqual([3, 4]);
    const compared = await evaluator.compare(null, question, { at: null, examples: 0, signal });
    expect(compared.entered.count).toBe(10);
    const changed = await evaluator.changed(null, question, "entered", options({ limit: 2 }));
    expect(changed.count).toBe(10);
  }
});

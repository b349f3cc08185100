import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { EventReads } from "../store/event-reads.ts";
import { createVocabularySource, VOCABULARY_LIFE_MS, VOCABULARY_LIMITS } from "./vocabulary.ts";

const START = Date.UTC(2026, 2, 1);

const unplayed = (): never => {
  throw new Error("not asked");
};
const counted = (name: string, index: number) => ({ name, count: 1_000 - index, lastSeen: START });

function setup(world: { readonly events: readonly string[]; readonly traits?: readonly string[] }) {
  const clock = { at: START };
  const asked: string[] = [];
  const failing: { error: Error | null } = { error: null };
  const events: EventReads = {
    async eventNames({ limit }) {
      asked.push("names");
      if (failing.error !== null) throw failing.error;
      return world.events.map(counted).slice(0, limit);
    },
    traitNames: async ({ limit }) => (world.traits ?? []).map(counted).slice(0, limit),
    async propertySamples({ name, limit }) {
      asked.push(`samples of ${name}`);
      return Array.from({ length: limit }, (_, n) => `{"size":${n % 2},"order":"${n}"}`);
    },
    traitValues: async ({ names, limit }) =>
      names.map(() =>
        [
          { value: '"pro"', count: 2 },
          { value: '"free"', count: 5 },
        ].slice(0, limit),
      ),
    async currencies({ name, keys, limit }) {
      asked.push(`currencies of ${keys.length} in ${limit} ${name}`);
      return [{ said: "EUR", own: null, events: 3 }];
    },
    timeline: unplayed,
    history: unplayed,
    traitChanges: unplayed,
    traitPast: unplayed,
    pasts: unplayed,
    firstFacts: unplayed,
    oldEvents: unplayed,
    oldNodes: unplayed,
    sourceEvents: unplayed,
    sourcePeople: unplayed,
    sourceNodes: unplayed,
    sourceShares: unplayed,
    knownMembers: unplayed,
    transitionPlaces: unplayed,
    names: unplayed,
    movements: unplayed,
    lastTimes: unplayed,
    recent: unplayed,
    cameBefore: unplayed,
    changes: unplayed,
    saidTexts: unplayed,
    flow: unplayed,
    flowPeople: unplayed,
    latest: unplayed,
    at: unplayed,
    named: unplayed,
    totals: unplayed,
  };
  const now = () => clock.at;
  const failures: unknown[] = [];
  const source = createVocabularySource({
    events,
    currency: () => "EUR",
    now,
    onFailure: (error) => failures.push(error),
  });
  return { clock, asked, failing, source, failures };
}

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

test("has events with properties and values, and traits", async () => {
  const { source } = setup({ events: ["Order", "Login"], traits: ["plan", "$list/vip"] });
  const { observed, at } = await source.get();
  expect(at).toBe(START);
  expect(observed).toMatchObject({
    eventsClosed: true,
    traitsClosed: true,
    traits: [{ path: ["plan"], seen: 7, values: ['"free"', '"pro"'], closed: true }],
  });
  expect(observed.events.map(({ name }) => name)).toEqual(["Order", "Login"]);
  const [order] = observed.events;
  expect(order).toMatchObject({ looked: VOCABULARY_LIMITS.eventSample, closed: true });
  expect(order?.properties).toMatchObject([
    { path: ["size"], values: ["0", "1"], closed: true },
    { path: ["order"], values: [], closed: false },
  ]);
});

test("is bounded and says so", async () => {
  const names = Array.from({ length: VOCABULARY_LIMITS.events + 1 }, (_, n) => `Event ${n}`);
  const traits = Array.from({ length: VOCABULARY_LIMITS.traits + 1 }, (_, n) => `trait${n}`);
  const { source, asked } = setup({ events: names, traits });
  const { observed } = await source.get();
  expect(observed.events).toHaveLength(VOCABULARY_LIMITS.events);
  expect(observed).toMatchObject({ eventsClosed: false, traitsClosed: false });
  expect(asked.filter((one) => one.startsWith("samples"))).toHaveLength(
    VOCABULARY_LIMITS.eventsWithProperties,
  );
  expect(observed.events.at(-1)).toMatchObject({ looked: 0, properties: [], closed: false });
});

test("rarer events are looked at when they are named, once in a while, and those that nobody sent are none", async () => {
  const names = Array.from({ length: VOCABULARY_LIMITS.eventsWithProperties + 1 }, (_, n) => `Event ${n}`);
  const rare = names.at(-1) ?? "";
  const { source, asked, clock } = setup({ events: names });
  expect((await source.get()).observed.events.at(-1)).toMatchObject({ name: rare, looked: 0 });
  const times = (name: string): number => asked.filter((one) => one === `samples of ${name}`).length;
  for (let call = 0; call < 2; call++) {
    const { observed } = await source.get([rare, "Event 0"]);
    expect(observed.events).toHaveLength(names.length);
    expect(observed.events.find(({ name }) => name === rare)?.looked).toBe(VOCABULARY_LIMITS.eventSample);
  }
  expect([times(rare), times("Event 0")]).toEqual([1, 1]);
  clock.at += VOCABULARY_LIFE_MS;
  await source.get([rare]);
  expect(times(rare)).toBe(2);
  // All names are known: others were sent by nobody.
  await source.get(["Other"]);
  expect(times("Other")).toBe(0);
});

test("where there are more events than are listed, any that is named is looked for, some at once", async () => {
  const names = Array.from({ length: VOCABULARY_LIMITS.events + 1 }, (_, n) => `Event ${n}`);
  const { source, asked } = setup({ events: names });
  await source.get();
  const before = asked.length;
  const { observed } = await source.get(
    Array.from({ length: VOCABULARY_LIMITS.named + 5 }, (_, n) => `Other ${n}`),
  );
  const looked = asked.slice(before).filter((one) => one.startsWith("samples of Other"));
  expect(looked).toHaveLength(VOCABULARY_LIMITS.named);
  expect(observed.events.at(-1)).toMatchObject({
    name: `Other ${VOCABULARY_LIMITS.named - 1}`,
    count: VOCABULARY_LIMITS.eventSample,
  });
});

test("is looked at once for all who ask, and again after a while without making anybody wait", async () => {
  const { source, asked, clock, failing, failures } = setup({ events: ["Order"] });
  const [one, two] = await Promise.all([source.get(), source.get()]);
  expect(one.at).toBe(two.at);
  expect(asked).toEqual(["names", "samples of Order"]);
  clock.at += VOCABULARY_LIFE_MS;
  expect((await source.get()).at).toBe(START);
  await settled();
  expect((await source.get()).at).toBe(clock.at);
  clock.at += VOCABULARY_LIFE_MS;
  failing.error = new HabitusError("store_unavailable", "Starting.");
  await source.get();
  await settled();
  expect(failures).toEqual([failing.error]);
  expect((await source.get()).at).toBe(START + VOCABULARY_LIFE_MS);
});

test("what found nothing is looked at again at once, so that the first event is known when it is sent", async () => {
  const events: string[] = [];
  const { source } = setup({ events });
  expect((await source.get()).observed.events).toEqual([]);
  events.push("Order");
  expect((await source.get()).observed.events).toHaveLength(1);
  events.push("Visit");
  expect((await source.get()).observed.events).toHaveLength(1);
});

test("a first look that fails is told, and tried again", async () => {
  const { source, failing } = setup({ events: ["Order"] });
  failing.error = new HabitusError("store_unavailable", "Starting.");
  await expect(source.get()).rejects.toThrow("Starting.");
  failing.error = null;
  expect((await source.get()).observed.events).toHaveLength(1);
});

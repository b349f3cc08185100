import { decodeEvents, decodeFacts, type EventSchema, type TrackedEvent } from "@habitus/events";
import { HabitusError, HOUR_MS, ok } from "@habitus/kernel";
import { DEFAULT_CONTEXT } from "@habitus/segments";
import { beforeEach, describe, expect, test } from "vitest";
import { createDeadLetters, deadLetterChanges } from "../ingest/dead-letters.ts";
import { type Arrived, createIngest, type PrivacySignal } from "../ingest/ingest.ts";
import { nothingAdded } from "../ingest/testing/nothing-added.ts";
import { createMemorySources } from "../ingest/memory-sources.ts";
import type { Log } from "../log/log.ts";
import { createMemoryLog } from "../log/memory-log.ts";
import { createConsentArrivals } from "../people/consent-arrivals.ts";
import { createPurposes } from "../people/purposes.ts";
import type { Kv } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createMetrics } from "../platform/metrics.ts";
import { createConsentReads } from "../profiles/consent-reads.ts";
import { createCleaningRules } from "./cleaning-rules.ts";
import { createDataMarks } from "./data-marks.ts";
import { createQuality } from "./quality.ts";
import type { ReadersDeps } from "./readers.ts";
import { KEPT_CASES } from "./violations.ts";

const BY = { kind: "system", id: "test", name: "Test" } as const;
const START = Date.UTC(2026, 2, 1, 10, 30);
const PRICED: EventSchema = {
  type: "object",
  required: ["price"],
  properties: { price: { type: "number" }, coupon: { type: "string", maxLength: 3 } },
};

const NOBODY: ReadersDeps = {
  context: () => DEFAULT_CONTEXT,
  segments: () => [],
  scores: () => [],
  computedTraits: () => [],
  models: () => [],
  ratings: () => [],
  surveys: () => [],
  templates: () => Promise.resolve([]),
};

const NONE = { propertySamples: () => Promise.resolve([]) };

const audit = () => ({ kind: "put", table: { name: "told", version: 1 }, key: ["t"], value: {} }) as const;

/** How far consent is known where nobody lags behind the log. */
function resolvedAll(log: Pick<Log, "head">) {
  const written = () => log.head().offset;
  return { written, resolved: written };
}

function run(kv: Kv) {
  const clock = { at: START };
  const now = () => clock.at;
  const log = createMemoryLog({ clock: now });
  const quality = createQuality({
    admit: ok,
    kv,
    audit,
    now,
    onFailure: () => undefined,
    readers: NOBODY,
    events: NONE,
  });
  const purposes = createPurposes({ kv, audit, now, usedBy: () => [] });
  const consent = createConsentArrivals({
    purposes,
    reads: createConsentReads(kv, () => Number.POSITIVE_INFINITY),
    ...resolvedAll(log),
  });
  const arrivals = {
    takeAlong: nothingAdded,
    factsOf: ({ events, withheld, signal }: Arrived) => consent.factsOf([...events, ...withheld], signal),
    passage: quality.passage,
  };
  let made = 0;
  const ingest = createIngest({
    log,
    sources: createMemorySources({ wk: { id: "k1", enabled: true } }),
    clock: now,
    metrics: createMetrics(),
    newId: () => `made-${made++}`,
    arrivals,
  });
  const letters = createDeadLetters({ kv, log, clock: now, arrivals });
  let putAside = 0;
  return {
    ...quality,
    purposes,
    log,
    consent,
    clock,
    letters,
    async send(
      calls: readonly unknown[],
      dialect: "segment" | "posthog" = "segment",
      signal: PrivacySignal | null = null,
    ): Promise<number> {
      const body = JSON.stringify({
        batch: calls,
        ...(dialect === "posthog" ? { api_key: "wk" } : { writeKey: "wk" }),
      });
      const keys = { authorization: null, query: null } as never;
      const request = {
        call: { dialect, shape: "batch" },
        keys,
        signal,
        body: Buffer.from(body),
      } as const;
      const { status } = await ingest.accept(request);
      for (const record of log.read(putAside + 1, { records: 1_000, bytes: 1e9 })) {
        putAside = record.offset;
        if (record.kind === "rejected") await kv.commit(deadLetterChanges(record));
      }
      return status;
    },
    events: () =>
      log
        .read(1, { records: 1_000, bytes: 1e9 })
        .flatMap(({ kind, payload }) => (kind === "events" ? decodeEvents(payload).events : [])),
    facts: () =>
      log.read(1, { records: 1_000, bytes: 1e9 }).flatMap(({ kind, payload }) => {
        if (kind === "facts") return decodeFacts(payload).facts;
        return kind === "events" ? decodeEvents(payload).facts : [];
      }),
  };
}

const call = (properties: unknown, event = "Bought") => ({ type: "track", userId: "ann", event, properties });

let kv: Kv;
let under: ReturnType<typeof run>;
beforeEach(() => {
  kv = createMemoryKv();
  under = run(kv);
});

describe("a plan that only counts", () => {
  beforeEach(async () => {
    await under.trackingPlan.set("Bought", { schema: PRICED, mode: "count" }, 0, BY);
  });

  test("lets everything in and counts by field and rule what is not as planned, with the newest cases", async () => {
    const bad = Array.from({ length: 7 }, () => call({ price: "9", coupon: "long" }));
    expect(await under.send([call({ price: 1 }), ...bad, call({}), call({ price: "9" }, "Seen")])).toBe(200);
    expect(under.events()).toHaveLength(10);
    const counts = under.violations.of("Bought").map(({ path, rule, day, week }) => [path, rule, day, week]);
    expect(counts).toEqual([
      ["coupon", "maxLength", 7, 7],
      ["price", "type", 7, 7],
      ["price", "required", 1, 1],
    ]);
    expect(under.violations.events("Bought")).toMatchObject({ day: 8, week: 8 });
    const [newest, ...older] = under.violations.of("Bought")[1]?.cases ?? [];
    expect([newest?.place, older.length]).toEqual([{ kind: "event", offset: 1, index: 7 }, KEPT_CASES - 1]);
    expect(under.violations.of("Seen")).toEqual([]);
  });

  test("counts are there after a new start, and leave the day and the week as time goes on", async () => {
    await under.send([call({})]);
    under = run(kv);
    await under.send([call({})]);
    const sums = (hours: number) => {
      under.clock.at = START + hours * HOUR_MS;
      const { day, week } = under.violations.events("Bought");
      return [day, week];
    };
    expect([sums(0), sums(23), sums(24), sums(167), sums(168)]).toEqual([
      [2, 2],
      [2, 2],
      [0, 2],
      [0, 2],
      [0, 0],
    ]);
    await under.send([call({})]);
    expect(sums(168)).toEqual([1, 1]);
  });

  test("what the disk does not take of the counts is counted once it does: the events are in the log", async () => {
    const { commit } = kv;
    const full = () => Promise.reject(new HabitusError("storage_full", "The disk is full."));
    Object.assign(kv, { commit: full });
    expect(await under.send([call({})])).toBe(200);
    Object.assign(kv, { commit });
    expect(await under.send([call({ price: 1 }), call({})])).toBe(200);
    expect(under.violations.events("Bought").day).toBe(2);
  });

  test("traits are what is held against the plan of who somebody is", async () => {
    await under.trackingPlan.set("$identify", { schema: PRICED, mode: "count" }, 0, BY);
    await under.send([{ type: "identify", userId: "ann", traits: { price: "x" } }]);
    expect(under.violations.of("$identify").map(({ path }) => path)).toEqual(["price"]);
  });
});

describe("a plan that refuses", () => {
  beforeEach(async () => {
    await under.trackingPlan.set("Bought", { schema: PRICED, mode: "refuse" }, 0, BY);
  });

  test("keeps aside what is not as planned, says where and how to mend it, and replays it once it is mended", async () => {
    await under.send([
      call({ price: 1 }),
      { type: "track", event: "no id" },
      call({ price: "9", coupon: 1 }),
    ]);
    expect(under.events().map(({ properties }) => properties)).toEqual(['{"price":1}']);
    const [letter] = under.letters.list({ limit: 9, reason: "against_plan" }).letters;
    expect(letter).toMatchObject({
      path: "batch[2]",
      detail:
        'The tracking plan refuses this "Bought": "price" must be a number and is a text (and 1 more). Mend the text, or change the event\'s schema, and replay it.',
    });
    const [first] = under.violations.of("Bought");
    expect(first?.cases[0]?.place).toEqual({ kind: "letter", offset: letter?.key[0], index: 1 });
    const key = letter?.key ?? [0, 0];
    expect(await under.letters.replay(key)).toMatchObject({
      accepted: 0,
      rejected: [{ reason: "against_plan" }],
    });
    expect(under.violations.events("Bought").day).toBe(1);
    await under.trackingPlan.set("Bought", { schema: PRICED, mode: "count" }, 1, BY);
    expect(await under.letters.replay(key)).toMatchObject({ accepted: 1 });
    expect(under.events()).toHaveLength(2);
    const replayed = under.violations.of("Bought")[0]?.cases[0];
    expect(replayed?.place).toEqual({ kind: "event", offset: 3, index: 0 });
  });

  test("an event that says two things stays whole", async () => {
    const item = (price: unknown) => ({
      event: "Bought",
      distinct_id: "ann",
      properties: { price, $set: { name: "Ann" } },
    });
    await under.send([item("9"), item(9)], "posthog");
    expect(under.events().map(({ name }) => name)).toEqual(expect.arrayContaining(["Bought", "$identify"]));
    expect(under.events()).toHaveLength(2);
    expect(under.letters.list({ limit: 9 }).letters).toHaveLength(1);
  });
});

test("every schema is kept as a version, also of an event that left the plan and came back", async () => {
  const { trackingPlan, violations } = under;
  await trackingPlan.set("Bought", { schema: PRICED, mode: "count" }, 0, BY);
  await under.send([call({})]);
  await trackingPlan.set("Bought", { schema: { type: "object" }, mode: "refuse" }, 1, BY);
  await trackingPlan.remove("Bought", BY);
  await under.cleaningRules.set("Bought", [{ field: "coupon", do: "upper" }], 0, BY);
  await under.dataMarks.set(
    "Bought",
    { mark: null, fields: { more: "unnecessary" } },
    { rev: 0, anyway: false },
    BY,
  );
  await under.send([call({ coupon: "a", more: 1 })]);
  await violations.forget("Bought");
  const cared = violations.of("Bought", ["cleaned", "uncleaned", "dropped"]).map(({ path }) => path);
  expect(cared).toEqual(["coupon", "more"]);
  expect([trackingPlan.atDoor("Bought"), violations.events("Bought").day]).toEqual([null, 0]);
  await trackingPlan.set("Bought", { schema: PRICED, mode: "count" }, 0, BY);
  const versions = trackingPlan.versions("Bought").map(({ version, mode }) => [version, mode]);
  expect(versions).toEqual([
    [3, "count"],
    [2, "refuse"],
    [1, "count"],
  ]);
  await expect(
    trackingPlan.set(
      "Bought",
      { schema: { type: "object", properties: { a: { pattern: "(a+)+$" } } }, mode: "count" },
      1,
      BY,
    ),
  ).rejects.toMatchObject({
    code: "invalid_request",
    details: { problems: [{ path: "schema.properties.a.pattern" }] },
  });
});

describe("what is unnecessary", () => {
  const how = { rev: 0, anyway: false };

  test("is dropped from then on and counted: events as a whole, and fields before the plan looks at them", async () => {
    const { dataMarks, trackingPlan, violations } = under;
    await dataMarks.set("Moved", { mark: "unnecessary", fields: {} }, how, BY);
    await dataMarks.set(
      "Bought",
      { mark: null, fields: { coupon: "unnecessary", price: "mandatory" } },
      how,
      BY,
    );
    await trackingPlan.set("Bought", { schema: PRICED, mode: "refuse" }, 0, BY);
    const sent = [
      call({}, "Moved"),
      call({ price: 1.5, coupon: "long", more: 1 }),
      call({ price: 2 }),
      call({}, "Seen"),
    ];
    expect(await under.send(sent)).toBe(200);
    expect(under.events().map(({ name, properties }) => [name, properties])).toEqual([
      ["Bought", '{"price":1.5,"more":1}'],
      ["Bought", '{"price":2}'],
      ["Seen", "{}"],
    ]);
    const counted = (event: string) => violations.of(event, ["dropped"]).map(({ path, day }) => [path, day]);
    await expect
      .poll(() => [counted("Moved"), counted("Bought"), counted("Seen")])
      .toEqual([[["", 1]], [["coupon", 1]], []]);
    under = run(kv);
    await under.send([call({}, "Moved")]);
    expect(under.events()).toEqual([]);
  });

  test("goes from inside of fields, where a required one is not missed", async () => {
    const fields = { "address.city": "unnecessary", "items[].note": "unnecessary" } as const;
    await under.dataMarks.set("Bought", { mark: null, fields }, how, BY);
    const address = { type: "object" as const, required: ["city"] };
    const schema = { type: "object" as const, properties: { address } };
    await under.trackingPlan.set("Bought", { schema, mode: "refuse" }, 0, BY);
    await under.send([
      call({ address: { city: "Bath", zip: "1" }, items: [{ note: "x" }, { note: "y", n: 1 }] }),
    ]);
    expect(under.events().map(({ properties }) => properties)).toEqual([
      '{"address":{"zip":"1"},"items":[{},{"n":1}]}',
    ]);
    await expect
      .poll(() => under.violations.of("Bought", ["dropped"]).map(({ path, day }) => [path, day]))
      .toEqual([
        ["items[].note", 2],
        ["address.city", 1],
      ]);
  });

  test("of traits goes too, and of an item that says two things the other stays", async () => {
    await under.dataMarks.set("$identify", { mark: null, fields: { phone: "unnecessary" } }, how, BY);
    await under.dataMarks.set("Bought", { mark: "unnecessary", fields: {} }, how, BY);
    const item = { event: "Bought", distinct_id: "ann", properties: { $set: { name: "Ann", phone: "1" } } };
    await under.send([item], "posthog");
    expect(under.events().map(({ name, traits }) => [name, traits])).toEqual([
      ["$identify", '{"name":"Ann"}'],
    ]);
    const whole = under.dataMarks.set(
      "$identify",
      { mark: "unnecessary", fields: {} },
      { ...how, rev: 1 },
      BY,
    );
    await expect(whole).rejects.toMatchObject({ code: "invalid_request" });
  });
});

test("a replayed letter whose event is unnecessary by now is done with, counted, and says why", async () => {
  const { trackingPlan, dataMarks, letters, violations } = under;
  await trackingPlan.set("Bought", { schema: PRICED, mode: "refuse" }, 0, BY);
  await under.send([call({})]);
  await dataMarks.set("Bought", { mark: "unnecessary", fields: {} }, { rev: 0, anyway: false }, BY);
  const [letter] = letters.list({ limit: 1 }).letters;
  expect(await letters.replay(letter?.key ?? [0, 0])).toEqual({
    accepted: 0,
    rejected: [],
    dropped: [
      { reason: "unnecessary", detail: "An event that the workspace has marked as unnecessary.", count: 1 },
    ],
  });
  expect(letters.get(letter?.key ?? [0, 0])).toMatchObject({ replayedAt: START });
  await expect.poll(() => violations.of("Bought", ["dropped"]).map(({ day }) => day)).toEqual([1]);
  await expect(letters.replay(letter?.key ?? [0, 0])).rejects.toMatchObject({ code: "not_replayable" });
});

test("what was taken back makes room for others", async () => {
  const deps = { kv, audit, now: () => START };
  const marks = createDataMarks({ ...deps, readers: () => Promise.reject(new Error("nobody asks")) }, 1);
  const cleaning = createCleaningRules({ ...deps, events: NONE }, 1);
  const mark = (event: string, each: "useful" | null, rev: number) =>
    marks.set(event, { mark: each, fields: {} }, { rev, anyway: true }, BY);
  const clean = (event: string, isOn: boolean, rev: number) =>
    cleaning.set(event, isOn ? [{ field: "a", do: "trim" }] : [], rev, BY);
  await mark("A", "useful", 0);
  await clean("A", true, 0);
  await expect(mark("B", "useful", 0)).rejects.toMatchObject({ code: "too_many" });
  await expect(clean("B", true, 0)).rejects.toMatchObject({ code: "too_many" });
  await mark("A", null, 1);
  await clean("A", false, 1);
  expect([marks.of("A").mark, cleaning.atDoor("A")]).toEqual([null, null]);
  await mark("B", "useful", 0);
  await clean("B", true, 0);
  await expect(mark("A", "useful", 2)).rejects.toMatchObject({ code: "too_many" });
  await expect(clean("A", true, 2)).rejects.toMatchObject({ code: "too_many" });
});

describe("cleaning", () => {
  const rules = [
    { field: "price", do: "trim" },
    { field: "price", do: "number", decimal: "," },
    { field: "coupon", do: "upper" },
    { field: "coupon", do: "drop", values: ["N/A"] },
  ] as const;

  test("comes before the plan, is counted, and once: what is replayed goes the same way", async () => {
    const { cleaningRules, trackingPlan, violations, letters } = under;
    await cleaningRules.set("Bought", rules, 0, BY);
    await trackingPlan.set("Bought", { schema: PRICED, mode: "refuse" }, 0, BY);
    const sent = [{ price: " 1.234,50", coupon: "n/a" }, { price: 7, coupon: "abc" }, { price: "free" }];
    await under.send(sent.map((properties) => call(properties)));
    const said = ['{"price":1234.50}', '{"price":7,"coupon":"ABC"}'];
    expect(under.events().map(({ properties }) => properties)).toEqual(said);
    const counted = () => {
      const counts = (["cleaned", "uncleaned"] as const).flatMap((rule) => violations.of("Bought", [rule]));
      return counts.map(({ path, rule, day }) => [path, rule, day]);
    };
    await expect.poll(counted).toEqual([
      ["coupon", "cleaned", 2],
      ["price", "cleaned", 1],
      ["price", "uncleaned", 1],
    ]);
    const [letter] = letters.list({ limit: 1 }).letters;
    expect(letter?.text).toContain('"free"');
    const free = { field: "price", do: "map", values: [{ from: "free", to: "0" }] } as const;
    await cleaningRules.set("Bought", [free, ...rules], 1, BY);
    expect(await letters.replay(letter?.key ?? [0, 0])).toMatchObject({ accepted: 1 });
    expect(under.events().at(-1)?.properties).toBe('{"price":0}');
  });

  test("is the same after a new start", async () => {
    await under.cleaningRules.set("Bought", rules, 0, BY);
    under = run(kv);
    await under.send([call({ price: "2,5", other: " x " })]);
    expect(under.events()[0]?.properties).toBe('{"price":2.5,"other":" x "}');
  });
});

describe("fields that are gone are not missed where the schema requires them", () => {
  beforeEach(async () => {
    await under.trackingPlan.set("Bought", { schema: PRICED, mode: "refuse" }, 0, BY);
  });

  test("as unnecessary, sent or not, while what else is wrong still is", async () => {
    const fields = { price: "unnecessary" } as const;
    await under.dataMarks.set("Bought", { mark: null, fields }, { rev: 0, anyway: false }, BY);
    await under.send([call({ price: 1 }), call({}), call({ price: 1, coupon: "long" })]);
    expect(under.events().map(({ properties }) => properties)).toEqual(["{}", "{}"]);
    expect(under.violations.of("Bought").map(({ path, rule, day }) => [path, rule, day])).toEqual([
      ["coupon", "maxLength", 1],
    ]);
  });

  test("as dropped by a rule, but not where nothing was sent", async () => {
    await under.cleaningRules.set("Bought", [{ field: "price", do: "drop", values: ["-"] }], 0, BY);
    await under.send([call({ price: "-" }), call({})]);
    expect(under.events().map(({ properties }) => properties)).toEqual(["{}"]);
    expect(under.violations.of("Bought").map(({ path, rule, day }) => [path, rule, day])).toEqual([
      ["price", "required", 1],
    ]);
  });
});

const SENT: TrackedEvent = {
  type: "track",
  id: "m1",
  name: "Bought",
  time: START,
  offsetMinutes: null,
  userId: "ann",
  anonymousId: null,
  previousId: null,
  groupId: null,
  properties: "{}",
  traits: "{}",
  context: "{}",
};

describe("consent", () => {
  const how = { rev: 0, anyway: true };
  const said = () =>
    under.facts().map(({ id, name, value, proof }) => [id.value, name, value, proof?.source]);
  const ads = {
    name: "Ads",
    kind: "purpose",
    otherwise: true,
    exceptIn: [],
    refusedBySignal: true,
    categories: [],
  } as const;
  const remembering = (properties: unknown, allowed: boolean) => ({
    ...call(properties),
    context: { consent: { categoryPreferences: { ads: allowed } } },
  });

  beforeEach(async () => {
    await under.purposes.set("ads", ads, 0, BY);
  });

  test.each(["Consent Changed", "Segment Consent Preference Updated", "Segment Consent Preference"])(
    "%s cannot be dropped, cleaned or refused",
    async (event) => {
      const refused = {
        code: "invalid_request",
        message: expect.stringContaining("always comes in as it was sent"),
      };
      const { dataMarks, cleaningRules, trackingPlan } = under;
      const marks = [
        { mark: "unnecessary", fields: {} } as const,
        { mark: null, fields: { purpose: "unnecessary" } } as const,
      ];
      for (const each of marks)
        await expect(dataMarks.set(event, each, how, BY)).rejects.toMatchObject(refused);
      await dataMarks.set(event, { mark: "mandatory", fields: { purpose: "useful" } }, how, BY);
      const rules = [{ field: "allowed", do: "drop", values: [] }] as const;
      await expect(cleaningRules.set(event, rules, 0, BY)).rejects.toMatchObject(refused);
      const schema: EventSchema = { type: "object", required: ["text"] };
      await expect(trackingPlan.set(event, { schema, mode: "refuse" }, 0, BY)).rejects.toMatchObject(refused);
      await trackingPlan.set(event, { schema, mode: "count" }, 0, BY);
      await under.send([call({ purpose: "ads", allowed: false }, event)]);
      expect([said(), under.violations.events(event).day]).toEqual([
        [["ann", "$consent/ads", "false", event]],
        1,
      ]);
    },
  );

  test("of a call that the log refused is heard when it is sent again", async () => {
    const { append } = under.log;
    const busy = () => Promise.reject(new HabitusError("log_busy", "Later."));
    const calls = [{ ...remembering({}, false), timestamp: new Date(START).toISOString() }];
    Object.assign(under.log, { append: busy });
    expect([await under.send(calls), await under.send(calls, "segment", "DNT")]).toEqual([503, 503]);
    Object.assign(under.log, { append });
    await under.send(calls, "segment", "DNT");
    await under.send(calls, "segment", "DNT");
    expect(said()).toEqual([
      ["ann", "$consent/ads", "false", "DNT"],
      ["ann", "$consent/ads", "false", "context.consent"],
    ]);
  });

  const speaking = (who: string, name: string, time: number, allowed: boolean): TrackedEvent => ({
    ...SENT,
    userId: who,
    name,
    id: `${who}${name}${time}`,
    time,
    properties: name === "Consent Changed" ? JSON.stringify({ purpose: "ads", allowed }) : "{}",
    context: JSON.stringify({ consent: { categoryPreferences: { ads: allowed } } }),
  });

  test("that the resolver has not come to is not taken back by what a device repeats, however many speak meanwhile", () => {
    const at = { written: 0, resolved: 0 };
    const consent = createConsentArrivals({
      purposes: under.purposes,
      reads: createConsentReads(kv, () => Number.POSITIVE_INFINITY),
      written: () => at.written,
      resolved: () => at.resolved,
      maxRemembered: 2,
    });
    const comes = (who: string, name: string, allowed: boolean): boolean => {
      const { facts, ended } = consent.factsOf([speaking(who, name, START + at.written, allowed)], null);
      if (facts.length > 0) at.written++;
      ended(true);
      return facts.length > 0;
    };
    const repeats = (who: string) => comes(who, "Bought", true);
    expect(comes("ann", "Consent Changed", false)).toBe(true);
    expect([repeats("bo"), repeats("cy"), repeats("ann")]).toEqual([true, true, false]);
    // Of cy nothing could be remembered, so nobody who is not known is heard until the resolver has come to it.
    expect([repeats("cy"), repeats("dee")]).toEqual([false, false]);
    at.resolved = 3;
    expect([repeats("dee"), repeats("dee")]).toEqual([true, false]);
    consent.forget();
    expect(repeats("dee")).toBe(false);
  });

  test("that comes while other words are on their way stands before them, and holds when the log refuses those", () => {
    const event = (name: string, time: number, allowed: boolean) => speaking("ann", name, time, allowed);
    const { consent } = under;
    const chosen = consent.factsOf([event("Consent Changed", START, false)], null);
    const repeated = consent.factsOf([event("Bought", START + 9, true)], null);
    expect(repeated.facts.map(({ value, time }) => [value, time])).toEqual([["true", START - 1]]);
    chosen.ended(false);
    const again = consent.factsOf([event("Bought", START + 10, true)], null);
    expect(again.facts.map(({ time }) => time)).toEqual([START - 2]);
    again.ended(false);
    repeated.ended(true);
    expect(consent.factsOf([event("Bought", START + 11, true)], null).facts).toEqual([]);
  });

  test("of an event that is dropped is heard from its context and from the browser's signal", async () => {
    await under.dataMarks.set("Bought", { mark: "unnecessary", fields: {} }, how, BY);
    await under.send([remembering({}, false)]);
    await under.send([{ ...call({}), userId: "bob" }], "segment", "Sec-GPC");
    expect([under.events(), said()]).toEqual([
      [],
      [
        ["ann", "$consent/ads", "false", "context.consent"],
        ["bob", "$consent/ads", "false", "Sec-GPC"],
      ],
    ]);
  });

  test("of an event that the plan refuses is heard, and once: its replay says nothing new", async () => {
    await under.trackingPlan.set("Bought", { schema: PRICED, mode: "refuse" }, 0, BY);
    await under.send([remembering({}, false)]);
    const [letter] = under.letters.list({ limit: 1 }).letters;
    await under.letters.replay(letter?.key ?? [0, 0], JSON.stringify(remembering({ price: 1 }, false)));
    expect([under.events().length, said()]).toEqual([
      1,
      [["ann", "$consent/ads", "false", "context.consent"]],
    ]);
  });
});

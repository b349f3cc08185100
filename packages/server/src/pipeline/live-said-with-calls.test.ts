import { HOUR_MS } from "@habitus/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Arrivals, createIngest, type Ingest } from "../ingest/ingest.ts";
import { nothingAdded } from "../ingest/testing/nothing-added.ts";
import { createMemorySources } from "../ingest/memory-sources.ts";
import { openPassage } from "../ingest/testing/open-passage.ts";
import { isEntered } from "../membership/transition.ts";
import { createConsentArrivals } from "../people/consent-arrivals.ts";
import { createPurposes } from "../people/purposes.ts";
import { createZoneArrivals } from "../people/zone-arrivals.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { createMetrics } from "../platform/metrics.ts";
import { createConsentReads } from "../profiles/consent-reads.ts";
import { LIVE_PURPOSES, LiveWorld } from "./testing/live-world.ts";

// What calls say of people besides what they did (consent, the zone they are in) counts with it: neither before nor after.

const ADA = { kind: "user", id: "u1", name: "Ada" } as const;

/** Who never said allows `marketing`, and does not allow `ads`. */
const DEFINITIONS = [
  ["positive", `did "viewed"`, "marketing"],
  ["negated", `did not "bought"`, "marketing"],
  ["nested", `in segment "negated" and did "viewed"`, null],
  ["avoiding", `not in segment "positive"`, null],
  ["granted", `did not "viewed"`, "ads"],
  ["unasked", `did not "viewed" and did not "bought" and did not "Consent Changed"`, null],
  ["day", `did "viewed" today in their time zone`, null],
] as const;

let world: LiveWorld;
let ingest: Ingest;
let people = 0;

async function arrivalsOf({ log, now }: LiveWorld): Promise<Arrivals> {
  const kv = createMemoryKv();
  const audit = () => ({ kind: "put", table: { name: "told", version: 1 }, key: ["t"], value: {} }) as const;
  const purposes = createPurposes({ kv, audit, now: () => now, usedBy: () => [] });
  for (const [key, rule] of Object.entries(LIVE_PURPOSES)) {
    const content = { ...rule, name: key, kind: "purpose", refusedBySignal: true, categories: [] } as const;
    await purposes.set(key, content, 0, ADA);
  }
  const written = () => log.head().offset;
  const reads = createConsentReads(kv, () => Number.POSITIVE_INFINITY);
  const consent = createConsentArrivals({ purposes, reads, written, resolved: written });
  const zones = createZoneArrivals({ now: () => now, noted: () => null });
  return {
    takeAlong: nothingAdded,
    passage: openPassage,
    factsOf({ events, signal }) {
      const said = [consent.factsOf(events, signal), zones.factsOf(events)];
      return {
        facts: said.flatMap(({ facts }) => facts),
        ended: (isInLog) => {
          for (const { ended } of said) ended(isInLog);
        },
      };
    },
  };
}

beforeAll(async () => {
  world = new LiveWorld({ maxBytes: 1_000_000, isFailing: () => false, log: null });
  let made = 0;
  ingest = createIngest({
    log: world.log,
    sources: createMemorySources({ wk: { id: "k1", enabled: true } }),
    clock: () => world.now,
    metrics: createMetrics(),
    newId: () => `made-${made++}`,
    arrivals: await arrivalsOf(world),
  });
  await world.start();
  for (const [key, text, purpose] of DEFINITIONS) await world.define(key, text, purpose);
  await world.evaluated(true);
});

afterAll(() => world.stop());

type Call = { readonly event: string; readonly hoursAgo?: number; readonly [field: string]: unknown };

/** The transitions that one request of this person makes. */
async function madeBy(userId: string, [signal, ...calls]: Sent): Promise<readonly string[]> {
  const before = world.memberships.transitions.head();
  const batch = calls.map(({ hoursAgo = 0, ...call }) => {
    const timestamp = new Date(world.now - hoursAgo * HOUR_MS).toISOString();
    return { type: "track", userId, timestamp, ...call };
  });
  const body = Buffer.from(JSON.stringify({ writeKey: "wk", batch }));
  const keys = { authorization: null, query: null } as never;
  const call = { dialect: "segment", shape: "batch" } as const;
  expect(await ingest.accept({ call, keys, signal, body })).toMatchObject({ status: 200 });
  await world.evaluated();
  const made = world.transitions().filter(({ seq }) => seq > before);
  return made.map((each) => `${isEntered(each) ? "entered" : "left"} ${each.segment}`).sort();
}

type Sent = readonly [signal: "Sec-GPC" | "DNT" | null, ...calls: readonly Call[]];

const consent = (categoryPreferences: unknown) => ({ context: { consent: { categoryPreferences } } });
const chosen = (purpose: string, allowed: boolean) =>
  ({ event: "Consent Changed", properties: { purpose, allowed } }) as const;
const VIEWED = { event: "viewed" } as const;
const IN_TOKYO = { context: { timezone: "Asia/Tokyo" } } as const;

test.each<readonly [what: string, sent: Sent, made: readonly string[]]>([
  ["who says nothing", [null, VIEWED], ["day", "negated", "nested", "positive"]],
  ["a signal", ["Sec-GPC", VIEWED], ["day"]],
  ["a signal", ["DNT", VIEWED], ["day"]],
  ["what a device repeats", [null, { ...VIEWED, ...consent({ marketing: false }) }], ["day"]],
  ["a choice alone", [null, chosen("marketing", false)], []],
  ["a choice first of several", [null, chosen("marketing", false), VIEWED, { event: "bought" }], ["day"]],
  ["a choice last of several", [null, VIEWED, chosen("marketing", false)], ["day"]],
  ["who allows", [null, { event: "bought", ...consent({ ads: true }) }], ["avoiding", "granted"]],
  [
    "who allows with what keeps them out",
    [null, VIEWED, chosen("ads", true), chosen("marketing", false)],
    ["day"],
  ],
  ["a day of the workspace's", [null, { ...VIEWED, hoursAgo: 22 }], ["day", "negated", "nested", "positive"]],
  [
    "a day that is over there",
    [null, { ...VIEWED, hoursAgo: 22, ...IN_TOKYO }],
    ["negated", "nested", "positive"],
  ],
])("%s is entered once and for all: %j", async (_what, sent, made) => {
  expect(await madeBy(`new-${++people}`, sent)).toEqual(made.map((segment) => `entered ${segment}`));
});

test("who refuses later leaves with that call, which makes them enter nothing", async () => {
  await madeBy("ann", [null, { event: "other" }]);
  expect(await madeBy("ann", ["Sec-GPC", VIEWED])).toEqual([
    "entered day",
    "left avoiding",
    "left negated",
    "left unasked",
  ]);
  expect(await madeBy("ann", [null, VIEWED, chosen("marketing", true)])).toEqual([
    "entered negated",
    "entered nested",
    "entered positive",
  ]);
});

test("what somebody allows is told from what they did", async () => {
  await madeBy("eve", [null, { event: "other" }]);
  const before = world.memberships.transitions.head();
  await madeBy("eve", [null, { ...VIEWED, messageId: "eve-viewed", ...consent({ marketing: false }) }]);
  const made = world.transitions().filter(({ seq }) => seq > before);
  const told = made.map((each) => [each.segment, isEntered(each), each.cause]);
  expect(told).toContainEqual(["day", true, "event"]);
  expect(told).toContainEqual(["negated", false, "consent"]);
});

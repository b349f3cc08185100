import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { encodeEvents, type TrackedEvent } from "@habitus/events";
import { seededRandom } from "@habitus/kernel";
import {
  createIdDigest,
  createResolver,
  encodeIdentityCommand,
  type LogRecord,
  openLmdbDedupe,
  openLmdbKv,
  type Resolver,
} from "@habitus/server";
import { type Bench, median, type Report } from "./report.ts";

const DEVICES = 10_000;
const EVENTS_PER_RECORD = 100;
const RECORDS_PER_STEP = 50;
const PEOPLE = 20_000;
const LATE_EDGES = 20;
const SHARED = 300;
const LIMITS = {
  idsPerPerson: { user: 100, anonymous: 2 * DEVICES },
  heldAbove: { user: 2 * DEVICES, anonymous: 100 },
  sweptPerRecord: 1_000,
  idsPerAccount: 100_000,
  traitsPerAccount: 100,
  accountWordsPerRecord: 250_000,
  wordsAheadPerTrait: 100,
} as const;
const BY = { kind: "system", id: "bench", name: "Bench" } as const;

type Ids = { readonly user: string | null; readonly device: string | null; readonly time: number };

export const bench: Bench = {
  name: "identity",
  title: "Putting events to people: ordinary traffic, and one user with very many devices",
  async run(report) {
    const dir = mkdtempSync(join(tmpdir(), "habitus-bench-"));
    try {
      await measureTraffic(report, join(dir, "traffic"));
      await measureHub(report, join(dir, "in-order"), "in time's order", (n) => n);
      const random = seededRandom(1);
      const places = Array.from({ length: DEVICES }, () => random.next());
      await measureHub(report, join(dir, "any-order"), "in any order", (n) =>
        Math.floor((places[n] ?? 0) * 1e9),
      );
      await measureLate(report, join(dir, "late"));
      await measureShared(report, join(dir, "shared"));
    } finally {
      rmSync(dir, { recursive: true });
    }
    report.note(
      `state and dedupe on disk; ${EVENTS_PER_RECORD} events a record, ${RECORDS_PER_STEP} records a commit`,
    );
  },
};

/** The resolver over its real stores, fed with records made on the spot. */
function openResolver(dir: string) {
  const kv = openLmdbKv({ dir: join(dir, "state") });
  const dedupe = openLmdbDedupe({ dir: join(dir, "dedupe") });
  const resolver = createResolver({
    kv,
    dedupe,
    digest: createIdDigest(new Uint8Array(32)),
    rejected: () => [],
    maxCached: 1_000_000,
    limits: LIMITS,
  });
  let offset = 0;
  let id = 0;
  const event = ({ user, device, time }: Ids): TrackedEvent => ({
    type: "track",
    id: `m${++id}`,
    name: "Page Viewed",
    time,
    offsetMinutes: null,
    userId: user,
    anonymousId: device,
    previousId: null,
    groupId: null,
    properties: "{}",
    traits: "{}",
    context: "{}",
  });
  return {
    resolver,
    records(all: readonly Ids[]): readonly LogRecord[] {
      const records: LogRecord[] = [];
      for (let at = 0; at < all.length; at += EVENTS_PER_RECORD) {
        const payload = encodeEvents("k0", all.slice(at, at + EVENTS_PER_RECORD).map(event));
        records.push({ offset: ++offset, at: 1_000, kind: "events", payload });
      }
      return records;
    },
    cut(user: string, device: string): LogRecord {
      const payload = encodeIdentityCommand({
        action: "cut",
        a: { kind: "user", value: user },
        b: { kind: "anonymous", value: device },
        cause: "same call",
        time: 1,
        by: BY,
      });
      return { offset: ++offset, at: 1_000, kind: "identity", payload };
    },
    async close() {
      await dedupe.close();
      await kv.close();
    },
  };
}

/** Events a second. */
async function rateOf(resolver: Resolver, records: readonly LogRecord[]): Promise<number> {
  const begun = performance.now();
  for (let at = 0; at < records.length; at += RECORDS_PER_STEP) {
    await resolver.take(records.slice(at, at + RECORDS_PER_STEP));
    await resolver.keep();
  }
  return (records.length * EVENTS_PER_RECORD * 1_000) / (performance.now() - begun);
}

async function measureTraffic(report: Report, dir: string): Promise<void> {
  const open = openResolver(dir);
  const random = seededRandom(2);
  const visit = (time: number, both: boolean): Ids => {
    const person = random.int(1, PEOPLE);
    return { user: both ? `u${person}` : null, device: `d${person}-${random.int(1, 2)}`, time };
  };
  const visits = (count: number, both: boolean): readonly Ids[] =>
    Array.from({ length: count }, (_, time) => visit(time, both));
  const first = await rateOf(open.resolver, open.records(visits(50_000, true)));
  const known = await rateOf(open.resolver, open.records(visits(100_000, true)));
  const plain = await rateOf(open.resolver, open.records(visits(100_000, false)));
  report.row({ name: "events with two ids, people new", unit: "events/s", value: first });
  report.row({
    name: "events with two ids, people known",
    unit: "events/s",
    value: known,
    peer: { name: "events with one id", value: plain },
  });
  await open.close();
}

/** Every call names one of few users and one of few devices: a family, a shop, a load test. Times are as good as random. */
async function measureShared(report: Report, dir: string): Promise<void> {
  const open = openResolver(dir);
  const random = seededRandom(3);
  const any = (): Ids => ({
    user: `u${random.int(1, SHARED)}`,
    device: `d${random.int(1, SHARED)}`,
    time: random.int(1, 1e9),
  });
  const value = await rateOf(open.resolver, open.records(Array.from({ length: 20_000 }, any)));
  report.row({
    name: `${SHARED} users on ${SHARED} devices at random, in any order`,
    unit: "events/s",
    value,
  });
  await open.close();
}

async function measureHub(
  report: Report,
  dir: string,
  order: string,
  timeOf: (device: number) => number,
): Promise<void> {
  const open = openResolver(dir);
  const all = Array.from({ length: DEVICES }, (_, n) => ({ user: "hub", device: `d${n}`, time: timeOf(n) }));
  const half = DEVICES / 2;
  const first = await rateOf(open.resolver, open.records(all.slice(0, half)));
  const second = await rateOf(open.resolver, open.records(all.slice(half)));
  report.row({
    name: `devices ${half + 1} to ${DEVICES} of one user, ${order}`,
    unit: "edges/s",
    value: second,
    peer: { name: `devices 1 to ${half}`, value: first },
  });
  await open.close();
}

/** What folds the whole component again: an undo, or a late edge of a device that other edges name too. */
async function measureLate(report: Report, dir: string): Promise<void> {
  const open = openResolver(dir);
  const all = Array.from({ length: DEVICES }, (_, n) => ({ user: "hub", device: `d${n}`, time: 1_000 + n }));
  await rateOf(open.resolver, open.records(all));
  const others = Array.from({ length: LATE_EDGES }, (_, n) => ({
    user: `u${n}`,
    device: `d${n}`,
    time: 50_000,
  }));
  await rateOf(open.resolver, open.records(others));
  const timed = async (record: LogRecord): Promise<number> => {
    const begun = performance.now();
    await open.resolver.take([record]);
    await open.resolver.keep();
    return performance.now() - begun;
  };
  const [late, cut]: [number[], number[]] = [[], []];
  for (let n = 0; n < LATE_EDGES; n++) {
    for (const record of open.records([{ user: `u${n}`, device: `d${n}`, time: 1 }]))
      late.push(await timed(record));
    cut.push(await timed(open.cut("hub", `d${DEVICES - 1 - n}`)));
  }
  report.row({ name: `late edge that takes a device from ${DEVICES}`, unit: "ms", value: median(late) });
  report.row({ name: `undo in a person of ${DEVICES} devices`, unit: "ms", value: median(cut) });
  await open.close();
}

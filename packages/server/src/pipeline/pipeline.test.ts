import { encodeEvents, encodeFacts, type TrackedEvent } from "@habitus/events";
import { BUCKET_TRAIT, DAY_MS, HabitusError, seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { Log } from "../log/log.ts";
import { createMemoryLog } from "../log/memory-log.ts";
import { LiveMembership } from "../membership/live/live-membership.ts";
import { createMemoryMembershipStore } from "../membership/memory-membership-store.ts";
import { createMembershipStage, type MembershipStage } from "../membership/stage.ts";
import { STAGE_LIMITS, type StageLimits } from "../membership/stage-limits.ts";
import { readsOf } from "../membership/testing.ts";
import type { Kv } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { encodeIdentityCommand, type IdentityCommand } from "../profiles/identity-command.ts";
import { NODES } from "../profiles/identity.ts";
import type { Dedupe } from "../profiles/dedupe.ts";
import { createMemoryDedupe } from "../profiles/memory-dedupe.ts";
import { VolatileDedupe } from "../profiles/testing/volatile-dedupe.ts";
import { createProfileReads } from "../profiles/profile-reads.ts";
import { trimMoves } from "../profiles/repeats.ts";
import { createResolver } from "../profiles/resolver.ts";
import type { EventStore } from "../store/event-store.ts";
import { createMemoryEventStore } from "../store/memory-event-store.ts";
import { createPipeline, type Pipeline, PIPELINE_LIMITS, type PipelineLimits } from "./pipeline.ts";
import { TEST_DIGEST } from "../profiles/testing/digest.ts";

type Ids = {
  readonly user?: string;
  readonly device?: string;
  readonly traits?: string;
  readonly previous?: string;
};

function event(id: string, ids: Ids, time = 1_000): TrackedEvent {
  const type = ids.traits !== undefined ? "identify" : ids.previous !== undefined ? "alias" : "track";
  return {
    type,
    id,
    name: type === "track" ? "Order Completed" : `$${type}`,
    time,
    offsetMinutes: null,
    userId: ids.user ?? null,
    anonymousId: ids.device ?? null,
    previousId: ids.previous ?? null,
    groupId: null,
    properties: "{}",
    traits: ids.traits ?? "{}",
    context: "{}",
  };
}

function parts() {
  return {
    log: createMemoryLog({ clock: () => 5_000 }),
    kv: createMemoryKv(),
    dedupe: createMemoryDedupe({ horizonDays: 8 }),
    store: createMemoryEventStore(),
  };
}

/** Live membership without segments: it follows and never asks for anybody's past. */
function quietStage(stored: () => number, limits: Partial<StageLimits> = {}): MembershipStage {
  const store = createMemoryMembershipStore();
  return createMembershipStage({
    store,
    live: new LiveMembership({ store, idOf: () => null, maxBytes: 1_000 }),
    reads: readsOf(createMemoryEventStore()),
    stored,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    elapsed: () => performance.now(),
    onFailure: () => undefined,
    onNews: () => undefined,
    limits: { ...STAGE_LIMITS, ...limits },
  });
}

type Parts = {
  readonly log: Log;
  readonly kv: Kv;
  readonly dedupe: Dedupe;
  readonly store: EventStore;
};

function start({ log, kv, dedupe, store }: Parts, limits: Partial<PipelineLimits> = {}): Pipeline {
  const resolver = createResolver({ kv, dedupe, rejected: () => [], digest: TEST_DIGEST, maxCached: 10 });
  const pipeline = createPipeline({
    log,
    resolver,
    store,
    membership: (stored) => quietStage(stored),
    transitions: createMemoryMembershipStore().transitions,
    elapsed: () => performance.now(),
    onResolved: () => undefined,
    onFailure: () => undefined,
    limits: {
      ...PIPELINE_LIMITS,
      recordsPerStep: 3,
      keepEveryMs: 1,
      insertQuietMs: 1,
      insertDelayMs: 200,
      ...limits,
    },
  });
  void pipeline.run();
  return pipeline;
}

async function drained(pipeline: Pipeline, log: Log): Promise<void> {
  while (pipeline.status().store.offset < log.head().offset)
    await new Promise((resolve) => setTimeout(resolve, 5));
}

async function send(log: Log, ...events: readonly TrackedEvent[]): Promise<void> {
  await log.append([{ kind: "events", payload: encodeEvents("k0", events) }]);
}

test("a device's history joins the user it signs in as, and a shared device joins nobody twice", async () => {
  const all = parts();
  const pipeline = start(all);
  await send(
    all.log,
    event("1", { device: "phone" }),
    event("2", { user: "ann" }),
    event("3", { user: "ann", device: "phone" }),
  );
  await send(all.log, event("4", { user: "bob", device: "phone" }), event("5", { device: "tablet" }));
  await drained(pipeline, all.log);
  const reads = createProfileReads(all.kv, () => Number.POSITIVE_INFINITY);
  expect(reads.find("ann")).toBe(reads.find("phone"));
  expect(reads.find("bob")).not.toBe(reads.find("phone"));
  expect(reads.ids(reads.find("ann") ?? 0)).toEqual([
    { kind: "user", value: "ann" },
    { kind: "anonymous", value: "phone" },
  ]);
  expect(all.store.moves).toEqual([{ offset: 1, node: 2, person: 1 }]);
  expect(all.store.nodes.length).toBe(4);
  await pipeline.stop();
});

test("a search gives everybody once, however many of their ids match and however short the pages are", async () => {
  const all = parts();
  const pipeline = start(all);
  const devices = ["x1", "x2", "x3"].map((device, n) =>
    event(`d${n}`, { user: n < 2 ? "xa" : "xb", device }),
  );
  await send(all.log, ...devices, event("e", { device: "x4" }), event("f", { user: "other" }));
  await drained(pipeline, all.log);
  const reads = createProfileReads(all.kv, () => Number.POSITIVE_INFINITY);
  const found: number[] = [];
  let after: string | null = null;
  do {
    const page: ReturnType<typeof reads.search> = reads.search("x", after, 1);
    found.push(...page.people);
    after = page.next;
  } while (after !== null);
  expect(found).toEqual([reads.find("xa"), reads.find("xb"), reads.find("x4")]);
  await pipeline.stop();
});

test("alias joins two users, and an absorbed person's id still finds the survivor", async () => {
  const all = parts();
  const pipeline = start(all);
  await send(
    all.log,
    event("1", { user: "old" }),
    event("2", { user: "new" }),
    event("3", { user: "new", previous: "old" }),
  );
  await drained(pipeline, all.log);
  const reads = createProfileReads(all.kv, () => Number.POSITIVE_INFINITY);
  expect([reads.find("old"), reads.find("new"), reads.find("p2")]).toEqual([1, 1, 1]);
  await pipeline.stop();
});

test("the newest value of a trait by event time counts, and null removes it", async () => {
  const all = parts();
  const pipeline = start(all);
  await send(
    all.log,
    event("1", { user: "ann", traits: `{"plan":"pro","big":12345678901234567890}` }, 2_000),
    event("2", { user: "ann", traits: `{"plan":"free","city":"Kyiv"}` }, 1_000),
    event("3", { user: "ann", traits: `{"city":null}` }, 3_000),
  );
  await drained(pipeline, all.log);
  const reads = createProfileReads(all.kv, () => Number.POSITIVE_INFINITY);
  const profile = reads.profile(reads.find("ann") ?? 0);
  expect(profile?.traits.map(({ name, value }) => [name, value])).toEqual([
    ["big", "12345678901234567890"],
    ["plan", `"pro"`],
  ]);
  expect([profile?.firstSeen, profile?.lastSeen]).toEqual([1_000, 3_000]);
  await pipeline.stop();
});

test("an id counts once, whatever the store and the restarts do", async () => {
  const random = seededRandom(Number(process.env["HABITUS_SEED"] ?? 7));
  const all = parts();
  const sent = new Set<string>();
  let failures = 0;
  const flaky: EventStore = {
    ...all.store,
    append: (batch) => {
      if (random.next() < 0.3) {
        failures++;
        return Promise.reject(new HabitusError("store_unavailable", "The store is away."));
      }
      return all.store.append(batch);
    },
  };
  let pipeline = start({ ...all, store: flaky });
  for (let round = 0; round < 60; round++) {
    const events = Array.from({ length: random.int(1, 5) }, () => {
      const id = `m${random.int(1, 120)}`;
      sent.add(id);
      return event(id, {
        user: `u${random.int(1, 9)}`,
        ...(random.next() < 0.5 ? { device: `d${random.int(1, 9)}` } : {}),
      });
    });
    await send(all.log, ...events);
    if (random.next() < 0.2) {
      await pipeline.stop();
      pipeline = start({ ...all, store: flaky });
    }
  }
  await drained(pipeline, all.log);
  await pipeline.stop();
  expect(failures).toBeGreaterThan(0);
  expect(all.store.events.map((row) => row.id).sort()).toEqual([...sent].sort());
  expect(new Set(all.store.nodes.map((row) => row.node)).size).toBe(all.store.nodes.length);
});

test("an imported id counts once for ever, a live one within the horizon", async () => {
  let now = 5_000;
  const all = { ...parts(), log: createMemoryLog({ clock: () => now }) };
  const pipeline = start(all);
  for (let round = 0; round < 2; round++) {
    await all.log.append([{ kind: "imports", payload: encodeEvents("k0", [event("old", { user: "ann" })]) }]);
    await send(all.log, event("new", { user: "ann" }));
    now += 30 * DAY_MS;
  }
  await drained(pipeline, all.log);
  expect(all.store.events.map((row) => row.id)).toEqual(["old", "new", "new"]);
  await pipeline.stop();
});

test("moves and facts reach the store exactly once through merges, undos, failures and restarts", async () => {
  const random = seededRandom(Number(process.env["HABITUS_SEED"] ?? 9));
  const all = parts();
  const flaky: EventStore = {
    ...all.store,
    append: async (batch) => {
      const fate = random.next();
      if (fate < 0.2) throw new HabitusError("store_unavailable", "The store is away.");
      await all.store.append(batch);
      if (fate < 0.4)
        throw new HabitusError("store_unavailable", "The store has it, and its answer was lost.");
    },
  };
  const by = { kind: "system", id: "test", name: "Test" } as const;
  let sent = 0;
  const anyCall = (): TrackedEvent => {
    const user = `u${random.int(1, 6)}`;
    const ids =
      random.next() < 0.1 ? { previous: `u${random.int(1, 6)}` } : { device: `d${random.int(1, 12)}` };
    return event(`m${++sent}`, { user, ...ids }, random.int(1, 50));
  };
  const said: string[] = [];
  const sayFacts = async (): Promise<void> => {
    const facts = Array.from({ length: random.int(1, 3) }, () => {
      const id = { kind: "user", value: `u${random.int(1, 9)}` } as const;
      said.push(id.value);
      return { id, name: "$list/beta", value: "true", time: said.length, idHash: null, proof: null };
    });
    const withCalls = random.next() < 0.5;
    const payload = withCalls
      ? encodeEvents("k0", [anyCall(), anyCall()], facts)
      : encodeFacts({ source: "api", facts });
    await all.log.append([{ kind: withCalls ? "events" : "facts", payload }]);
  };
  let pipeline = start({ ...all, store: flaky });
  for (let round = 0; round < 60; round++) {
    await send(all.log, ...Array.from({ length: random.int(1, 5) }, anyCall));
    if (random.next() < 0.3) await sayFacts();
    if (random.next() < 0.4) {
      const a = { kind: "user", value: `u${random.int(1, 6)}` } as const;
      const b = { kind: "anonymous", value: `d${random.int(1, 12)}` } as const;
      const cut = { action: "cut", a, b, cause: "same call", time: 1, by } as const;
      const command: IdentityCommand = random.next() < 0.6 ? cut : { action: "lift", a, b, by };
      await all.log.append([{ kind: "identity", payload: encodeIdentityCommand(command) }]);
    }
    if (random.next() < 0.2) {
      await pipeline.stop();
      pipeline = start({ ...all, store: flaky });
    }
  }
  await drained(pipeline, all.log);
  await pipeline.stop();
  const moves = all.store.moves;
  expect(new Set(moves.map(({ offset, node }) => `${offset}/${node}`)).size).toBe(moves.length);
  const owner = new Map<number, number>();
  for (const { node, person } of [...moves].sort((a, b) => a.offset - b.offset)) owner.set(node, person);
  const nodes = [...all.kv.range(NODES, {})].map(({ key, value }) => ({ node: Number(key[0]), ...value }));
  expect(nodes.map(({ node }) => owner.get(node) ?? node)).toEqual(nodes.map(({ person }) => person));
  expect(moves.some(({ node, person }) => person === node)).toBe(true);
  const named = nodes.filter((each) => each.named !== null).map(({ node }) => node);
  expect(all.store.nodes.map(({ node }) => node).sort((a, b) => a - b)).toEqual(named);
  const value = new Map(nodes.map((each) => [each.node, each.value]));
  const facts = all.store.traits.filter(({ name }) => name !== BUCKET_TRAIT);
  const stored = facts.sort((a, b) => a.time - b.time);
  const buckets = all.store.traits.filter(({ name }) => name === BUCKET_TRAIT);
  expect(buckets.map(({ node }) => node).sort((a, b) => a - b)).toEqual(named);
  expect(stored.map(({ node }) => value.get(node))).toEqual(said);
});

test("a full disk of the state makes lag, not loss", async () => {
  const all = parts();
  let full = true;
  const kv: Kv = {
    ...all.kv,
    commit: (changes, expects) =>
      full
        ? Promise.reject(new HabitusError("storage_full", "The disk is full."))
        : all.kv.commit(changes, expects),
  };
  const pipeline = start({ ...all, kv });
  await send(all.log, event("1", { user: "ann", device: "phone" }));
  while (pipeline.status().resolver.failing === null) await new Promise((resolve) => setTimeout(resolve, 5));
  full = false;
  await drained(pipeline, all.log);
  expect(all.store.events.length).toBe(1);
  expect(createProfileReads(all.kv, () => Number.POSITIVE_INFINITY).find("phone")).toBe(1);
  await pipeline.stop();
});

test.each([
  // A person who was not known is a row each for the event, the id and the bucket.
  ["rows", { rowsWaiting: 18 }],
  ["bytes", { bytesWaiting: 20_000 }],
])(
  "while the event store is away so many %s wait and no more, and whomever membership knows is found",
  async (_what, limits) => {
    const all = parts();
    let comeBack = (): void => undefined;
    const away = new Promise<void>((resolve) => {
      comeBack = resolve;
    });
    const store: EventStore = { ...all.store, append: (batch) => away.then(() => all.store.append(batch)) };
    const pipeline = start({ ...all, store }, limits);
    const properties = JSON.stringify({ note: "x".repeat(2_500) });
    for (let n = 1; n <= 40; n++)
      await send(all.log, { ...event(`m${n}`, { user: `u${n}` }, 1_000), properties });
    const told = (): number => pipeline.status().membership.offset;
    const isStill = (): boolean => {
      const { resolver, store: stored } = pipeline.status();
      return stored.rowsWaiting >= 18 && told() * 3 === stored.rowsWaiting && resolver.offset === told();
    };
    while (!isStill()) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([told(), all.store.events.length]).toEqual([expect.toSatisfy((n) => n >= 6 && n <= 9), 0]);
    const reads = createProfileReads(all.kv, () => Number.POSITIVE_INFINITY);
    for (let n = 1; n <= told(); n++) expect(reads.findNode(`u${n}`)?.node).toBe(n);
    comeBack();
    await drained(pipeline, all.log);
    expect(all.store.events.map(({ offset }) => offset)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
    expect(pipeline.status().store.rowsWaiting).toBe(0);
    await pipeline.stop();
  },
);

test.each([
  ["rows", { rowsWaiting: 2 }],
  ["bytes", { bytesWaiting: 10 }],
])("membership that is so many %s behind is waited for", async (_what, limits) => {
  const { log, kv, dedupe } = parts();
  const resolver = createResolver({ kv, dedupe, rejected: () => [], digest: TEST_DIGEST, maxCached: 10 });
  await send(log, event("1", { user: "ann" }));
  const records = log.read(1, { records: 9, bytes: 1e6 });
  const stage = quietStage(() => 0, limits);
  let isTaken = false;
  const taken = stage.take(records, await resolver.take(records)).then(() => {
    isTaken = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  expect(isTaken).toBe(false);
  const running = stage.run();
  await taken;
  stage.stop();
  await running;
});

test("an id that a crash kept from the disk counts once all the same", async () => {
  const all = parts();
  const ids = new VolatileDedupe();
  const refused = () => Promise.reject(new HabitusError("storage_full", "The disk is full."));
  const crashed = start({ ...all, dedupe: { ...(await ids.open()), keep: refused } });
  await send(all.log, event("1", { user: "ann" }));
  while (createProfileReads(all.kv, () => Number.POSITIVE_INFINITY).find("ann") === null)
    await new Promise((resolve) => setTimeout(resolve, 5));
  await crashed.stop();
  expect(all.store.events).toEqual([]);

  const pipeline = start({ ...all, dedupe: await ids.open() });
  await send(all.log, event("1", { user: "ann" }), event("2", { user: "ann" }));
  await drained(pipeline, all.log);
  expect(all.store.events.map(({ id, offset }) => [id, offset])).toEqual([
    ["1", 1],
    ["2", 2],
  ]);
  await pipeline.stop();
});

test("a start that has no room for ids that a crash kept from the disk lags until there is some", async () => {
  const all = parts();
  const ids = new VolatileDedupe();
  let full = true;
  const open = async (): Promise<Dedupe> => {
    const opened = await ids.open();
    const refused = () => Promise.reject(new HabitusError("storage_full", "The disk is full."));
    return { ...opened, keep: () => (full ? refused() : opened.keep()) };
  };
  const crashed = start({ ...all, dedupe: await open() });
  await send(all.log, event("1", { user: "ann" }));
  while (createProfileReads(all.kv, () => Number.POSITIVE_INFINITY).find("ann") === null)
    await new Promise((resolve) => setTimeout(resolve, 5));
  await crashed.stop();

  const pipeline = start({ ...all, dedupe: await open() });
  while (pipeline.status().resolver.failing === null) await new Promise((resolve) => setTimeout(resolve, 5));
  await send(all.log, event("1", { user: "ann" }), event("2", { user: "ann" }));
  full = false;
  await drained(pipeline, all.log);
  expect(pipeline.status().resolver.failing).toBeNull();
  expect(all.store.events.map(({ id, offset }) => [id, offset])).toEqual([
    ["1", 1],
    ["2", 2],
  ]);
  await pipeline.stop();
});

test("a store that was lost is not filled with rows that nobody can make any more", async () => {
  const all = parts();
  const before = start(all);
  await send(all.log, event("1", { user: "ann" }), event("2", { device: "phone" }));
  await send(all.log, event("3", { user: "ann", device: "phone" }));
  await drained(before, all.log);
  await before.stop();
  await trimMoves(all.kv, 3);
  const lost = start({ ...all, store: createMemoryEventStore() });
  await expect(lost.run()).rejects.toMatchObject({ code: "repeats_trimmed" });
});

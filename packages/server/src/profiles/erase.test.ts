import { encodeEvents, encodeFacts, type TrackedEvent } from "@habitus/events";
import { BUCKET_TRAIT, reservedTrait } from "@habitus/kernel";
import { beforeEach, expect, test } from "vitest";
import type { NewRecord } from "../log/log.ts";
import { createMemoryLog } from "../log/memory-log.ts";
import type { Kv } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { decodeDeleteEvents, encodeDeleteEvents } from "./delete-command.ts";
import { decodeErase, encodeErase } from "./erase-command.ts";
import { CUTS, EDGES, type PersonIdentifier } from "./identity.ts";
import { encodeIdentityCommand } from "./identity-command.ts";
import { createIdentityReads } from "./identity-reads.ts";
import { createListReads } from "./list-reads.ts";
import { createMemoryDedupe } from "./memory-dedupe.ts";
import { createProfileReads } from "./profile-reads.ts";
import type { Resolved } from "./batch-builder.ts";
import { createResolver } from "./resolver.ts";
import { resolveAll } from "./testing/resolve-all.ts";
import { TEST_DIGEST } from "./testing/digest.ts";
import { ERASURE_MARKS } from "./tombstones.ts";

const ANN = { kind: "user", value: "ann" } as const;
const PHONE = { kind: "anonymous", value: "phone" } as const;
const BY = { kind: "system", id: "test", name: "Test" } as const;

let now = 1_000;
let sent = 0;

function event(
  user: string | null,
  device: string | null,
  time = now,
  part: Partial<TrackedEvent> = {},
): TrackedEvent {
  return {
    type: "track",
    id: `m${++sent}`,
    name: "A",
    time,
    offsetMinutes: null,
    userId: user,
    anonymousId: device,
    previousId: null,
    groupId: null,
    properties: "{}",
    traits: "{}",
    context: "{}",
    ...part,
  };
}

function world(kv: Kv = createMemoryKv(), log = createMemoryLog({ clock: () => now })) {
  const dedupe = createMemoryDedupe({});
  const make = () => createResolver({ kv, dedupe, digest: TEST_DIGEST, rejected: () => [], maxCached: 100 });
  let resolver = make();
  const reads = createProfileReads(kv, () => Number.POSITIVE_INFINITY);
  const resolve = async (): Promise<Resolved> => {
    const records = log.read(resolver.position().offset + 1, { records: 1_000, bytes: 1e9 });
    return resolveAll(resolver, records);
  };
  const append = async (...records: readonly NewRecord[]): Promise<void> => {
    now += 1_000;
    await log.append(records);
  };
  const node = (id: PersonIdentifier): number => reads.findNode(id.value)?.node ?? 0;
  return {
    kv,
    log,
    reads,
    resolve,
    append,
    find: (id: string) => reads.find(id),
    send: (...events: readonly TrackedEvent[]) =>
      append({ kind: "events", payload: encodeEvents("k0", events) }),
    erase: (erasure: number, ...ids: readonly PersonIdentifier[]) =>
      append({
        kind: "erase",
        payload: encodeErase({
          erasure,
          ids: ids.map((id) => ({ digest: TEST_DIGEST(id), node: node(id) })),
        }),
      }),
    again: () => resolver.again(log.read(1, { records: 1_000, bytes: 1e9 })),
    restart: () => {
      resolver = make();
    },
  };
}

beforeEach(() => {
  now = 1_000;
  sent = 0;
});

test("the stored form of an erase record is pinned and read back", () => {
  const command = { erasure: 3, ids: [{ digest: "00ff", node: 12 }] };
  const pinned = '1 {"erasure":3,"ids":[{"digest":"00ff","node":12}]}';
  expect(new TextDecoder().decode(encodeErase(command))).toBe(pinned);
  expect(decodeErase(new TextEncoder().encode(pinned))).toEqual(command);
  expect(() => decodeErase(new TextEncoder().encode("2 {}"))).toThrow("format");
});

test("the stored form of a record that deletes events is pinned and read back", () => {
  const command = {
    ids: [{ digest: "00ff", node: 12 }],
    upTo: 7,
    names: ["A"],
    idHashes: null,
    from: 5,
    to: null,
  };
  const pinned =
    '1 {"ids":[{"digest":"00ff","node":12}],"upTo":7,"names":["A"],"idHashes":null,"from":5,"to":null}';
  expect(new TextDecoder().decode(encodeDeleteEvents(command))).toBe(pinned);
  expect(decodeDeleteEvents(new TextEncoder().encode(pinned))).toEqual(command);
  expect(() => decodeDeleteEvents(new TextEncoder().encode("2 {}"))).toThrow("format");
});

test("an erasure finds whoever stands just before it in the log, also where ids have other numbers by now", async () => {
  const { kv, send, append, resolve, find } = world();
  await send(event("ann", "phone"));
  const ids = [{ digest: TEST_DIGEST(ANN), node: 99 }];
  await append({ kind: "erase", payload: encodeErase({ erasure: 1, ids }) });
  const { batch } = await resolve();
  expect([batch.upTo, batch.erased.map(({ node }) => node), find("ann")]).toEqual([2, [1, 2], null]);
  expect(kv.get(ERASURE_MARKS, [1])).toMatchObject({ ids: 2 });
});

test("a deletion of events is of all ids the person has then, also when it is made once more after they were parted", async () => {
  const { send, append, resolve, again, restart } = world();
  await send(event("ann", "phone"), event("bob", null));
  await resolve();
  const choice = { upTo: 1, names: null, idHashes: null, from: null, to: null };
  const ids = [{ digest: TEST_DIGEST(PHONE), node: 2 }];
  await append({ kind: "delete_events", payload: encodeDeleteEvents({ ids, ...choice }) });
  const { batch } = await resolve();
  const row = { offset: 2, nodes: [1, 2], exceptNames: [], cause: "correction", ...choice };
  expect(batch.deleted).toEqual([row]);
  const cut = { action: "cut", a: ANN, b: PHONE, cause: "same call", time: 1, by: BY } as const;
  await append({ kind: "identity", payload: encodeIdentityCommand(cut) });
  await resolve();
  restart();
  expect((await again()).batch.deleted).toEqual(batch.deleted);
});

test("the digest of an id is pinned: tombstones are compared with it for ever", () => {
  expect([TEST_DIGEST(ANN), TEST_DIGEST({ kind: "anonymous", value: "ann" })]).toEqual([
    "a0e288db6c99328222bd1f356d2915ca",
    "6d32ebad072e560efe46056ac992b4f6",
  ]);
});

test("an erase forgets the person under all their ids, in one batch or over several, and nobody else", async () => {
  for (const inOne of [true, false]) {
    const { kv, send, erase, append, resolve, find } = world();
    const traits = { type: "identify", traits: '{"plan":"pro"}' } as const;
    await send(event("ann", "phone", now, traits), event("bob", "phone", now + 1), event("bob", "tablet"));
    const fact = {
      id: ANN,
      name: reservedTrait("list", "beta"),
      value: "true",
      time: now,
      idHash: null,
      proof: null,
    };
    await append({ kind: "facts", payload: encodeFacts({ source: "api", facts: [fact] }) });
    const cut = {
      action: "cut",
      a: ANN,
      b: { kind: "user", value: "bob" },
      cause: "alias",
      time: 1,
      by: BY,
    } as const;
    await append({ kind: "identity", payload: encodeIdentityCommand(cut) });
    if (!inOne) await resolve();
    await append({
      kind: "erase",
      payload: encodeErase({ erasure: 1, ids: [{ digest: TEST_DIGEST(PHONE), node: 2 }] }),
    });
    const { batch } = await resolve();
    expect(batch.erased).toEqual([1, 2].map((node) => ({ offset: 4, node })));
    expect([find("ann"), find("phone"), find("p1"), find("bob"), find("tablet")]).toEqual([
      null,
      null,
      null,
      3,
      3,
    ]);
    expect(createListReads(kv).size("beta")).toBe(0);
    expect([[...kv.range(CUTS, {})].length, [...kv.range(EDGES, {})].length]).toEqual([0, 2]);
    const merges = createIdentityReads(kv).merges(3);
    expect(merges.map(({ undone, ids }) => [undone, ids.map(({ value }) => value)])).toEqual([
      [null, ["tablet"]],
    ]);
    await erase(2, { kind: "user", value: "bob" });
    expect((await resolve()).batch.erased.map(({ node }) => node)).toEqual([3, 4]);
    const left = [...allKeys(kv)].join("\n");
    for (const text of ["ann", "phone", "bob", "tablet", "pro"]) expect(left).not.toContain(text);
  }
});

function* allKeys(kv: Kv): Generator<string> {
  for (const name of [
    "nodes_by_key",
    "nodes",
    "people",
    "person_nodes",
    "node_traits",
    "node_spans",
    "list_nodes",
  ]) {
    for (const entry of kv.range({ name, version: 1 }, {})) yield JSON.stringify(entry);
  }
}

test("what comes late for somebody who was erased is passed over; what comes after makes somebody new", async () => {
  const { kv, send, erase, append, resolve, find } = world();
  await send(event("ann", "phone"));
  await resolve();
  await erase(1, ANN);
  const erasedAt = now;
  await resolve();
  await send(event("ann", null, erasedAt), event("bob", "phone", erasedAt), event(null, "phone", 5));
  const fact = {
    id: ANN,
    name: reservedTrait("list", "beta"),
    value: "true",
    time: 7,
    idHash: null,
    proof: null,
  };
  await append({ kind: "facts", payload: encodeFacts({ source: "api", facts: [fact] }) });
  const late = await resolve();
  expect([late.counts.buried, late.batch.events.length]).toEqual([2, 1]);
  // Of the one id that is new.
  expect(late.batch.traits.map(({ name }) => name)).toEqual([BUCKET_TRAIT]);
  expect([find("ann"), find("phone"), find("bob")]).toEqual([null, null, 3]);
  expect(kv.get(ERASURE_MARKS, [1])).toMatchObject({ offset: 2, ids: 2, late: 4 });
  await send(event("ann", null, erasedAt + 1), event("ann", "phone", erasedAt + 2));
  await resolve();
  expect([find("ann"), find("phone")]).toEqual([4, 4]);
  await erase(2, ANN);
  await send(event("ann", null, erasedAt + 3));
  await resolve();
  expect(find("ann")).toBe(null);
  expect(kv.get(ERASURE_MARKS, [2])).toMatchObject({ late: 7 });
});

test("a second delivery of what an erased person had sent is noted too: the log holds it", async () => {
  const { kv, send, erase, resolve } = world();
  const [own, linked] = [event("ann", null), event("bob", "phone")];
  await send(own, linked, event("ann", "phone"));
  await resolve();
  await erase(1, ANN);
  await send(own);
  expect((await resolve()).counts).toMatchObject({ duplicates: 1, buried: 0, events: 0 });
  expect(kv.get(ERASURE_MARKS, [1])).toMatchObject({ offset: 2, late: 3 });
  await send(linked);
  await resolve();
  expect(kv.get(ERASURE_MARKS, [1])).toMatchObject({ late: 4 });
  await send(event("cid", null));
  await resolve();
  expect(kv.get(ERASURE_MARKS, [1])).toMatchObject({ late: 4 });
});

test("records from before an erase, made once more, give the rows they gave", async () => {
  const { send, erase, append, resolve, again, restart } = world();
  await send(
    event("ann", "phone", now, { type: "identify", traits: '{"plan":"pro"}' }),
    event("bob", "phone"),
  );
  const first = await resolve();
  await erase(1, ANN);
  await send(event("ann", null, 3), event("ann", null, now + 5_000));
  const fact = {
    id: ANN,
    name: reservedTrait("list", "b"),
    value: "true",
    time: now,
    idHash: null,
    proof: null,
  };
  await append({ kind: "facts", payload: encodeFacts({ source: "api", facts: [fact] }) });
  const second = await resolve();
  restart();
  const { batch } = await again();
  expect(batch).toEqual({
    upTo: 4,
    events: [...first.batch.events, ...second.batch.events],
    traits: [...first.batch.traits, ...second.batch.traits],
    moves: [...first.batch.moves, ...second.batch.moves],
    nodes: [...first.batch.nodes, ...second.batch.nodes],
    erased: second.batch.erased,
    deleted: [],
  });
});

test("an erase that is said twice counts once; where numbers are others the id itself is found", async () => {
  const { kv, log, send, erase, append, resolve, find } = world();
  await send(event("ann", "phone"), event("bob", null));
  await resolve();
  await erase(1, ANN);
  const twice = encodeErase({ erasure: 1, ids: [{ digest: TEST_DIGEST(ANN), node: 1 }] });
  await resolve();
  await send(event("ann", null, now + 2_000));
  await append({ kind: "erase", payload: twice });
  await resolve();
  expect([find("ann") === null, kv.get(ERASURE_MARKS, [1])?.offset]).toEqual([false, 2]);
  await append({
    kind: "erase",
    payload: encodeErase({
      erasure: 2,
      ids: [{ digest: TEST_DIGEST({ kind: "user", value: "bob" }), node: 77 }],
    }),
  });
  await resolve();
  expect([find("bob"), log.head().offset]).toEqual([null, 5]);
});

test("an undo that was said before an erase and comes after it brings no id back", async () => {
  const { append, send, erase, resolve, find } = world();
  await send(event("ann", "phone"));
  await resolve();
  await erase(1, ANN);
  const cut = { action: "cut", a: ANN, b: PHONE, cause: "same call", time: 1, by: BY } as const;
  await append({ kind: "identity", payload: encodeIdentityCommand(cut) });
  await resolve();
  expect([find("ann"), find("phone")]).toEqual([null, null]);
});

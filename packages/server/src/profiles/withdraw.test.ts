import { encodeEvents, encodeFacts, type TrackedEvent } from "@habitus/events";
import { BUCKET_TRAIT, DAY_MS, hash128, hashHex } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { NewRecord } from "../log/log.ts";
import { createMemoryLog } from "../log/memory-log.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { ACCOUNTS } from "./account-state.ts";
import type { Resolved } from "./batch-builder.ts";
import { createMemoryDedupe } from "./memory-dedupe.ts";
import { encodeErase } from "./erase-command.ts";
import { encodeIdentityCommand } from "./identity-command.ts";
import { createProfileReads } from "./profile-reads.ts";
import { encodeRetention } from "./retention-command.ts";
import { tooOldOfOthers } from "./too-old-calls.ts";
import { createResolver } from "./resolver.ts";
import { resolveAll } from "./testing/resolve-all.ts";
import { ERASURE_MARKS } from "./tombstones.ts";
import type { NodeTrait } from "./trait-word.ts";
import { TEST_DIGEST } from "./testing/digest.ts";
import { decodeWithdraw, encodeWithdraw, type WithdrawCommand } from "./withdraw-command.ts";

const OWN = { first: 500, last: 600 } as const;
const HIDDEN = { name: "plan", value: '"pro"', time: 90, idHash: "bb", source: "shop" } as const;

function world() {
  const kv = createMemoryKv();
  const log = createMemoryLog({ clock: () => 9_000 });
  const dedupe = createMemoryDedupe({});
  const make = () => createResolver({ kv, dedupe, digest: TEST_DIGEST, rejected: () => [], maxCached: 100 });
  let resolver = make();
  const reads = createProfileReads(kv, () => Number.POSITIVE_INFINITY);
  const append = async (record: NewRecord): Promise<Resolved> => {
    await log.append([record]);
    const from = resolver.position().offset + 1;
    return resolveAll(resolver, log.read(from, { records: 100, bytes: 1e9 }));
  };
  const nodeOf = (id: string): number => reads.findNode(id)?.node ?? 0;
  const named = (id: string) => ({ digest: TEST_DIGEST({ kind: "user", value: id }), node: nodeOf(id) });
  return {
    kv,
    reads,
    nodeOf,
    cut: (from: string, to: string) => {
      const a = { kind: "user", value: from } as const;
      const b = { kind: "user", value: to } as const;
      const by = { kind: "system", id: "test", name: "Test" } as const;
      const command = { action: "cut", a, b, cause: "same call", time: 1, by } as const;
      return append({ kind: "identity", payload: encodeIdentityCommand(command) });
    },
    keepDays: (days: number) => {
      const payload = encodeRetention({ kind: "rules", rules: [{ event: "*", days }] });
      return append({ kind: "retention", payload });
    },
    restart: () => {
      resolver = make();
    },
    again: () => resolver.again(log.read(1, { records: 100, bytes: 1e9 })),
    send: (...calls: readonly TrackedEvent[]) =>
      append({ kind: "events", payload: encodeEvents("k0", calls) }),
    fact: (user: string, name: string, value: string, time: number) => {
      const id = { kind: "user", value: user } as const;
      const facts = [{ id, name, value, time, idHash: null, proof: null }];
      return append({ kind: "facts", payload: encodeFacts({ source: "api", facts }) });
    },
    /** Answers what had stood for the id. */
    async erase(id: string) {
      const ids = [named(id)];
      await append({ kind: "erase", payload: encodeErase({ erasure: 1, ids }) });
      return ids[0] ?? named(id);
    },
    say: (command: WithdrawCommand) => append({ kind: "withdraw", payload: encodeWithdraw(command) }),
    watch: (...ids: readonly string[]) =>
      append({
        kind: "withdraw",
        payload: encodeWithdraw({ kind: "watch", ids: ids.map(named) }),
      }),
    withdraw: (
      own: Readonly<Record<string, typeof OWN | null>>,
      calls: readonly string[],
      upTo = 1,
      hidden: Readonly<Record<string, readonly NodeTrait[]>> = {},
      before: ReturnType<typeof named> | null = null,
    ) =>
      append({
        kind: "withdraw",
        payload: encodeWithdraw({
          kind: "withdraw",
          ids: Object.entries(own).map(([id, span]) => ({
            ...(before ?? named(id)),
            own: span,
            ...(hidden[id] === undefined ? {} : { hidden: hidden[id] }),
          })),
          idHashes: calls.map(hashOf),
          upTo,
        }),
      }),
  };
}

function hashOf(id: string): string {
  return hashHex(hash128(id));
}

function call(user: string, id: string, time: number, traits = "{}"): TrackedEvent {
  const type = traits === "{}" ? "track" : "identify";
  return {
    type,
    id,
    name: type === "track" ? "A" : "$identify",
    time,
    offsetMinutes: null,
    userId: user,
    anonymousId: null,
    previousId: null,
    groupId: null,
    properties: "{}",
    traits,
    context: "{}",
  };
}

test("the stored form of a record that takes calls back is pinned and read back", () => {
  const ids = [{ digest: "00ff", node: 12 }];
  const pinned = [
    '1 {"kind":"watch","ids":[{"digest":"00ff","node":12}]}',
    '1 {"kind":"withdraw","ids":[{"digest":"00ff","node":12,"own":{"first":500,"last":600}}],"idHashes":["aa"],"upTo":7}',
    '1 {"kind":"withdraw","ids":[{"digest":"00ff","node":12,"own":{"first":500,"last":600},' +
      '"hidden":[{"name":"plan","value":"\\"pro\\"","time":90,"idHash":"bb","source":"shop"}]}],"idHashes":[],"upTo":8}',
  ];
  const commands: readonly WithdrawCommand[] = [
    { kind: "watch", ids },
    { kind: "withdraw", ids: ids.map((id) => ({ ...id, own: OWN })), idHashes: ["aa"], upTo: 7 },
    {
      kind: "withdraw",
      ids: ids.map((id) => ({ ...id, own: OWN, hidden: [HIDDEN] })),
      idHashes: [],
      upTo: 8,
    },
  ];
  expect(commands.map((command) => new TextDecoder().decode(encodeWithdraw(command)))).toEqual(pinned);
  expect(pinned.map((text) => decodeWithdraw(new TextEncoder().encode(text)))).toEqual(commands);
  expect(() => decodeWithdraw(new TextEncoder().encode("2 {}"))).toThrow("format");
});

test("whom nothing else has named is gone, and comes back as somebody new whatever time is said", async () => {
  const { send, watch, withdraw, reads, nodeOf } = world();
  await send(call("ann", "d1", 100, '{"country":"FR"}'), call("ann", "d2", 200));
  const before = nodeOf("ann");
  await watch("ann");
  const { batch } = await withdraw({ ann: null }, ["d1", "d2"]);
  expect(batch.erased.map(({ node }) => node)).toEqual([before]);
  expect(batch.deleted).toEqual([]);
  expect(reads.find("ann")).toBeNull();
  await send(call("ann", "own", 50));
  expect(nodeOf("ann")).not.toBe(before);
  const person = reads.profile(reads.find("ann") ?? 0);
  expect(person).toMatchObject({ firstSeen: 50, lastSeen: 50, traits: [] });
});

test("whoever has something else keeps that, and loses the calls with their traits and times", async () => {
  const { send, watch, withdraw, reads, nodeOf } = world();
  await send(
    call("ann", "d1", 100, '{"country":"FR","plan":"x"}'),
    call("ann", "own", 500, '{"plan":"pro"}'),
    call("ann", "own2", 600),
  );
  await watch("ann");
  const { batch } = await withdraw({ ann: OWN }, ["d1"], 2);
  expect(batch.erased).toEqual([]);
  expect(batch.deleted).toEqual([
    {
      offset: 3,
      upTo: 2,
      nodes: [nodeOf("ann")],
      names: null,
      exceptNames: [],
      idHashes: [hashOf("d1")],
      from: null,
      to: null,
      cause: "correction",
      withTraits: true,
    },
  ]);
  const person = reads.profile(reads.find("ann") ?? 0);
  expect(person).toMatchObject({ firstSeen: 500, lastSeen: 600 });
  expect(person?.traits.map(({ name, value }) => [name, value])).toEqual([["plan", '"pro"']]);
});

test("an own word that a newer one stood before is shown again, unless somebody has said a newer one since", async () => {
  const { send, fact, watch, withdraw, reads } = world();
  const people = ["ann", "bob", "cid"];
  await send(
    ...people.flatMap((user) => [
      call(user, `${user} own`, 90, '{"plan":"pro","tier":"old"}'),
      call(user, `${user} demo`, 100, '{"plan":"free","tier":"new"}'),
    ]),
  );
  await watch(...people);
  const hidden = { ann: [HIDDEN], bob: [HIDDEN], cid: [{ ...HIDDEN, value: "null" }] };
  await fact("bob", "plan", '"gold"', 110);
  const calls = people.map((user) => `${user} demo`);
  await withdraw({ ann: OWN, bob: OWN, cid: OWN }, calls, 2, hidden);
  const shown = (id: string) =>
    reads.profile(reads.find(id) ?? 0)?.traits.map(({ name, value }) => `${name} ${value}`);
  expect(people.map(shown)).toEqual([['plan "pro"'], ['plan "gold"'], []]);
  // What they took away themselves stays away, whatever older word still comes.
  await fact("cid", "plan", '"late"', 80);
  expect(shown("cid")).toEqual([]);
});

test("of words that are dated ahead those alone go that were taken back", async () => {
  const { kv, send, fact, watch, withdraw } = world();
  await fact("ann", "plan", '"free"', 8_000);
  await send(call("ann", "d1", 9_100, '{"plan":"pro"}'));
  await fact("ann", "plan", '"gold"', 9_200);
  await watch("ann");
  await withdraw({ ann: null }, ["d1"], 3);
  const shown = [8_000, 9_100, 9_200].map((at) => {
    const reads = createProfileReads(kv, () => at);
    return reads.profile(reads.find("ann") ?? 0)?.traits.map(({ value }) => value);
  });
  expect(shown).toEqual([['"free"'], ['"free"'], ['"gold"']]);
});

test("a word that counts is shown again beside one that is dated ahead, each word in its order", async () => {
  const { kv, send, fact, watch, withdraw } = world();
  const word = { name: "plan", idHash: "bb", source: "api" };
  const old = { ...word, value: '"none"', time: 6_000 };
  const free = { ...word, value: '"free"', time: 7_000 };
  await fact("ann", "plan", '"free"', 7_000);
  await send(call("ann", "d1", 8_500, '{"plan":"pro"}'));
  await fact("ann", "plan", '"gold"', 9_200);
  await watch("ann");
  await withdraw({ ann: OWN }, ["d1"], 3, { ann: [old, free] });
  const shown = [9_000, 9_199, 9_200].map((at) => {
    const reads = createProfileReads(kv, () => at);
    return reads.profile(reads.find("ann") ?? 0)?.traits.map(({ value }) => value);
  });
  expect(shown).toEqual([['"free"'], ['"free"'], ['"gold"']]);
});

test("an own word keeps who nothing else has named, also ahead of one that was taken back", async () => {
  const { send, fact, watch, withdraw, reads } = world();
  for (const id of ["ann", "bob", "cid"]) await send(call(id, `${id} d`, 100, '{"plan":null}'));
  await fact("ann", "plan", '"gold"', 9_200);
  await fact("bob", "plan", "null", 9_200);
  await fact("cid", "plan", "null", 9_200);
  await watch("ann", "bob", "cid");
  const before = { ...HIDDEN, time: 90 };
  const calls = ["ann d", "bob d", "cid d"];
  await withdraw({ ann: null, bob: null, cid: null }, calls, 6, { cid: [before] });
  expect(["ann", "bob", "cid"].map((id) => reads.find(id) !== null)).toEqual([true, false, true]);
});

test("a word of others that is shown again keeps who nothing else has named", async () => {
  const { send, watch, withdraw, reads } = world();
  await send(call("ann", "d1", 100, '{"plan":"free"}'));
  await watch("ann");
  const { batch } = await withdraw({ ann: null }, ["d1"], 1, { ann: [HIDDEN] });
  expect(batch.erased).toEqual([]);
  const traits = reads.profile(reads.find("ann") ?? 0)?.traits;
  expect(traits?.map(({ name, value }) => [name, value])).toEqual([["plan", '"pro"']]);
});

test("whom somebody else has put to an account too stays in it", async () => {
  const { kv, send, watch, withdraw } = world();
  const joins = (user: string, id: string, time: number): TrackedEvent => ({
    ...call(user, id, time),
    type: "group",
    name: "$group",
    groupId: "acme",
  });
  await send(joins("ann", "own", 90), joins("ann", "d1", 100), joins("bob", "d2", 100));
  await watch("ann", "bob");
  const word = { name: "$account/acme", value: "true", time: 90, idHash: hashOf("own"), source: "shop" };
  await withdraw({ ann: OWN, bob: null }, ["d1", "d2"], 1, { ann: [word] });
  expect(kv.get(ACCOUNTS, ["acme"])).toMatchObject({ ids: 1, members: 1 });
});

test("whoever is named while they are watched stays, also over a restart of the one who reads the log", async () => {
  for (const restarts of [false, true]) {
    const { send, watch, withdraw, reads, restart } = world();
    await send(call("ann", "d1", 100), call("bob", "d2", 100));
    await watch("ann", "bob");
    if (restarts) restart();
    await send(call("ann", "own", 700), call("ann", "own2", 300));
    if (restarts) restart();
    const { batch } = await withdraw({ ann: null, bob: null }, ["d1", "d2"]);
    expect(batch.erased).toHaveLength(1);
    expect([reads.find("ann"), reads.find("bob")]).toEqual([1, null]);
    expect(reads.profile(1)).toMatchObject({ firstSeen: 300, lastSeen: 700 });
  }
});

test("nothing is left of whoever is erased while they are watched, and what is said of them after it is noted", async () => {
  const { kv, send, watch, erase, withdraw, reads } = world();
  await send(call("ann", "own", 90), call("ann", "d1", 100));
  await watch("ann");
  await send(call("ann", "own2", 110));
  const named = await erase("ann");
  expect([...kv.range({ name: "watched_nodes", version: 1 }, {})]).toEqual([]);
  await withdraw({ ann: OWN }, ["d1"], 2, { ann: [HIDDEN] }, named);
  expect(reads.find("ann")).toBeNull();
  expect(kv.get(ERASURE_MARKS, [1])).toMatchObject({ offset: 4, late: 5 });
});

test("whoever was not watched stays, and so does who is somebody with another id", async () => {
  const { send, watch, withdraw, reads } = world();
  await send(call("ann", "d1", 100), { ...call("bob", "d2", 100), anonymousId: "phone" });
  await watch("bob");
  const { batch } = await withdraw({ ann: null, bob: null }, ["d1"]);
  expect(batch.erased).toEqual([]);
  expect([reads.find("ann"), reads.find("bob"), reads.find("phone")]).toEqual([1, 2, 2]);
});

test("scores and words that were taken back keep nobody, whenever they are said; any other word does", async () => {
  const { send, fact, watch, withdraw, reads } = world();
  const people = ["ann", "bob", "cid", "dan"];
  await send(...people.map((user, place) => call(user, `d${place}`, 100)));
  await fact("ann", "$score/shop.alive", "0.5", 200);
  await fact("bob", "$list/vip", "true", 200);
  await fact("bob", "$list/vip", "null", 300);
  await fact("cid", "$consent/email", "true", 200);
  await fact("cid", "$consent/email", "null", 300);
  await fact("dan", "$list/vip", "true", 200);
  await watch(...people);
  await fact("ann", "$score/shop.alive", "0.7", 400);
  await withdraw({ ann: null, bob: null, cid: null, dan: null }, ["d0", "d1", "d2", "d3"]);
  expect(people.map((user) => reads.find(user) !== null)).toEqual([false, false, true, true]);
});

test("whoever was said to be somebody else stays, also where that joins nobody any more", async () => {
  const { send, cut, watch, withdraw, reads } = world();
  await send(call("ann", "d1", 100), call("bob", "d2", 100), {
    ...call("cid", "own", 100),
    type: "alias",
    name: "$alias",
    previousId: "ann",
  });
  await cut("ann", "cid");
  expect(reads.find("ann")).not.toBe(reads.find("cid"));
  await watch("ann", "bob");
  await withdraw({ ann: null, bob: null }, ["d1", "d2"]);
  expect(["ann", "bob"].map((user) => reads.find(user) !== null)).toEqual([true, false]);
});

test("calls that were too old to be kept are told apart by their source, and go with who is gone", async () => {
  const { kv, send, keepDays, watch, withdraw, nodeOf } = world();
  const now = 9_000;
  await keepDays(1);
  await send(call("ann", "d1", now), call("ann", "own", now - 2 * DAY_MS), call("bob", "d2", now));
  await send(call("ann", "own2", now - 3 * DAY_MS));
  const [ann, bob] = [nodeOf("ann"), nodeOf("bob")];
  const span = { first: now - 3 * DAY_MS, last: now - 2 * DAY_MS };
  expect([ann, bob].map((node) => tooOldOfOthers(kv, node, ["demo"]))).toEqual([span, null]);
  expect(tooOldOfOthers(kv, ann, ["k0"])).toBeNull();
  await watch("ann");
  await withdraw({ ann: null }, ["d1"]);
  expect(tooOldOfOthers(kv, ann, ["demo"])).toBeNull();
});

test("said once more it does no harm, and records that are worked off once more make the same rows", async () => {
  const { send, watch, withdraw, again, restart, reads } = world();
  await send(call("ann", "d1", 100), call("bob", "d2", 100), call("bob", "own", 500));
  await watch("ann", "bob");
  const first = await withdraw({ ann: null, bob: OWN }, ["d1", "d2"]);
  await watch("ann", "bob");
  const second = await withdraw({ ann: null, bob: OWN }, ["d1", "d2"]);
  expect(second.batch.erased).toEqual([]);
  expect(reads.find("ann")).toBeNull();
  restart();
  const { batch } = await again();
  expect(batch.erased).toEqual(first.batch.erased);
  expect(batch.deleted).toEqual([...first.batch.deleted, ...second.batch.deleted]);
  expect(batch.traits.every(({ name }) => name === BUCKET_TRAIT)).toBe(true);
});

import { encodeEvents, encodeFacts, type Fact, type TrackedEvent } from "@habitus/events";
import { BUCKET_TRAIT } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import { createMemoryLog } from "../log/memory-log.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { bucketRow } from "./bucket.ts";
import { giveBuckets } from "./buckets-given.ts";
import { createMemoryDedupe } from "./memory-dedupe.ts";
import { createProfileReads } from "./profile-reads.ts";
import { createResolver, type Resolver } from "./resolver.ts";
import { resolveAll } from "./testing/resolve-all.ts";
import { TEST_DIGEST } from "./testing/digest.ts";

const ANN = { kind: "user", value: "ann" } as const;
const PHONE = { kind: "anonymous", value: "phone \u{1F600}" } as const;

function fact(part: Partial<Fact>): Fact {
  return { id: ANN, name: "$list/beta", value: "true", time: 1_000, idHash: null, proof: null, ...part };
}

const viewed = (id: string): TrackedEvent => ({
  type: "track",
  id,
  name: "viewed",
  time: 1_000,
  offsetMinutes: null,
  userId: "ann",
  anonymousId: null,
  previousId: null,
  groupId: null,
  properties: "{}",
  traits: "{}",
  context: "{}",
});

describe("facts in the resolver", () => {
  function run() {
    const kv = createMemoryKv();
    const log = createMemoryLog({ clock: () => 5_000 });
    const start = (): Resolver =>
      createResolver({
        kv,
        dedupe: createMemoryDedupe({}),
        rejected: () => [],
        digest: TEST_DIGEST,
        maxCached: 100,
      });
    const resolver = start();
    const all = { records: 10_000, bytes: 1e9 };
    return {
      start,
      kv,
      log,
      reads: createProfileReads(kv, () => Number.POSITIVE_INFINITY),
      async say(...facts: readonly Fact[]) {
        await log.append([{ kind: "facts", payload: encodeFacts({ source: "api", facts }) }]);
        return resolveAll(resolver, log.read(resolver.position().offset + 1, all));
      },
      async call(events: readonly TrackedEvent[], ...facts: readonly Fact[]) {
        await log.append([{ kind: "events", payload: encodeEvents("k0", events, facts) }]);
        return resolveAll(resolver, log.read(resolver.position().offset + 1, all));
      },
      records: () => log.read(1, all),
    };
  }

  test("are trait rows of the people they name, who are known by them alone", async () => {
    const { say, reads } = run();
    const { batch } = await say(fact({}), fact({ id: PHONE }), fact({ name: "$score/churn", value: "0.5" }));
    expect(batch.nodes).toEqual([
      { offset: 1, node: 1 },
      { offset: 1, node: 2 },
    ]);
    const said = batch.traits.filter(({ name }) => name !== BUCKET_TRAIT);
    expect(said.map(({ node, name, value, index }) => [node, name, value, index])).toEqual([
      [1, "$list/beta", "true", 0],
      [2, "$list/beta", "true", 1],
      [1, "$score/churn", "0.5", 2],
    ]);
    expect(batch.events).toEqual([]);
    expect(reads.profile(reads.find("ann") ?? 0)).toMatchObject({ firstSeen: 1_000, lastSeen: 1_000 });
  });

  test("say of every id once what bucket it is in, the oldest with the latest word", async () => {
    const { say, log } = run();
    const { batch } = await say(fact({}), fact({ id: PHONE }), fact({ id: ANN, value: "null" }));
    const rows = batch.traits.filter(({ name }) => name === BUCKET_TRAIT);
    expect(rows).toEqual([
      bucketRow(ANN, { offset: 1, index: 0, node: 1 }),
      bucketRow(PHONE, { offset: 1, index: 1, node: 2 }),
    ]);
    const [ann, phone] = rows;
    expect(ann?.time).toBeGreaterThan(phone?.time ?? Infinity);
    expect(log.head().offset).toBe(1);
  });

  test("of ids from before there were buckets say the same, once", async () => {
    const { say, kv, log } = run();
    const { batch } = await say(fact({}), fact({ id: PHONE }));
    const facts: Fact[] = [];
    const write = (given: readonly Fact[]) => {
      facts.push(...given);
      return Promise.resolve(log.head().offset);
    };
    expect(await giveBuckets(kv, { write })).toBe(2);
    const { batch: again } = await say(...facts);
    const rowsOf = (of: typeof batch) =>
      of.traits
        .filter(({ name }) => name === BUCKET_TRAIT)
        .map(({ node, value, time, idHash }) => ({ node, value, time, idHash }));
    expect(rowsOf(again)).toEqual(rowsOf(batch));
    expect(await giveBuckets(kv, { write })).toBe(0);
  });

  test("of one time stand in the order they were said, an earlier one said late does not count", async () => {
    const { say, reads } = run();
    await say(fact({ value: "true" }), fact({ value: "null" }));
    const traits = (): readonly string[] =>
      reads.profile(reads.find("ann") ?? 0)?.traits.map(({ value }) => value) ?? [];
    expect(traits()).toEqual([]);
    await say(fact({ value: "true" }));
    await say(fact({ value: "null", time: 900 }));
    expect(traits()).toEqual(["true"]);
  });

  test("that events say stand behind them in one record, and a repeated event's count as well", async () => {
    const { call } = run();
    const { batch } = await call([viewed("m1"), viewed("m2")], fact({}), fact({ id: PHONE }));
    expect(batch.events.map(({ offset, index }) => [offset, index])).toEqual([
      [1, 0],
      [1, 1],
    ]);
    expect(batch.traits).toEqual([
      bucketRow(ANN, { offset: 1, index: 0, node: 1 }),
      expect.objectContaining({ offset: 1, index: 2, node: 1, name: "$list/beta", source: "k0" }),
      bucketRow(PHONE, { offset: 1, index: 3, node: 2 }),
      expect.objectContaining({ offset: 1, index: 3, node: 2, name: "$list/beta", source: "k0" }),
    ]);
    const again = await call([viewed("m1")], fact({ value: "null" }));
    expect(again.counts).toMatchObject({ events: 0, duplicates: 1 });
    expect(again.batch.traits).toMatchObject([{ offset: 2, index: 1, node: 1, value: "null" }]);
  });

  test("come out the same again", async () => {
    const { say, call, start, records } = run();
    const first = await say(fact({}), fact({ id: PHONE, value: "null" }));
    const second = await say(fact({ idHash: "ab".repeat(16) }), fact({ id: { ...ANN, value: "bob" } }));
    const cy = { ...ANN, value: "cy" } as const;
    const third = await call([viewed("m1"), viewed("m2")], fact({}), fact({ id: cy }), fact({ id: cy }));
    const { batch } = await start().again(records());
    const whole = [first.batch, second.batch, third.batch];
    expect(batch.traits).toEqual(whole.flatMap(({ traits }) => traits));
    expect(batch.nodes).toEqual(whole.flatMap(({ nodes }) => nodes));
    expect(batch.events).toEqual(third.batch.events);
  });
});

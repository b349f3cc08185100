import { encodeEvents, type TrackedEvent } from "@habitus/events";
import { DAY_MS } from "@habitus/kernel";
import { expect, test } from "vitest";
import { createMemoryLog } from "../log/memory-log.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { hasName } from "../store/deleted-events.ts";
import { createMemoryDedupe } from "./memory-dedupe.ts";
import { createResolver } from "./resolver.ts";
import { resolveAll } from "./testing/resolve-all.ts";
import {
  cutsOf,
  daysKept,
  decodeRetention,
  encodeRetention,
  type RetentionCommand,
  type RetentionRule,
} from "./retention-command.ts";
import { TEST_DIGEST } from "./testing/digest.ts";

const NOW = 100 * DAY_MS;
const RULES: readonly RetentionRule[] = [
  { event: "*", days: 10 },
  { event: "Bought", days: null },
  { event: "Viewed", days: 2 },
];

test("records of version 1 are read", () => {
  const rules = '1 {"kind":"rules","rules":[{"event":"*","days":10},{"event":"Bought","days":null}]}';
  const forget =
    '1 {"kind":"forget","upTo":7,"cuts":[{"names":["Viewed"],"exceptNames":[],"to":5}],"nodes":[1,3]}';
  for (const text of [rules, forget]) {
    const command = decodeRetention(new TextEncoder().encode(text));
    expect(new TextDecoder().decode(encodeRetention(command))).toBe(text);
  }
  expect(() => decodeRetention(new TextEncoder().encode("2 {}"))).toThrow(/format "2"/);
});

test("a name's own rule counts before that of all others, and who somebody is has none", () => {
  expect(cutsOf(RULES, NOW)).toEqual([
    { names: ["Viewed"], exceptNames: [], to: 98 * DAY_MS },
    { names: null, exceptNames: ["$identify", "$group", "$alias", "Bought", "Viewed"], to: 90 * DAY_MS },
  ]);
});

test("asked event by event, the rules say the same as their cuts", () => {
  const names = ["Viewed", "Bought", "Other", "$identify"];
  for (const rules of [RULES, RULES.slice(1), RULES.slice(0, 1), []]) {
    const daysOf = daysKept(rules);
    const cuts = cutsOf(rules, NOW);
    for (const name of names) {
      const to = cuts.find((cut) => hasName(cut, name))?.to ?? null;
      const days = daysOf(name);
      expect(days === null ? null : NOW - days * DAY_MS).toBe(to);
    }
  }
});

function world() {
  const kv = createMemoryKv();
  const clock = { at: NOW };
  const log = createMemoryLog({ clock: () => clock.at });
  const start = () =>
    createResolver({
      kv,
      dedupe: createMemoryDedupe({}),
      rejected: () => [],
      digest: TEST_DIGEST,
      maxCached: 100,
    });
  const all = { records: 1_000, bytes: 1e9 };
  return {
    clock,
    log,
    start,
    records: () => log.read(1, all),
    say: (command: RetentionCommand) =>
      log.append([{ kind: "retention", payload: encodeRetention(command) }]),
    send: (...events: readonly Partial<TrackedEvent>[]) =>
      log.append([{ kind: "events", payload: encodeEvents("k0", events.map(tracked)) }]),
  };
}

let sent = 0;

function tracked(part: Partial<TrackedEvent>): TrackedEvent {
  return {
    type: "track",
    id: `m${++sent}`,
    name: "Viewed",
    time: NOW,
    offsetMinutes: null,
    userId: "ann",
    anonymousId: null,
    previousId: null,
    groupId: null,
    properties: "{}",
    traits: "{}",
    context: "{}",
    ...part,
  };
}

test("what comes older than its rule is dropped and counted, its people are known, and it is so when it is read again", async () => {
  const { clock, log, start, records, say, send } = world();
  const old = NOW - 5 * DAY_MS;
  await send({ time: old });
  await say({ kind: "rules", rules: RULES });
  await send({ time: old }, { time: NOW - 2 * DAY_MS, id: "kept" }, { time: old, userId: "bob" });
  await send(
    { name: "Bought", time: 0 },
    { name: "Other", time: old },
    { name: "Other", time: NOW - 11 * DAY_MS },
  );
  await send({ type: "identify", name: "$identify", time: 0, traits: `{"plan":"pro"}` });
  clock.at += DAY_MS;
  await send({ time: NOW - 2 * DAY_MS });
  await say({ kind: "rules", rules: [] });
  await send({ time: 0 });
  const resolver = start();
  const { batch, counts } = await resolveAll(resolver, records());
  const kept = batch.events.map(({ name, offset }) => [name, offset]);
  expect(kept).toEqual([
    ["Viewed", 1],
    ["Viewed", 3],
    ["Bought", 4],
    ["Other", 4],
    ["$identify", 5],
    ["Viewed", 8],
  ]);
  expect([counts.events, counts.tooOld]).toEqual([6, 4]);
  expect(batch.nodes).toHaveLength(2);
  const again = await start().again(log.read(1, { records: 1_000, bytes: 1e9 }));
  expect(again.batch).toEqual(batch);
});

test("what is to be forgotten is told with the record that says it", async () => {
  const { start, records, say } = world();
  const cuts = cutsOf(RULES, NOW);
  await say({ kind: "forget", upTo: 0, cuts, nodes: [1, 2] });
  const { batch } = await resolveAll(start(), records());
  const row = { offset: 1, upTo: 0, nodes: [1, 2], idHashes: null, from: null, cause: "retention" };
  expect(batch.deleted).toEqual(cuts.map((cut) => ({ ...row, ...cut })));
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createMemoryLog } from "../log/memory-log.ts";
import type { LogRecord, NewRecord } from "../log/log.ts";
import type { Kv } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import type { MoveRow, NodeRow } from "../store/event-store.ts";
import type { ToldRow } from "./batch-builder.ts";
import { createIdentityReads } from "./identity-reads.ts";
import { isOwnKind, type KindRule } from "./id-kinds.ts";
import {
  type IdentityLimits,
  type IdNode,
  MERGES,
  NODES,
  PEOPLE,
  type Person,
  PERSON_NODES,
} from "./identity.ts";
import { createMemoryDedupe } from "./memory-dedupe.ts";
import { createResolver } from "./resolver.ts";
import { resolveAll } from "./testing/resolve-all.ts";
import {
  arrange,
  type Call,
  calls,
  callsWithOthers,
  commandRecord,
  commands,
  kindRecords,
  obviousPartition,
  SMALL_KINDS,
  SMALL_LIMITS,
} from "./testing/identity-world.ts";
import { TEST_DIGEST } from "./testing/digest.ts";

const runs = {
  seed: Number(process.env["HABITUS_SEED"] ?? 11),
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 60),
};
const weights = fc.array(fc.nat({ max: 999 }), { minLength: 60, maxLength: 60 });

type Worked = {
  readonly kv: Kv;
  readonly moves: readonly MoveRow[];
  readonly nodes: readonly NodeRow[];
  readonly again: { readonly moves: readonly MoveRow[]; readonly nodes: readonly NodeRow[] };
  /** Ids of further kinds as they were told of, the first time and once more. */
  readonly told: readonly (readonly ToldRow[])[];
};

/** Resolves the records, so many at a time, and hands all of them over once more. */
async function work(
  records: readonly NewRecord[],
  atOnce: number,
  limits: IdentityLimits = SMALL_LIMITS,
): Promise<Worked> {
  const log = createMemoryLog({ clock: () => 100 });
  for (const record of records) await log.append([record]);
  const all: readonly LogRecord[] = log.read(1, { records: 1_000, bytes: 1e9 });
  const kv = createMemoryKv();
  const dedupe = createMemoryDedupe({ horizonDays: 8 });
  const resolver = createResolver({
    kv,
    dedupe,
    rejected: () => [],
    digest: TEST_DIGEST,
    maxCached: 5,
    limits,
  });
  const moves: MoveRow[] = [];
  const nodes: NodeRow[] = [];
  const told: ToldRow[] = [];
  for (let at = 0; at < all.length; at += atOnce) {
    const { batch, ...more } = await resolveAll(resolver, all.slice(at, at + atOnce));
    told.push(...more.told);
    moves.push(...batch.moves);
    nodes.push(...batch.nodes);
  }
  const { batch, ...more } = await resolver.again(all);
  return { kv, moves, nodes, again: batch, told: [told, more.told] };
}

function partition(kv: Kv): readonly string[] {
  const people = new Map<number, string[]>();
  for (const { value } of kv.range(NODES, {})) {
    people.set(value.person, [...(people.get(value.person) ?? []), `${value.kind} ${value.value}`]);
  }
  return [...people.values()].map((ids) => ids.sort().join(", ")).sort();
}

/** The evidence that joined people, in words that do not depend on the numbers of nodes. */
function merges(kv: Kv): readonly string[] {
  const name = (node: unknown): string => {
    const found = kv.get(NODES, [Number(node)]);
    return `${found?.kind} ${found?.value}`;
  };
  return [...kv.range(MERGES, {})]
    .map(({ key, value }) => `${[name(key[0]), name(key[1])].sort().join("|")} ${key[2]} ${value.order}`)
    .sort();
}

/** What is stored twice says the same in both places. */
function expectSound({ kv, moves, again, nodes, told }: Worked): void {
  const members = new Map<number, number[]>();
  for (const { key } of kv.range(PERSON_NODES, {})) {
    const [person, node] = [Number(key[0]), Number(key[1])];
    members.set(person, [...(members.get(person) ?? []), node]);
  }
  expect([...kv.range(PEOPLE, {})].map(({ key }) => key[0])).toEqual([...members.keys()]);
  for (const [person, own] of members) {
    expect(person).toBe(Math.min(...own));
    const stored = own.map((node) => kv.get(NODES, [node]));
    expect(stored.map((node) => node?.person)).toEqual(own.map(() => person));
    const named = stored.filter((node) => node?.named !== null);
    expect(kv.get(PEOPLE, [person])).toMatchObject({
      users: named.filter((node) => node?.kind === "user").length,
      devices: named.filter((node) => node?.kind === "anonymous").length,
      ...otherCounts(stored),
      cuts: stored.reduce((sum, node) => sum + (node?.cuts ?? 0), 0),
    });
    createIdentityReads(kv).merges(person);
  }
  expect([...kv.range(MERGES, {})].length).toBe([...kv.range(NODES, {})].length - members.size);
  const last = new Map<number, number>();
  for (const { node, person } of moves) last.set(node, person);
  for (const { key, value } of kv.range(NODES, {})) {
    expect(last.get(Number(key[0])) ?? key[0]).toBe(value.person);
  }
  expect(new Set(moves.map(({ offset, node }) => `${offset} ${node}`)).size).toBe(moves.length);
  expect(again.moves).toEqual(moves);
  expect(again.nodes).toEqual(nodes);
  const [first = [], oncemore] = told;
  expect(oncemore).toEqual(first);
  const others = [...kv.range(NODES, {})].filter(({ value }) => !isOwnKind(value.kind));
  expect(first.map(({ node }) => node)).toEqual(expect.arrayContaining(others.map(({ key }) => key[0])));
  expect(new Set(first.map(({ node }) => node)).size).toBe(first.length);
}

function otherCounts(stored: readonly (IdNode | undefined)[]): Pick<Person, "others"> {
  const others: Record<string, number> = {};
  for (const node of stored) {
    if (node !== undefined && !isOwnKind(node.kind)) others[node.kind] = (others[node.kind] ?? 0) + 1;
  }
  return Object.keys(others).length === 0 ? {} : { others };
}

/** Weights with which every call comes in the order of its time, and the commands where `order` has them. */
function placesInTime(sent: readonly Call[], order: readonly number[]): readonly number[] {
  return order.map((weight, n) => {
    const time = sent[n]?.time;
    return time === undefined ? weight : time * 3 + (weight % 2);
  });
}

/** Limits that keep people apart at once, late and never: what is folded differs, what comes out must not. */
const LIMITS: readonly (readonly [string, IdentityLimits])[] = [3, 7, 100].map((anonymous) => [
  `${anonymous} devices`,
  { ...SMALL_LIMITS, idsPerPerson: { ...SMALL_LIMITS.idsPerPerson, anonymous } },
]);

const WORLDS = [
  ["user ids and anonymous ids alone", calls, []],
  ["three kinds besides", callsWithOthers, SMALL_KINDS],
] as const;

describe.each(WORLDS)("%s", (_world, someCalls, kinds) => {
  const begin = kindRecords(kinds);
  test.each(LIMITS)(
    "who is who is what the obvious fold says, in whatever order calls, copies, undos and lifts arrive (%s)",
    async (_, limits) => {
      await fc.assert(
        fc.asyncProperty(someCalls, commands, weights, weights, async (sent, said, order, otherOrder) => {
          const expected = obviousPartition(sent, said, limits, kinds);
          const atOnce = 1 + ((order[0] ?? 0) % 4);
          const one = await work([...begin, ...arrange(sent, said, order)], atOnce, limits);
          expect(partition(one.kv)).toEqual(expected);
          expectSound(one);
          const inTime = arrange(sent, said, placesInTime(sent, order));
          const punctual = await work([...begin, ...inTime], 3, limits);
          expect(partition(punctual.kv)).toEqual(expected);
          expectSound(punctual);
          const copies = [...sent, ...sent.slice(0, 5)];
          const two = await work([...begin, ...arrange(copies, said, otherOrder)], 2, limits);
          expect(partition(two.kv)).toEqual(expected);
          expect(merges(two.kv)).toEqual(merges(one.kv));
          expectSound(two);
        }),
        runs,
      );
    },
    60_000,
  );
});

const joins = fc.constantFrom("nothing", "anonymous", "people");
const amount = fc.integer({ min: 1, max: 5 });
const changedKinds = fc
  .tuple(
    ...SMALL_KINDS.map((rule) =>
      fc.record({ ...constants(rule), joins, perPerson: amount, heldAbove: amount }),
    ),
  )
  .map((rules): readonly KindRule[] => rules);

function constants(rule: KindRule) {
  const { key, format, sources } = rule;
  return { key: fc.constant(key), format: fc.constant(format), sources: fc.constant(sources) };
}

const SWEEPS = Array.from({ length: 12 }, () => commandRecord({ action: "sweep" }));

test("rules that are changed, and a kind that is turned off and on, leave what the obvious fold says by the rules in the end", async () => {
  await fc.assert(
    fc.asyncProperty(
      callsWithOthers,
      commands,
      changedKinds,
      weights,
      fc.constantFrom("mail", "card", "tag"),
      async (sent, said, changed, order, offAtLast) => {
        const records = arrange(sent, said, order);
        const place = (order[1] ?? 0) % (records.length + 1);
        const before = [...kindRecords(SMALL_KINDS), ...records.slice(0, place)];
        const after = [...kindRecords(changed), ...SWEEPS.slice(0, 1), ...records.slice(place), ...SWEEPS];
        const one = await work([...before, ...after], 3);
        expect(partition(one.kv)).toEqual(obviousPartition(sent, said, SMALL_LIMITS, changed));
        expectSound(one);
        const by = { kind: "user", id: "u1", name: "Ada" } as const;
        const off = [commandRecord({ action: "kind_off", key: offAtLast, by }), ...SWEEPS];
        const two = await work([...before, ...after, ...off], 3);
        expect(partition(two.kv)).toEqual(obviousPartition(sent, said, SMALL_LIMITS, changed, [offAtLast]));
        expectSound(two);
        const onAgain = [...kindRecords(changed.filter(({ key }) => key === offAtLast)), ...SWEEPS];
        const three = await work([...before, ...after, ...off, ...onAgain], 3);
        expect(partition(three.kv)).toEqual(partition(one.kv));
        expect(merges(three.kv)).toEqual(merges(one.kv));
        expectSound(three);
      },
    ),
    runs,
  );
}, 120_000);

test("the whole log resolved anew gives the same state", async () => {
  await fc.assert(
    fc.asyncProperty(callsWithOthers, commands, weights, async (sent, said, order) => {
      const records = [...kindRecords(SMALL_KINDS), ...arrange(sent, said, order)];
      const [one, two] = [await work(records, 1), await work(records, 7)];
      expect(two.moves).toEqual(one.moves);
      for (const table of [NODES, PEOPLE, MERGES]) {
        expect([...two.kv.range<unknown>(table, {})]).toEqual([...one.kv.range<unknown>(table, {})]);
      }
    }),
    { ...runs, numRuns: Math.ceil(runs.numRuns / 3) },
  );
}, 60_000);

import { type Random, seededRandom } from "@habitus/kernel";
import { type HistoryEvent, mergePlans, type SequenceLeaf } from "@habitus/segments";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type Funnel,
  type FunnelGroup,
  funnelPeopleCount,
  funnelPeopleStatement,
  type FunnelRow,
  funnelStatement,
  funnelValuesStatement,
  readFunnel,
} from "../src/index.ts";
import { TestStore } from "./chdb.ts";
import { planOf } from "./explored-worlds.ts";
import type { StoredPerson } from "./history-rows.ts";
import { NOW } from "./worlds.ts";

/** Each person is a world of its own: 250 people for each of ten funnels. */
const RUN = {
  seed: Number(process.env["HABITUS_SEED"] ?? 5_501),
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 10),
  endOnFailure: true,
};
const PEOPLE = 250;
const SECOND = 1_000;
const NAMES = ["a", "a", "b", "b", "c", "d", "it's"] as const;
const PLANS = ["free", "pro", "it's", ""] as const;

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open();
});
afterAll(() => store.close());

type Limits = { readonly perStep: boolean; readonly wholeMs: number | null };

/** "did a then b within 3 seconds without c between ... with same k in last 30 seconds". */
function makeChain(random: Random, { perStep }: Limits): SequenceLeaf {
  const event = (): string => {
    const where = random.int(0, 4) === 0 ? " (where x is 1)" : "";
    return `${JSON.stringify(random.pick(NAMES))}${where}`;
  };
  const steps = Array.from({ length: random.int(1, 4) }, () => {
    const within = perStep && random.int(0, 2) > 0 ? ` within ${random.int(1, 6)} seconds` : "";
    const without = random.int(0, 2) === 0 ? ` without ${event()} between` : "";
    return ` then ${event()}${within}${without}`;
  });
  const same = random.int(0, 2) === 0 ? " with same k" : "";
  const window = random.pick(["", " in last 20 seconds", " between 25 and 5 seconds ago"]);
  const leaf = planOf(`did ${event()}${steps.join("")}${same}${window}`).leaves[0];
  if (leaf?.kind !== "sequence") throw new Error("a chain is one leaf");
  return leaf;
}

function makePeople(random: Random): readonly StoredPerson[] {
  let node = 0;
  let id = 0;
  return Array.from({ length: PEOPLE }, (): StoredPerson => {
    const nodes: [number, ...number[]] = [++node];
    while (random.int(0, 3) === 0) nodes.push(++node);
    const event = (): HistoryEvent => ({
      name: random.pick(NAMES),
      // Few instants, so that many events happen in the same millisecond.
      time: NOW - random.pick([0, 1, 999, 1_000, 1_001, SECOND * random.int(1, 30)]) * random.int(1, 2),
      idHash: `${random.int(0, 0xffff_ffff).toString(16).padStart(8, "0")}${(++id).toString(16).padStart(24, "0")}`,
      offsetMinutes: null,
      properties: {
        ...(random.int(0, 4) === 0 ? {} : { k: random.pick(["u", "v", 7, "7"]) }),
        x: random.int(0, 1),
      },
    });
    const plan = random.pick(PLANS);
    const change = {
      name: "plan",
      value: plan,
      time: NOW - 5,
      idHash: (++id).toString(16).padStart(32, "0"),
    };
    const events = Array.from({ length: random.int(0, 9) }, event);
    return { nodes, history: { events, traits: random.int(0, 4) === 0 ? [] : [change] } };
  });
}

const textForm = (value: unknown): string =>
  typeof value === "string" || typeof value === "number" ? String(value) : "";

/** A plain count: every chain there is, one by one. How far a person came, as `funnelStages` tells. */
function waysOf({ history }: StoredPerson, leaf: SequenceLeaf, wholeMs: number | null): readonly number[] {
  const isOf = (kind: Pick<SequenceLeaf["events"], "name" | "where">, event: HistoryEvent): boolean =>
    event.name === kind.name && (kind.where.kind === "and" || textForm(event.properties["x"]) === "1");
  const events = history.events
    .filter(({ time }) => time <= NOW)
    .toSorted((a, b) => a.time - b.time || (a.idHash < b.idHash ? -1 : 1));
  const keyOf = (place: number): string => textForm(events[place]?.properties["k"]);
  const { window } = leaf.events;
  const isInWindow = ({ time }: HistoryEvent): boolean =>
    window.kind !== "sliding" || (time > NOW - (window.fromMs ?? 0) && time <= NOW - window.toMs);
  const arrivals: { readonly time: number; readonly way: number }[][] = [];
  const goOn = (chain: readonly number[]): void => {
    const step = chain.length - 1;
    const [last = 0, before = 0, first = 0] = [chain.at(-1), chain.at(-2), chain[0]];
    const time = events[last]?.time ?? 0;
    const from = step === 0 ? time : (events[wholeMs === null ? before : first]?.time ?? 0);
    (arrivals[step] ??= []).push({ time, way: time - from });
    const next = leaf.following[step];
    if (next === undefined) return;
    for (let place = last + 1; place < events.length; place++) {
      const event = events[place];
      if (event === undefined || !isOf(next.event, event)) continue;
      if (leaf.same !== null && keyOf(place) !== keyOf(last)) continue;
      if (next.withinMs !== null && event.time - time > next.withinMs) continue;
      if (wholeMs !== null && event.time - (events[first]?.time ?? 0) > wholeMs) continue;
      const between = events.filter((_, other) => other > last && other < place);
      const { without } = next;
      const isBroken = between.some(
        (other) =>
          without !== null &&
          isOf(without, other) &&
          (leaf.same === null || textForm(other.properties["k"]) === keyOf(last)),
      );
      if (!isBroken) goOn([...chain, place]);
    }
  };
  for (const [place, event] of events.entries()) {
    if (!isOf(leaf.events, event) || !isInWindow(event)) continue;
    if (leaf.same === null || keyOf(place) !== "") goOn([place]);
  }
  return [...leaf.following.keys(), leaf.following.length].map((step) => {
    const all = arrivals[step] ?? [];
    const earliest = Math.min(...all.map(({ time }) => time));
    return all.length === 0
      ? -1
      : Math.min(...all.filter(({ time }) => time === earliest).map(({ way }) => way));
  });
}

const nearestRank = (sorted: readonly number[], percent: number): number =>
  sorted[Math.ceil((sorted.length * percent) / 100) - 1] ?? 0;

function figuresOf(ways: readonly (readonly number[])[], steps: number) {
  return Array.from({ length: steps }, (_, step) => {
    const own = ways.map((each) => each[step] ?? -1).filter((way) => way >= 0);
    const sorted = own.toSorted((a, b) => a - b);
    return { people: own.length, medianMs: nearestRank(sorted, 50), lateMs: nearestRank(sorted, 90) };
  });
}

const planOfPerson = ({ history }: StoredPerson): string => textForm(history.traits[0]?.value);

it("people of every step, their times and their groups are those of a plain count", {
  timeout: 600_000,
}, async () => {
  const property = fc.asyncProperty(fc.nat(), async (seed) => {
    const random = seededRandom(seed);
    const limits = random.pick<Limits>([
      { perStep: true, wholeMs: null },
      { perStep: true, wholeMs: null },
      { perStep: false, wholeMs: random.int(1, 10) * SECOND },
    ]);
    const chain = makeChain(random, limits);
    const people = makePeople(random);
    await store.empty();
    await store.fill(people);
    const lookedAt = planOf('not plan is "it\'s"');
    const paying = planOf('plan is "pro"');
    const values = ["pro", "nobody"];
    const plans = mergePlans([lookedAt, paying]);
    const audience = random.int(0, 2) === 0 ? null : { plans, trait: ["plan"], at: NOW };
    const funnel: Funnel = { chain, wholeMs: limits.wholeMs, at: NOW, audience };
    const own = people
      .map((person) => ({ person, ways: waysOf(person, chain, limits.wholeMs) }))
      .filter(({ ways }) => (ways[0] ?? -1) >= 0)
      .filter(({ person }) => audience === null || planOfPerson(person) !== "it's");
    const isIn = (person: StoredPerson, group: FunnelGroup): boolean => {
      const plan = planOfPerson(person);
      if (group.kind === "all") return true;
      if (group.kind === "root") return plan === "pro";
      if (group.kind === "value") return plan === values[group.place];
      return group.kind === "none" ? plan === "" : plan !== "" && !values.includes(plan);
    };
    const steps = chain.following.length + 1;

    const rows = await store.rows<FunnelRow>(funnelStatement(funnel, values));
    const told = rows.map((row) => readFunnel(row, steps));
    const groups: readonly FunnelGroup[] =
      audience === null
        ? [{ kind: "all" }]
        : [
            { kind: "all" },
            { kind: "root", place: 0 },
            { kind: "value", place: 0 },
            { kind: "value", place: 1 },
            { kind: "none" },
            { kind: "rest" },
          ];
    const expected = groups
      .map((group) => ({ group, members: own.filter(({ person }) => isIn(person, group)) }))
      .filter(({ members }) => members.length > 0)
      .map(({ group, members }) => ({
        group,
        steps: figuresOf(
          members.map(({ ways }) => ways),
          steps,
        ),
      }));
    const byGroup = (a: { group: FunnelGroup }, b: { group: FunnelGroup }): number =>
      JSON.stringify(a.group) < JSON.stringify(b.group) ? -1 : 1;
    expect(told.toSorted(byGroup)).toEqual(expected.toSorted(byGroup));

    for (let step = 1; step <= steps; step++) {
      const place = { step, isLast: random.int(0, 1) === 0, group: random.pick(groups), values };
      const page = { after: random.int(0, 50), limit: 40 };
      const listed = await store.rows<{ readonly person: string }>(
        funnelPeopleStatement(funnel, place, page),
      );
      const [counted] = await store.rows<{ readonly count: string }>(funnelPeopleCount(funnel, place));
      const all = own
        .filter(({ person }) => isIn(person, place.group))
        .filter(({ ways }) => (ways[step - 1] ?? -1) >= 0)
        .filter(({ ways }) => !place.isLast || (ways[step] ?? -1) < 0)
        .map(({ person }) => person.nodes[0])
        .toSorted((a, b) => a - b);
      expect(Number(counted?.count)).toBe(all.length);
      expect(listed.map(({ person }) => Number(person))).toEqual(
        all.filter((person) => person > page.after).slice(0, page.limit),
      );
    }

    if (audience === null) return;
    const frequent = await store.rows<{ readonly value: string }>(funnelValuesStatement(funnel, 2));
    const counts = new Map<string, number>();
    for (const { person } of own)
      counts.set(planOfPerson(person), (counts.get(planOfPerson(person)) ?? 0) + 1);
    counts.delete("");
    const ranked = [...counts].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
    expect(frequent.map(({ value }) => value)).toEqual(ranked.slice(0, 2).map(([value]) => value));
  });
  await fc.assert(property, RUN);
});

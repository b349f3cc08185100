import {
  assert,
  DAY_MS,
  HOUR_MS,
  hash128,
  hashHex,
  type Random,
  SECOND_MS,
  seededRandom,
} from "@habitus/kernel";
import type {
  AggregateLeaf,
  EventMatch,
  HistoryEvent,
  Leaf,
  Plan,
  PlanNode,
  Window,
} from "@habitus/segments";
import {
  compileStream,
  type KindFootprint,
  type PersonState,
  type SegmentPlan,
  type StreamProgram,
} from "@habitus/segments-stream";
import { type Bench, median, type Row } from "./report.ts";

const SEGMENTS = [10, 100, 500, 2_000] as const;
const EVENT_NAMES = 100;
const PEOPLE = 4_000;
const EVENTS = 160_000;
const SPAN_MS = 90 * DAY_MS;
const START = Date.UTC(2026, 0, 1);
const LATE_SHARE = 0.02;
const ROUNDS = 3;

type Arrival = { readonly person: number; readonly now: number; readonly event: HistoryEvent };

export const bench: Bench = {
  name: "stream",
  title: "Stream operators: cost of an event by the number of segments held, bytes of a person",
  async run(report) {
    const arrivals = makeArrivals();
    const peer = { name: "JSON.parse of the same events", value: parseRate(arrivals) };
    const costs = new Map<number, Cost>();
    for (const segments of SEGMENTS) {
      const program = compileStream(makeSegments(segments));
      const rounds = Array.from({ length: ROUNDS }, () => play(program, arrivals));
      const micros = median(rounds.map((round) => round.micros));
      const touched = leavesTouched(program, arrivals);
      costs.set(segments, { micros, touched });
      // The first round also pays for what the engine of JavaScript compiles.
      const round = rounds.at(-1);
      if (round === undefined) throw new Error("there is at least one round");
      const limit = segments === 500 ? ({ limit: { at: "least", value: 100_000 } } as const) : {};
      const value = 1_000_000 / micros;
      report.row({ name: `events, ${segments} segments`, unit: "events/s per core", value, peer, ...limit });
      const size = segments === 500 ? ({ limit: { at: "most", value: 1_024 } } as const) : {};
      report.row({
        name: `person in memory, ${segments} segments`,
        unit: "B",
        value: round.heapBytes,
        ...size,
      });
      report.row({
        name: `person encoded, ${segments} segments`,
        unit: "B",
        value: round.encodedBytes,
        ...size,
      });
      report.note(
        `${segments} segments: ${program.leafCount} leaves, of which an event touches ${touched.toFixed(2)}; ${round.flips.toFixed(2)} changes of membership and ${round.micros.toFixed(1)} µs an event`,
      );
      if (segments === 500) for (const line of kindLines(round.kinds)) report.note(line);
    }
    const [few, many] = [costs.get(500), costs.get(2_000)];
    if (few !== undefined && many !== undefined) {
      const touched = many.touched / few.touched;
      report.row({
        name: "cost of an event, 2,000 segments to 500",
        unit: "times",
        value: many.micros / few.micros,
        peer: { name: "leaves touched", value: touched },
        limit: { at: "most", value: touched },
      });
    }
    for (const row of rowsOfStrangers(arrivals)) report.row(row);
    for (const line of bytesOfEveryKind(arrivals)) report.note(line);
    report.note(
      `${PEOPLE} people, ${EVENTS} events over 90 days (Zipf over ${EVENT_NAMES} names, ${100 * LATE_SHARE} % up to a day late), deadlines included; CPU time of one thread, median of ${ROUNDS} rounds`,
    );
  },
};

/** @property touched leaves an event, on average. */
type Cost = { readonly micros: number; readonly touched: number };

/** What 1,500 segments more cost that ask for events nobody sends. */
function rowsOfStrangers(arrivals: readonly Arrival[]): readonly Row[] {
  const own = makeSegments(500);
  const strangers = makeSegments(1_500, EVENT_NAMES).map(({ key, plan }) => ({
    key: `stranger ${key}`,
    plan,
  }));
  const programs = [compileStream(own), compileStream([...own, ...strangers])] as const;
  // Round by round beside each other, for a machine is not the same from one minute to the next.
  const rounds = Array.from({ length: ROUNDS }, () => programs.map((program) => play(program, arrivals)));
  const ratioOf = (part: "micros" | "heapBytes"): number =>
    median(rounds.map(([alone, together]) => (together?.[part] ?? 0) / (alone?.[part] ?? 0)));
  return [
    {
      name: "cost of an event, 1,500 segments more of other events",
      unit: "times",
      value: ratioOf("micros"),
      limit: { at: "most", value: 1.1 },
    },
    {
      name: "person in memory, 1,500 segments more of other events",
      unit: "times",
      value: ratioOf("heapBytes"),
      limit: { at: "most", value: 1.1 },
    },
  ];
}

/** How many leaves see an event: told from what they ask, not from what the program does. */
function leavesTouched({ leafTexts }: StreamProgram, arrivals: readonly Arrival[]): number {
  const asked = new Map<string, number>();
  for (const text of leafTexts) {
    const { events } = JSON.parse(text) as { readonly events: EventMatch };
    const { name, where } = events;
    const category = where.kind === "test" && where.test.kind === "text" ? where.test.value : "";
    assert(typeof name === "string", "these segments ask for events by their whole names");
    const key = `${name} ${category}`;
    asked.set(key, (asked.get(key) ?? 0) + 1);
  }
  const touched = arrivals.reduce((sum, { event: { name, properties } }) => {
    const { category } = properties;
    const ofCategory = typeof category === "string" ? (asked.get(`${name} ${category}`) ?? 0) : 0;
    return sum + (asked.get(`${name} `) ?? 0) + ofCategory;
  }, 0);
  return touched / arrivals.length;
}

type Round = {
  readonly micros: number;
  readonly heapBytes: number;
  readonly encodedBytes: number;
  /** Changes of membership per event. */
  readonly flips: number;
  readonly kinds: ReadonlyMap<string, Footprint>;
};

type Footprint = Omit<KindFootprint, "operator">;

function play(program: StreamProgram, arrivals: readonly Arrival[]): Round {
  const heapBefore = heapUsed();
  const states: PersonState[] = Array.from({ length: PEOPLE }, () => program.createState(START));
  let flips = 0;
  const begun = process.cpuUsage();
  for (const { person, now, event } of arrivals) {
    const state = states[person];
    if (state !== undefined) flips += program.apply(state, { kind: "event", event }, now).length;
  }
  const spent = process.cpuUsage(begun);
  const heapBytes = (heapUsed() - heapBefore) / PEOPLE;
  const micros = (spent.user + spent.system) / arrivals.length;
  const encoded = states.reduce((bytes, state) => bytes + program.encodeState(state).length, 0);
  return {
    micros,
    heapBytes,
    encodedBytes: encoded / PEOPLE,
    flips: flips / arrivals.length,
    kinds: kindsOf(program, states),
  };
}

const WINDOW: Window = { kind: "sliding", fromMs: 30 * DAY_MS, toMs: 0 };
const EVER: Window = { kind: "ever" };
const NUMBERS = ["median", "first", "last", "distinct"] as const;

/** What operators keep that the segments above do not use, each alone, of the most frequent event; and what the largest keeps. */
function bytesOfEveryKind(arrivals: readonly Arrival[]): readonly string[] {
  return [
    { words: "in last 30 days", window: WINDOW },
    { words: "ever", window: EVER },
  ].flatMap(({ words, window }) =>
    leavesOf(window).map(({ of, leaf }) => {
      const bytes = bytesOf({ version: 1, root: { kind: "leaf", leaf: 0 }, leaves: [leaf] }, arrivals);
      const mean = bytes.reduce((sum, each) => sum + each, 0) / Math.max(bytes.length, 1);
      return `encoded ${of}, ${words}: ${mean.toFixed(1)} B a leaf, ${Math.max(0, ...bytes)} B at most`;
    }),
  );
}

function leavesOf(window: Window): readonly { readonly of: string; readonly leaf: Leaf }[] {
  const where: EventMatch["where"] = { kind: "and", of: [] };
  const events: EventMatch = { name: "event 0", where, window };
  const step = { event: { name: "event 1", where }, withinMs: DAY_MS, without: null, absent: false };
  const zone = { kind: "named", name: "Europe/Kyiv" } as const;
  return [
    ...NUMBERS.map((of) => {
      const leaf: Leaf = { kind: "aggregate", of, path: ["price"], events, op: ">=", value: "10" };
      return { of, leaf };
    }),
    { of: "days", leaf: { kind: "days", events, zone, op: ">=", value: "10" } },
    { of: "sequence", leaf: { kind: "sequence", events, following: [step], same: null } },
  ];
}

function bytesOf(plan: Plan, arrivals: readonly Arrival[]): readonly number[] {
  const program = compileStream([{ key: "s", plan }]);
  const states = Array.from({ length: PEOPLE }, () => program.createState(START));
  for (const { person, now, event } of arrivals) {
    const state = states[person];
    if (state !== undefined) program.apply(state, { kind: "event", event }, now);
  }
  return states.flatMap((state) => program.footprint(state).map(({ bytes }) => bytes));
}

function heapUsed(): number {
  // Buffers outside the heap are given back by the second collection only.
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
}

function kindsOf(program: StreamProgram, states: readonly PersonState[]): Round["kinds"] {
  const kinds = new Map<string, Footprint>();
  for (const state of states) {
    for (const { operator, leaves, bytes, bytesOfTimes } of program.footprint(state)) {
      const sum = kinds.get(operator) ?? { leaves: 0, bytes: 0, bytesOfTimes: 0 };
      kinds.set(operator, {
        leaves: sum.leaves + leaves,
        bytes: sum.bytes + bytes,
        bytesOfTimes: sum.bytesOfTimes + bytesOfTimes,
      });
    }
  }
  return kinds;
}

function kindLines(kinds: Round["kinds"]): readonly string[] {
  const sum = (part: "bytes" | "bytesOfTimes"): number =>
    [...kinds.values()].reduce((total, kind) => total + kind[part], 0);
  const share = (100 * sum("bytesOfTimes")) / Math.max(sum("bytes"), 1);
  return [
    ...[...kinds].map(
      ([operator, { leaves, bytes }]) =>
        `encoded ${operator}: ${(bytes / leaves).toFixed(1)} B a leaf, ${(leaves / PEOPLE).toFixed(1)} leaves a person`,
    ),
    `${share.toFixed(0)} % of what cells hold are lists of times`,
  ];
}

/** CPU time, as for the rows: how fast the engine alone reads the same events from JSON. */
function parseRate(arrivals: readonly Arrival[]): number {
  const texts = arrivals.slice(0, 20_000).map(({ event }) => JSON.stringify(event));
  const rates = Array.from({ length: ROUNDS }, () => {
    const begun = process.cpuUsage();
    let read = 0;
    for (const text of texts) read += Object.keys(JSON.parse(text) as object).length > 0 ? 1 : 0;
    const spent = process.cpuUsage(begun);
    return (read * 1_000_000) / (spent.user + spent.system);
  });
  return median(rates);
}

function makeArrivals(): readonly Arrival[] {
  const random = seededRandom(7);
  const nameOf = zipf(random);
  return Array.from({ length: EVENTS }, (_, number) => {
    const now = START + Math.floor((number * SPAN_MS) / EVENTS);
    const late = random.next() < LATE_SHARE ? random.int(0, DAY_MS) : random.int(0, SECOND_MS);
    const event: HistoryEvent = {
      name: nameOf(),
      time: now - late,
      idHash: hashHex(hash128(String(number))),
      offsetMinutes: null,
      properties: {
        category: `c${random.int(0, 9)}`,
        price: random.int(1, 20_000) / 100,
        qty: random.int(1, 9),
      },
    };
    return { person: random.int(0, PEOPLE - 1), now, event };
  });
}

/** The k-th name comes with a frequency of 1 / k. */
function zipf(random: Random): () => string {
  const weights = Array.from({ length: EVENT_NAMES }, (_, rank) => 1 / (rank + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return () => {
    let rest = random.next() * total;
    const rank = weights.findIndex((weight) => (rest -= weight) < 0);
    return `event ${Math.max(rank, 0)}`;
  };
}

/** @param firstName number of the first of the names that they ask for. */
function makeSegments(count: number, firstName = 0): readonly SegmentPlan[] {
  const random = seededRandom(11);
  return Array.from({ length: count }, (_, number) => ({
    key: `segment ${number}`,
    plan: makePlan(random, firstName),
  }));
}

/** One to three conditions, mostly counts in sliding windows of days. */
function makePlan(random: Random, firstName: number): Plan {
  const leaves = Array.from({ length: random.pick([1, 1, 2, 2, 3]) }, () => makeLeaf(random, firstName));
  const parts = leaves.map((_, leaf): PlanNode => {
    return random.next() < 0.2 ? { kind: "not", of: { kind: "leaf", leaf } } : { kind: "leaf", leaf };
  });
  return { version: 1, root: { kind: random.pick(["and", "or"] as const), of: parts }, leaves };
}

function makeLeaf(random: Random, firstName: number): Leaf {
  const events = makeMatch(random, firstName);
  if (random.next() < 0.85) return { kind: "count", events, atLeast: random.int(1, 10) };
  const of: AggregateLeaf["of"] = random.pick(["sum", "avg", "min", "max"]);
  return { kind: "aggregate", of, path: ["price"], events, op: ">=", value: String(random.int(1, 500)) };
}

function makeMatch(random: Random, firstName: number): EventMatch {
  const where: EventMatch["where"] =
    random.next() < 0.5
      ? { kind: "and", of: [] }
      : {
          kind: "test",
          path: ["category"],
          test: { kind: "text", op: "is", value: `c${random.int(0, 9)}`, ignoreCase: false },
        };
  return { name: `event ${firstName + random.int(0, EVENT_NAMES - 1)}`, where, window: makeWindow(random) };
}

function makeWindow(random: Random): Window {
  const dice = random.next();
  if (dice < 0.8) return { kind: "sliding", fromMs: random.pick([1, 7, 14, 30, 60, 90]) * DAY_MS, toMs: 0 };
  if (dice < 0.9) return { kind: "ever" };
  if (dice < 0.95) return { kind: "sliding", fromMs: 60 * DAY_MS, toMs: 24 * 30 * HOUR_MS };
  const zone = { kind: "named", name: "Europe/Kyiv" } as const;
  return { kind: "calendar", unit: "month", count: 1, endsAgo: 0, zone, weekStart: 1 };
}

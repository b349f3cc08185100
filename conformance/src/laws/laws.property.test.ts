import { must, type Random } from "@habitus/kernel";
import type { AggregateLeaf, History, Leaf, NumberOp, Plan, PlanNode, Window } from "@habitus/segments";
import { compileStream, type Flip, type PersonState, type StreamProgram } from "@habitus/segments-stream";
import fc from "fast-check";
import { expect, test } from "vitest";
import { historyOf } from "../differential/judge-sql.ts";
import { reference } from "../engines/evaluators.ts";
import { type Arrival, inputOf, type Life, withoutDuplicates } from "../world/life.ts";
import { makeLife } from "../world/life-maker.ts";
import { makeSetting, type Setting } from "../world/plan-maker.ts";
import { randomFor } from "../world/seed.ts";

const seed = Number(process.env["HABITUS_SEED"] ?? 20_261_121);
const numRuns = Number(process.env["HABITUS_RUNS"] ?? 60);

type World = { readonly setting: Setting; readonly life: Life; readonly random: Random };

/** A world of its own for every number; shrinking the number would not make it simpler. */
function forWorlds(check: (world: World) => void): void {
  const numbers = fc.noShrink(fc.integer({ min: 0, max: 1_000_000_000 }));
  const property = fc.property(numbers, (number) => {
    const setting = makeSetting(randomFor(number, "setting"));
    const life = makeLife(randomFor(number, "life"), setting);
    check({ setting, life, random: randomFor(number, "check") });
  });
  fc.assert(property, { seed, numRuns });
}

function programOf(plan: Plan): StreamProgram {
  return compileStream([{ key: "s", plan }]);
}

function live(program: StreamProgram, state: PersonState, arrivals: readonly Arrival[]): readonly Flip[] {
  return arrivals.flatMap((arrival) => program.apply(state, inputOf(arrival), arrival.now));
}

function lastNow({ arrivals, probes }: Life): number {
  return Math.max(arrivals.at(-1)?.now ?? 0, probes.at(-1) ?? 0);
}

function start({ arrivals }: Life): number {
  return (arrivals[0]?.now ?? 1) - 1;
}

function shuffled<T>(random: Random, items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, rank: random.next() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ item }) => item);
}

test("the order of arrival does not matter: the same state, byte for byte, and the same members", () => {
  forWorlds(({ setting, life, random }) => {
    const program = programOf(setting.plan);
    const end = lastNow(life);
    const arrivals = withoutDuplicates(life.arrivals);
    const inOrder = program.createState(start(life));
    live(program, inOrder, arrivals);
    program.advance(inOrder, end);

    const nows = arrivals.map(({ now }) => now);
    const other = shuffled(random, arrivals).map((arrival, place) => ({
      ...arrival,
      now: nows[place] ?? end,
    }));
    const outOfOrder = program.createState(start(life));
    live(program, outOfOrder, other);
    program.advance(outOfOrder, end);

    const loaded = program.loadState(historyOf(life), end);
    expect(program.encodeState(outOfOrder)).toEqual(program.encodeState(inOrder));
    expect(program.encodeState(loaded)).toEqual(program.encodeState(inOrder));
    expect(program.members(outOfOrder)).toEqual(program.members(inOrder));
    expect(program.members(loaded)).toEqual(program.members(inOrder));
    expect(program.nextDue(loaded)).toBe(program.nextDue(inOrder));
  });
});

test("a replay from empty, from a snapshot and from a reload give the same transitions", () => {
  forWorlds(({ setting, life, random }) => {
    const program = programOf(setting.plan);
    const arrivals = withoutDuplicates(life.arrivals);
    const cut = random.int(0, arrivals.length);
    const [head, tail] = [arrivals.slice(0, cut), arrivals.slice(cut)];
    const now = head.at(-1)?.now ?? start(life);
    const end = lastNow(life);

    const state = program.createState(start(life));
    live(program, state, head);
    const decoded = program.decodeState(program.encodeState(state));
    const snapshot = decoded.kind === "state" ? decoded.state : null;
    const reloaded = program.loadState(historyOf({ ...life, arrivals: head }), now);

    const future = [...live(program, state, tail), ...program.advance(state, end)];
    for (const other of [must(snapshot, "what was encoded can be decoded"), reloaded]) {
      expect([...live(program, other, tail), ...program.advance(other, end)]).toEqual(future);
      expect(program.encodeState(other)).toEqual(program.encodeState(state));
    }
  });
});

test("what two programs have kept of a person goes on in a third as if it had always read both", () => {
  forWorlds(({ setting, life, random }) => {
    const other = makeSetting(random);
    const plans = { a: setting.plan, b: other.plan };
    const whole = compileStream(Object.entries(plans).map(([key, plan]) => ({ key, plan })));
    const parts = Object.values(plans).map((plan) => compileStream([{ key: "s", plan }]));
    // Leaves that stand in both keep the first program's cell, whichever number the second gives its own.
    const numbersOf = (program: StreamProgram, from: number) =>
      new Map(program.leafTexts.map((text, place) => [text, from + 7 * place]));
    const numbers = parts.map((program, place) => numbersOf(program, 1_000 * place));
    const all = new Map([...(numbers[1] ?? []), ...(numbers[0] ?? [])]);

    const arrivals = withoutDuplicates(life.arrivals);
    const cut = random.int(0, arrivals.length);
    const [head, tail] = [arrivals.slice(0, cut), arrivals.slice(cut)];
    const end = lastNow(life);
    const state = whole.createState(start(life));
    live(whole, state, head);
    const packed = parts.map((program, place) => {
      const own = program.createState(start(life));
      live(program, own, head);
      return program.packer(must(numbers[place], "each part has numbers")).pack(own);
    });
    const read = whole.packer(all).unpack(packed);
    const again = whole.packer(all).unpack([whole.packer(all).pack(state)]);
    const future = [...live(whole, state, tail), ...whole.advance(state, end)];
    for (const decoded of [read, again]) {
      const found = must(decoded.kind === "state" ? decoded.state : null, "what was packed can be read");
      expect([...live(whole, found, tail), ...whole.advance(found, end)]).toEqual(future);
      expect(whole.encodeState(found)).toEqual(whole.encodeState(state));
    }
  });
});

test("what is kept of two people is joined as if all had come to one, at any instant and with whatever comes after", () => {
  forWorlds(({ setting, life, random }) => {
    const program = programOf(setting.plan);
    const arrivals = withoutDuplicates(life.arrivals);
    const cut = random.int(0, arrivals.length);
    const [head, tail] = [arrivals.slice(0, cut), arrivals.slice(cut)];
    const end = lastNow(life);
    // Of some of them nothing is kept.
    const owners = head.map(() => random.int(0, 2));
    const states = [0, 1, 2, 3].map((owner) => {
      const own = program.createState(start(life));
      live(
        program,
        own,
        head.filter((_, place) => owners[place] === owner),
      );
      return own;
    });
    const now = random.int(head.at(-1)?.now ?? start(life), tail[0]?.now ?? end);
    const packer = program.packer(new Map(program.leafTexts.map((text, place) => [text, place])));
    const before = states.map((own) => packer.pack(own));
    const joined = program.unionOf(states, now);
    expect(states.map((own) => packer.pack(own))).toEqual(before);

    const loaded = program.loadState(historyOf({ ...life, arrivals: head }), now);
    expect(program.nextDue(joined)).toBe(program.nextDue(loaded));
    expect(program.members(joined)).toEqual(program.members(loaded));
    expect(program.encodeState(joined)).toEqual(program.encodeState(loaded));
    const future = [...live(program, loaded, tail), ...program.advance(loaded, end)];
    expect([...live(program, joined, tail), ...program.advance(joined, end)]).toEqual(future);
    expect(program.encodeState(joined)).toEqual(program.encodeState(loaded));
  });
});

test("whoever was several is taken apart into what each would be alone, whatever came after they were joined", () => {
  forWorlds(({ setting, life, random }) => {
    const program = programOf(setting.plan);
    const arrivals = withoutDuplicates(life.arrivals);
    const owners = arrivals.map(() => random.int(0, 3));
    const end = lastNow(life);
    const whole = program.createState(start(life));
    const parts = new Map<number, PersonState>();
    // The first is the whole until another comes: then it goes on as a copy.
    let alone: number | null = null;
    for (const [place, arrival] of arrivals.entries()) {
      const owner = owners[place] ?? 0;
      alone ??= owner;
      if (owner !== alone || parts.size > 0) {
        program.advance(whole, arrival.now);
        if (parts.size === 0) parts.set(alone, program.unionOf([whole], arrival.now));
        const own = parts.get(owner) ?? program.createState(arrival.now);
        parts.set(owner, own);
        live(program, own, [arrival]);
      }
      live(program, whole, [arrival]);
    }
    if (parts.size === 0) return;
    const of = (isIn: (owner: number) => boolean): PersonState => {
      const own = arrivals.filter((_, place) => isIn(owners[place] ?? 0));
      return program.loadState(historyOf({ ...life, arrivals: own }), end);
    };
    for (const [owner, state] of parts) {
      program.advance(state, end);
      expect(program.encodeState(state)).toEqual(program.encodeState(of((each) => each === owner)));
    }
    const some = [...parts.keys()].filter(() => random.next() < 0.6);
    if (some.length === 0) return;
    const joined = program.unionOf(
      some.map((owner) => must(parts.get(owner), "a part")),
      end,
    );
    expect(program.encodeState(joined)).toEqual(program.encodeState(of((each) => some.includes(each))));
  });
});

test("transitions alternate, and their instants never fall", () => {
  forWorlds(({ setting, life }) => {
    const program = programOf(setting.plan);
    const state = program.createState(start(life));
    let before = program.initialTruth("s");
    let at = start(life);
    const flips = [
      ...live(program, state, withoutDuplicates(life.arrivals)),
      ...program.advance(state, lastNow(life)),
    ];
    for (const flip of flips) {
      expect(flip.entered).toBe(!before);
      expect(flip.at).toBeGreaterThanOrEqual(at);
      before = flip.entered;
      at = flip.at;
    }
    expect(program.truth(state, "s")).toBe(before);
  });
});

const not = (of: PlanNode): PlanNode => ({ kind: "not", of });

/** Both plans hold at the same instants, by the reference and by the stream. */
function expectSame(one: Plan, other: Plan, life: Life): void {
  const program = compileStream([
    { key: "one", plan: one },
    { key: "other", plan: other },
  ]);
  const history = historyOf(life);
  for (const at of life.probes) {
    expect(reference(other, history, at)).toBe(reference(one, history, at));
    const state = program.loadState(history, at);
    expect(program.truth(state, "other")).toBe(program.truth(state, "one"));
    expect(program.truth(state, "one")).toBe(reference(one, history, at));
  }
}

test("not not x is x", () => {
  forWorlds(({ setting: { plan }, life }) => expectSame(plan, { ...plan, root: not(not(plan.root)) }, life));
});

test("De Morgan: not (a and b) is not a or not b", () => {
  forWorlds(({ setting: { plan }, life, random }) => {
    if (plan.leaves.length === 0) return;
    const parts = Array.from(
      { length: 3 },
      (): PlanNode => ({ kind: "leaf", leaf: random.int(0, plan.leaves.length - 1) }),
    );
    const [outer, inner] = random.next() < 0.5 ? (["and", "or"] as const) : (["or", "and"] as const);
    const one = { ...plan, root: not({ kind: outer, of: parts }) };
    expectSame(one, { ...plan, root: { kind: inner, of: parts.map(not) } }, life);
  });
});

/** A window that covers all that the given one covers. */
function widened(window: Window): Window {
  switch (window.kind) {
    case "ever":
      return window;
    case "sliding":
      return {
        ...window,
        fromMs: window.fromMs === null ? null : 2 * window.fromMs,
        toMs: window.toMs / 2,
      };
    case "fixed":
      return {
        ...window,
        from: window.from === null ? null : window.from - 1,
        to: window.to === null ? null : window.to + 1,
      };
    case "calendar":
      return { ...window, count: window.count + 1 };
  }
}

/** What more events can only make truer, over a wider window; anything else as it is. */
function widenedLeaf(leaf: Leaf): Leaf {
  if (leaf.kind === "count" || (leaf.kind === "days" && isAtLeast(leaf.op)) || isMonotone(leaf))
    return { ...leaf, events: { ...leaf.events, window: widened(leaf.events.window) } };
  return leaf;
}

const isAtLeast = (op: NumberOp): boolean => op === ">=" || op === ">";

function isMonotone(leaf: Leaf): leaf is AggregateLeaf {
  if (leaf.kind !== "aggregate") return false;
  if (leaf.of === "distinct" || leaf.of === "max") return isAtLeast(leaf.op);
  return leaf.of === "min" && (leaf.op === "<=" || leaf.op === "<");
}

test("two of three are one of the pairs, and what counts twice as much is as many as twice the number", () => {
  forWorlds(({ setting: { plan }, life, random }) => {
    if (plan.leaves.length === 0) return;
    const part = (): PlanNode => ({ kind: "leaf", leaf: random.int(0, plan.leaves.length - 1) });
    const [a, b, c] = [part(), part(), part()];
    const both = (one: PlanNode, other: PlanNode): PlanNode => ({ kind: "and", of: [one, other] });
    const two: PlanNode = { kind: "some", least: 2, of: [a, b, c] };
    const pairs: PlanNode = { kind: "or", of: [both(a, b), both(a, c), both(b, c)] };
    expectSame({ ...plan, root: two }, { ...plan, root: pairs }, life);
    expectSame({ ...plan, root: two }, { ...plan, root: { ...two, least: 4, weights: [2, 2, 2] } }, life);
  });
});

test("widening a window never loses a member of an at-least condition", () => {
  forWorlds(({ setting: { plan }, life }) => {
    const history: History = historyOf(life);
    for (const leaf of plan.leaves) {
      const narrow: Plan = { version: 1, root: { kind: "leaf", leaf: 0 }, leaves: [leaf] };
      const wide: Plan = { ...narrow, leaves: [widenedLeaf(leaf)] };
      const program = compileStream([
        { key: "narrow", plan: narrow },
        { key: "wide", plan: wide },
      ]);
      for (const at of life.probes) {
        if (reference(narrow, history, at)) expect(reference(wide, history, at)).toBe(true);
        const state = program.loadState(history, at);
        if (program.truth(state, "narrow")) expect(program.truth(state, "wide")).toBe(true);
      }
    }
  });
});

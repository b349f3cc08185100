import { DAY_MS, HOUR_MS, must, seededRandom } from "@habitus/kernel";
import type { CountLeaf, Window } from "@habitus/segments";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Arrival,
  at,
  countLeaf,
  lastMs,
  planOf,
  traitArrival,
  change,
  event,
} from "../test/builders.ts";
import {
  compileStream,
  type Flip,
  type OperatorProbe,
  type PersonState,
  type StreamProgram,
} from "./index.ts";

const seed = Number(process.env["HABITUS_SEED"] ?? 20_261_122);
const numRuns = Number(process.env["HABITUS_RUNS"] ?? 150);

const START = at("2026-03-25T00:00:00Z");

const home: Window = {
  kind: "calendar",
  unit: "day",
  count: 2,
  endsAgo: 1,
  zone: { kind: "home", otherwise: "Europe/Kyiv" },
  weekStart: 1,
};

/** Windows that end now or in the past, that follow the person's home, and one that nothing leaves, which keeps its own. */
const window = fc.oneof(
  fc.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 0, max: 2 })).map(([length, to]) => {
    return lastMs((length + to) * 12 * HOUR_MS, to * 12 * HOUR_MS);
  }),
  fc.constantFrom<Window>(home, { ...home, endsAgo: 0, count: 1 }, { kind: "ever" }),
);

const leaf = fc
  .tuple(fc.integer({ min: 1, max: 5 }), window)
  .map(([atLeast, own]): CountLeaf => countLeaf(atLeast, own));

/** In half days; an event is late, on time or of the future. */
const step = fc.record({
  after: fc.integer({ min: 0, max: 3 }),
  off: fc.constantFrom(0, 0, 0, -1, -3, -7, 1, 2),
  zone: fc.constantFrom(null, null, null, null, "Pacific/Apia", "America/New_York"),
});

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function arrivalsOf(steps: readonly Step[]): readonly Arrival[] {
  let now = START;
  return steps.map(({ after, off, zone }): Arrival => {
    now += after * 12 * HOUR_MS;
    if (zone !== null) return traitArrival(change("timezone", zone, now));
    return { now, input: { kind: "event", event: event(now + off * 12 * HOUR_MS) } };
  });
}

function programOf(leaves: readonly CountLeaf[], from = 0, probe?: OperatorProbe): StreamProgram {
  const plans = leaves.map((own, number) => ({ key: `s${from + number}`, plan: planOf(own) }));
  return compileStream(plans, probe === undefined ? {} : { probe });
}

/** A copy is asked by its functions, leaf by leaf, also where its numbers would say all. */
const asked: OperatorProbe = (_leaf, operator) => ({ ...operator });

function live(program: StreamProgram, state: PersonState, arrivals: readonly Arrival[]): readonly Flip[] {
  return arrivals.flatMap(({ now, input }) => program.apply(state, input, now));
}

function expectSameAsked(leaves: readonly CountLeaf[], arrivals: readonly Arrival[], end: number): void {
  const programs = [programOf(leaves), programOf(leaves, 0, asked)];
  const states = programs.map((program) => program.createState(START));
  const seen = programs.map((program, place) => {
    const state = must(states[place], "each has one");
    const steps = arrivals.map((arrival) => [live(program, state, [arrival]), program.nextDue(state)]);
    return [...steps, program.encodeState(state), program.advance(state, end), program.nextDue(state)];
  });
  expect(seen[0]).toEqual(seen[1]);
}

// Many leaves that read one list must say what each says with a list of its own.
test("counts of the same events tell together what each tells alone", () => {
  const worlds = fc.record({
    leaves: fc.array(leaf, { minLength: 2, maxLength: 6 }),
    steps: fc.array(step, { minLength: 1, maxLength: 25 }),
    cut: fc.nat(),
  });
  const property = fc.property(worlds, ({ leaves, steps, cut }) => {
    const arrivals = arrivalsOf(steps);
    const end = must(arrivals.at(-1), "there is one").now + 9 * DAY_MS;
    const alone = leaves.map((own, number) => {
      const program = programOf([own], number, asked);
      const state = program.createState(START);
      return [...live(program, state, arrivals), ...program.advance(state, end)];
    });
    const together = programOf(leaves);
    const whole = together.createState(START);
    const flips = [...live(together, whole, arrivals), ...together.advance(whole, end)];
    for (const [number, own] of alone.entries()) {
      expect(flips.filter(({ key }) => key === `s${number}`)).toEqual(own);
    }

    expectSameAsked(leaves, arrivals, end);

    const middle = cut % (arrivals.length + 1);
    const [head, tail] = [arrivals.slice(0, middle), arrivals.slice(middle)];
    for (const state of keptAnew(leaves, head)) {
      expect([...live(together, state, tail), ...together.advance(state, end)]).toEqual(
        flips.slice(flips.length - countAfter(together, head, flips)),
      );
      expect(together.encodeState(state)).toEqual(together.encodeState(whole));
    }
  });
  fc.assert(property, { seed, numRuns });
});

/** How many of the flips come after the head's. */
function countAfter(program: StreamProgram, head: readonly Arrival[], flips: readonly Flip[]): number {
  return flips.length - live(program, program.createState(START), head).length;
}

/** The state after the head: encoded and read, packed and read, and put together from what two programs have packed. */
function keptAnew(leaves: readonly CountLeaf[], head: readonly Arrival[]): readonly PersonState[] {
  const program = programOf(leaves);
  const after = (of: StreamProgram): PersonState => {
    const state = of.createState(START);
    live(of, state, head);
    return state;
  };
  const random = seededRandom(leaves.length);
  const numbers = new Map(program.leafTexts.map((text, place) => [text, random.int(0, 9) + 10 * place]));
  const parts = [leaves.slice(0, 1), leaves.slice(1)].map((own) => {
    const part = programOf(own);
    return part.packer(numbers).pack(after(part));
  });
  const packer = program.packer(numbers);
  return [
    program.decodeState(program.encodeState(after(program))),
    packer.unpack([packer.pack(after(program))]),
    packer.unpack(parts),
    packer.unpack(parts.toReversed()),
  ].map((decoded) => must(decoded.kind === "state" ? decoded.state : null, "it can be read"));
}

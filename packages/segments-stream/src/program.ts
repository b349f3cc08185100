import {
  assert,
  type Instant,
  MIN_EVENT_TIME,
  must,
  OWN_ZONE_TRAIT,
  SEEN_ZONE_TRAIT,
  unreachable,
} from "@habitus/kernel";
import type { History, Leaf } from "@habitus/segments";
import { ByteWriter } from "./codec/byte-writer.ts";
import { type DecodedState, decodeState, encodeState } from "./codec/state-codec.ts";
import { type StatePacker, statePacker } from "./codec/packed-state.ts";
import { type Compiled, compile, type OperatorProbe, type SegmentPlan } from "./compiled.ts";
import {
  advance,
  type Flip,
  insertZone,
  settleHome,
  type StreamInput,
  take,
  touchedBy,
  updateNextDue,
} from "./engine.ts";
import { keeperAt, settleCell, writeCell } from "./kept-cell.ts";
import { readTruths } from "./leaf-truths.ts";
import { PersonState } from "./person-state.ts";
import type { SegmentTruth } from "./truth-tree.ts";
import { unionOf } from "./union.ts";

/** What one kind of operator takes in one person's encoded state. */
export type KindFootprint = {
  readonly operator: string;
  readonly leaves: number;
  readonly bytes: number;
  /** Of these, bytes of lists of times. */
  readonly bytesOfTimes: number;
};

/**
 * A set of segments, kept up to date person by person. The program is immutable and shared; the state of a person is
 * changed in place by `apply` and `advance`, and belongs to the program that made it.
 *
 * Inputs are deduplicated before (each event id once) and may come in any order: an event older than now is inserted
 * exactly, one dated after now waits until it becomes visible. What was forgotten can never matter again, so no event
 * makes a reload necessary, nor does a merge (`unionOf`); only bytes of another version or of other leaves do (`decodeState`),
 * and whatever takes something out of the past: an undo, an erasure.
 */
export type StreamProgram = {
  /** Keys of the segments, ascending. */
  readonly keys: readonly string[];
  /** Number of distinct leaves of all segments. */
  readonly leafCount: number;
  /** What each leaf asks, one text for equal leaves, ascending: by it a caller knows a leaf again in another program. */
  readonly leafTexts: readonly string[];
  /** Names of the events and traits that any leaf looks at. */
  readonly reads: {
    readonly events: readonly string[];
    /** Beginnings of event names. */
    readonly prefixes: readonly string[];
    readonly traits: readonly string[];
    /** No leaf looks at what events hold: when they were is enough. */
    readonly timesAlone: boolean;
  };
  /** States can be read by every program with this fingerprint: it names the leaves, not the segments. */
  readonly fingerprint: string;
  /** A person of whom nothing is known. */
  createState(now?: Instant): PersonState;
  /** A person's state from all that is known of it, as after taking the same inputs one by one. Nothing is reported. */
  loadState(history: History, now: Instant): PersonState;
  /**
   * The state of one person who was several, as after taking the inputs of all of them; `now` is not below any of theirs. Nothing is
   * reported, and the states stay as they are.
   */
  unionOf(states: readonly PersonState[], now: Instant): PersonState;
  /** Fires every deadline up to `now` in order, then takes the input. `now` is the input's logical now, never below the state's. */
  apply(state: PersonState, input: StreamInput, now: Instant): readonly Flip[];
  /** Fires every deadline up to `now` in order. */
  advance(state: PersonState, now: Instant): readonly Flip[];
  /** The next instant at which a truth may change if nothing else happens; Infinity for never. */
  nextDue(state: PersonState): Instant;
  /** Is the person in the segment at the state's now? */
  truth(state: PersonState, key: string): boolean;
  /** Keys of the segments that the person is in, ascending. */
  members(state: PersonState): readonly string[];
  /** Is a person of whom nothing is known in the segment? */
  initialTruth(key: string): boolean;
  encodeState(state: PersonState): Uint8Array;
  decodeState(bytes: Uint8Array): DecodedState;
  footprint(state: PersonState): readonly KindFootprint[];
  /** Is nothing kept of the person: does its state say no more than a new one? */
  isEmpty(state: PersonState): boolean;
  /** Reads and writes states as they are kept beside the running program. @param numbers by `leafTexts`. */
  packer(numbers: ReadonlyMap<string, number>): StatePacker;
};

/** @throws BugError when two segments share a key or a plan names a zone that does not exist. */
export function compileStream(
  plans: readonly SegmentPlan[],
  options: { readonly probe?: OperatorProbe } = {},
): StreamProgram {
  const compiled = compile(plans, options.probe ?? ((_leaf, operator) => operator));
  const byKey = new Map(compiled.segments.map(({ key, truth }) => [key, truth]));
  const truthOf = (key: string): SegmentTruth => must(byKey.get(key), `no segment has the key ${key}`);
  return {
    keys: compiled.segments.map(({ key }) => key),
    leafCount: compiled.leafTexts.length,
    leafTexts: compiled.leafTexts,
    reads: readsOf(compiled),
    fingerprint: compiled.fingerprint,
    createState: (now = MIN_EVENT_TIME) => new PersonState(now),
    loadState: (history, now) => loadState(compiled, history, now),
    unionOf: (states, now) => unionOf(compiled, states, now),
    apply: (state, input, now) => {
      const flips: Flip[] = [];
      advance(compiled, state, now, flips);
      take(compiled, state, input, flips);
      return flips;
    },
    advance: (state, now) => {
      const flips: Flip[] = [];
      advance(compiled, state, now, flips);
      return flips;
    },
    nextDue: (state) => state.nextDue,
    truth: (state, key) => readTruths(compiled, state, truthOf(key)),
    members: (state) =>
      readTruths(compiled, state, (truths) => compiled.segments.filter(({ truth }) => truth(truths))).map(
        ({ key }) => key,
      ),
    initialTruth: (key) => truthOf(key)(compiled.truthsOfNothing),
    encodeState: (state) => encodeState(compiled, state),
    decodeState: (bytes) => decodeState(compiled, bytes),
    footprint: (state) => footprintOf(compiled, state),
    isEmpty: (state) => state.isEmpty && state.zones === null && state.seenZones === null,
    packer: (numbers) => statePacker(compiled, numbers),
  };
}

function loadState(compiled: Compiled, history: History, now: Instant): PersonState {
  assert(Number.isSafeInteger(now), "the logical now is whole milliseconds");
  const state = new PersonState(now);
  for (const change of history.traits) insertZone(compiled, state, change);
  settleHome(state);
  const inputs: readonly StreamInput[] = [
    ...history.traits.map((change) => ({ kind: "trait", change }) as const),
    ...history.events.map((event) => ({ kind: "event", event }) as const),
  ];
  const all = new Map<number, unknown>();
  for (const input of inputs) {
    const value = input.kind === "trait" ? input.change : input.event;
    for (const keeper of touchedBy(compiled, input)) {
      const { keeping } = keeperAt(compiled, keeper);
      const kept = all.get(keeper) ?? keeping.create();
      all.set(keeper, kept);
      keeping.insert(kept, value, now);
    }
  }
  for (const [keeper, kept] of all) {
    settleCell(compiled, state, { keeper, kept, found: state.find(keeper) }, []);
  }
  updateNextDue(state);
  return state;
}

function readsOf(compiled: Compiled): StreamProgram["reads"] {
  const traits = new Set(compiled.byTrait.keys());
  if (compiled.followsHome) traits.add(OWN_ZONE_TRAIT).add(SEEN_ZONE_TRAIT);
  const prefixes = compiled.byPrefix.map(({ prefix }) => prefix);
  const timesAlone = compiled.leafTexts.every((text) => asksForTimes(JSON.parse(text) as Leaf));
  return { events: [...compiled.byEvent.keys()], prefixes, traits: [...traits], timesAlone };
}

/** Nothing in events but when they were. */
function asksForTimes(leaf: Leaf): boolean {
  switch (leaf.kind) {
    case "count":
    case "days":
    case "sessions":
    case "overdue":
      return leaf.events.where.kind === "and" && leaf.events.where.of.length === 0;
    case "trait":
    case "held":
    case "changed":
      return true;
    case "aggregate":
    case "outermost":
    case "ratio":
    case "favourite":
    case "sequence":
      return false;
    default:
      return unreachable(leaf);
  }
}

function footprintOf(compiled: Compiled, state: PersonState): readonly KindFootprint[] {
  const kinds = new Map<string, KindFootprint>();
  for (const place of state.places()) {
    const { keeping, leaves } = keeperAt(compiled, state.keeper(place));
    const { name } = keeping;
    const to = new MeasuringWriter();
    writeCell(compiled, state, place, to);
    const before = kinds.get(name);
    kinds.set(name, {
      operator: name,
      leaves: (before?.leaves ?? 0) + leaves.length,
      bytes: (before?.bytes ?? 0) + to.length,
      bytesOfTimes: (before?.bytesOfTimes ?? 0) + to.bytesOfTimes,
    });
  }
  return [...kinds.values()];
}

/** Tells how many of the bytes are lists of times. */
class MeasuringWriter extends ByteWriter {
  bytesOfTimes = 0;

  override ascending(values: readonly number[]): void {
    const before = this.length;
    super.ascending(values);
    this.bytesOfTimes += this.length - before;
  }
}

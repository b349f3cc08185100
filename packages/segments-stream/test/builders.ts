import { type Instant, type JsonObject, type JsonValue, must, parseIso } from "@habitus/kernel";
import type {
  AggregateLeaf,
  CountLeaf,
  HistoryEvent,
  Leaf,
  Plan,
  TraitChange,
  TraitLeaf,
  Window,
} from "@habitus/segments";
import { compileStream, type Flip, type StreamInput, type StreamProgram } from "../src/index.ts";

export const EVER: Window = { kind: "ever" };

export function at(iso: string): Instant {
  return must(parseIso(iso), `no ISO time: ${iso}`).at;
}

export function lastMs(fromMs: number, toMs = 0): Window {
  return { kind: "sliding", fromMs, toMs };
}

export function countLeaf(atLeast: number, window: Window, name = "buy"): CountLeaf {
  return { kind: "count", atLeast, events: { name, where: { kind: "and", of: [] }, window } };
}

export function aggregateLeaf(
  of: AggregateLeaf["of"],
  op: AggregateLeaf["op"],
  value: string,
  window: Window,
): AggregateLeaf {
  return {
    kind: "aggregate",
    of,
    path: ["price"],
    op,
    value,
    events: { name: "buy", where: { kind: "and", of: [] }, window },
  };
}

export function traitIs(name: string, value: string): TraitLeaf {
  return { kind: "trait", path: [name], test: { kind: "text", op: "is", value, ignoreCase: false } };
}

export function planOf(leaf: Leaf): Plan {
  return { version: 1, root: { kind: "leaf", leaf: 0 }, leaves: [leaf] };
}

export function planOfNot(leaf: Leaf): Plan {
  return { version: 1, root: { kind: "not", of: { kind: "leaf", leaf: 0 } }, leaves: [leaf] };
}

/** A program of one segment with the key "s". */
export function programOf(leaf: Leaf): StreamProgram {
  return compileStream([{ key: "s", plan: planOf(leaf) }]);
}

let serial = 0;

export function event(time: Instant, properties: JsonObject = {}, name = "buy"): HistoryEvent {
  serial++;
  return { name, time, idHash: serial.toString(16).padStart(32, "0"), offsetMinutes: null, properties };
}

export function change(
  name: string,
  value: JsonValue,
  time: Instant,
  idHash = "0".padStart(32, "0"),
): TraitChange {
  return { name, value, time, idHash };
}

/** An input with the logical now at which it arrives. */
export type Arrival = { readonly now: Instant; readonly input: StreamInput };

/** An event that arrives when it happens, or at `now`. */
export function arrival(time: Instant, properties: JsonObject = {}, now = time): Arrival {
  return { now, input: { kind: "event", event: event(time, properties) } };
}

export function traitArrival(of: TraitChange, now = of.time): Arrival {
  return { now, input: { kind: "trait", change: of } };
}

/** All flips of one new person, those included that come when nothing happens any more; at most `deadlines` of them. */
export function flipsOf(
  program: StreamProgram,
  arrivals: readonly Arrival[],
  deadlines = 50,
): readonly Flip[] {
  const state = program.createState();
  const flips = arrivals.flatMap(({ now, input }) => program.apply(state, input, now));
  for (let fired = 0; fired < deadlines && program.nextDue(state) < Number.POSITIVE_INFINITY; fired++) {
    flips.push(...program.advance(state, program.nextDue(state)));
  }
  return flips;
}

/** The same, shortened to "+at" for entered and "-at" for left. */
export function timelineOf(program: StreamProgram, arrivals: readonly Arrival[]): readonly string[] {
  return flipsOf(program, arrivals).map((flip) => `${flip.entered ? "+" : "-"}${flip.at}`);
}

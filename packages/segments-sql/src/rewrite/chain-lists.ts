import type { EventKind, SequenceLeaf } from "@habitus/segments";
import {
  all,
  any,
  binary,
  call,
  column,
  equals,
  type Expression,
  type FunctionName,
  integer,
  lambda,
  text,
  TRUE,
} from "../tree/expression.ts";
import { type Layer, layer, type OutputColumn, output } from "../tree/query.ts";
import { HASH_BITS, rankOf, shifted, TIME_BITS } from "./rank.ts";

/** The kinds of events that play a part in a chain: the first, then those of the steps, then what must not lie between. */
export function chainKinds({ events, following }: SequenceLeaf): readonly EventKind[] {
  return [
    events,
    ...following.map((step) => step.event),
    ...following.flatMap(({ without }) => (without === null ? [] : [without])),
  ];
}

/** What is known of a row: an expression for each kind of `chainKinds`, when it happened, its id's hash and its key. */
export type ChainRow = {
  readonly plays: readonly Expression[];
  readonly time: Expression;
  readonly idHash: Expression;
  /** '' for a row without one; null when none is asked for. */
  readonly key: Expression | null;
};

export type ChainReading = {
  /** Steps behind the first that an event takes. */
  readonly steps: number;
  /** Of those who lack one of so many of the first kinds nothing is read. */
  readonly needed: number;
  /** All steps lie so near to the first of their chain, the end included; null where each is reckoned from the step before it. */
  readonly wholeMs: number | null;
};

/** No time; a list says with `UNCHANGED` that what stands before it still holds. */
export const NONE = integer(0);
const UNCHANGED = integer(-1);

export const TIME = "at";
const ROLES = "roles";
export const FROM = "from";
const EVENT = "event";

/**
 * A person's events as lists beside each other.
 *
 * A row is one number: its place among the keys, its time, its id's hash and the parts it plays, from the highest bits to the
 * lowest, so that sorted numbers are sorted events. From then on lists of equal length stand beside each other, one entry per
 * event: of each step the newest time that reached it before the event (`from`), for what follows is nearer to it. Where the
 * whole chain has one limit, that is the time of its first event: the newest first event among those that reached the step.
 */
export class ChainLists {
  readonly #name: string;
  readonly #leaf: SequenceLeaf;
  readonly #row: ChainRow;
  readonly #reading: ChainReading;
  readonly #roleBits: 8 | 32;

  constructor(name: string, leaf: SequenceLeaf, row: ChainRow, reading: ChainReading) {
    this.#name = name;
    this.#leaf = leaf;
    this.#row = row;
    this.#reading = reading;
    this.#roleBits = row.plays.length <= 8 ? 8 : 32;
  }

  gathered(): readonly OutputColumn[] {
    const { plays, key } = this.#row;
    const hasKey = this.#hasKey();
    const roles = plays
      .map((part, bit) => call("if", part, integer(2 ** bit), NONE))
      .reduce((sum, role) => binary("+", sum, role));
    const counts = all([any(plays), hasKey]);
    const ranked = rankOf(call("toUnixTimestamp64Milli", this.#row.time), this.#row.idHash);
    const event = binary("+", shifted(ranked, this.#roleBits), roles);
    const taken = plays.slice(0, this.#reading.needed).map((_, kind) => this.counted(kind));
    return [
      output(this.of("events"), call("groupArrayIf", event, counts)),
      ...(key === null ? [] : [output(this.of("keys"), call("groupArrayIf", key, counts))]),
      output(this.of("whole"), all(taken.map((count) => binary(">", count, integer(0))))),
    ];
  }

  /** How many events there are of a kind. */
  counted(kind: number): Expression {
    return call("countIf", all([this.#row.plays[kind] ?? TRUE, this.#hasKey()]));
  }

  #hasKey(): Expression {
    const { key } = this.#row;
    return key === null ? TRUE : binary("!=", key, text(""));
  }

  /** The lists, and of each step but the last what reached it. */
  layers(): readonly Layer[] {
    const steps = Array.from({ length: this.#reading.steps }, (_, step) => layer([this.#fromStep(step)]));
    return [layer([this.#sorted()]), this.#lists(), ...steps];
  }

  /** Nothing of those who lack a part; else all, one key behind the other. */
  #sorted(): OutputColumn {
    const events = column(this.of("events"));
    const place = shifted(column("key"), TIME_BITS + HASH_BITS + this.#roleBits);
    const places = call("arrayEnumerateDense", column(this.of("keys")));
    const keyed =
      this.#row.key === null
        ? events
        : call("arrayMap", lambda([EVENT, "key"], binary("+", column(EVENT), place)), events, places);
    const nothing = call("CAST", call("array"), text("Array(UInt256)"));
    const sorted = call("arraySort", call("if", column(this.of("whole")), keyed, nothing));
    return output(this.of("sorted"), sorted);
  }

  #lists(): Layer {
    const each = (value: Expression): Expression =>
      call("arrayMap", lambda([EVENT], value), column(this.of("sorted")));
    const from = HASH_BITS + this.#roleBits;
    const time = call("toInt64", call("bitShiftRight", column(EVENT), integer(from)));
    const isKeyed = this.#row.key !== null;
    const bare = isKeyed ? call("bitAnd", time, integer(2 ** TIME_BITS - 1)) : time;
    const key = call("toInt64", call("bitShiftRight", column(EVENT), integer(from + TIME_BITS)));
    return layer([
      output(this.of("times"), each(bare)),
      output(this.of("roles"), each(call(`toUInt${this.#roleBits}`, column(EVENT)))),
      ...(isKeyed ? [output(this.of("breaks"), call("arrayDifference", each(key)))] : []),
    ]);
  }

  /** For each event the newest time before it that reached the step and can go on. */
  #fromStep(step: number): OutputColumn {
    const without = this.#withoutBit(step);
    const kept = without === null ? UNCHANGED : call("if", plays(without), NONE, UNCHANGED);
    const carried = step > 0 && this.#reading.wholeMs !== null ? FROM : TIME;
    const reached = this.each(step, call("if", this.arrives(step), column(carried), kept));
    const before = this.#stopsAt(
      call("arrayPopBack", call("arrayPushFront", reached, NONE)),
      (breaks) => breaks,
    );
    return output(this.of(`from${step + 1}`), filled("arrayFill", before));
  }

  /** For each event the time of the first event behind it that plays a part. */
  nextOf(bit: number): Expression {
    const unwanted = this.each(0, call("if", plays(bit), column(TIME), UNCHANGED));
    const behind = this.#stopsAt(call("arrayPopFront", call("arrayPushBack", unwanted, NONE)), (breaks) =>
      call("arrayPopFront", call("arrayPushBack", breaks, NONE)),
    );
    return filled("arrayReverseFill", behind);
  }

  /** Nothing is carried over from one key to the next. */
  #stopsAt(list: Expression, breaksOf: (breaks: Expression) => Expression): Expression {
    if (this.#row.key === null) return list;
    const value = call("if", equals(column("break"), NONE), column("value"), NONE);
    const breaks = breaksOf(column(this.of("breaks")));
    return call("arrayMap", lambda(["value", "break"], value), list, breaks);
  }

  /** A list of what is true of each event at a step. */
  each(step: number, value: Expression): Expression {
    return this.over("arrayMap", step, value);
  }

  /** A function over all events, of which it knows their time, their parts, and from where they may reach the step. */
  over(
    how: Extract<FunctionName, "arrayMap" | "arrayExists">,
    step: number,
    body: Expression,
    more: Readonly<Record<string, Expression>> = {},
  ): Expression {
    const from = step === 0 ? [] : [FROM];
    const lists = [this.list("times"), this.list("roles"), ...from.map(() => this.list(`from${step}`))];
    const parameters = [TIME, ROLES, ...from, ...Object.keys(more)];
    return call(how, lambda(parameters, body), ...lists, ...Object.values(more));
  }

  /** Whether the event takes a step: it plays the part, and what it follows was reached in time. */
  arrives(step: number): Expression {
    if (step === 0) return plays(0);
    const withinMs = this.#reading.wholeMs ?? this.#leaf.following[step - 1]?.withinMs ?? null;
    const inTime =
      withinMs === null ? TRUE : binary("<=", binary("-", column(TIME), column(FROM)), integer(withinMs));
    return all([plays(step), binary(">", column(FROM), NONE), inTime]);
  }

  /** Which kind must not lie between a step and the next. */
  #withoutBit(step: number): number | null {
    const { following } = this.#leaf;
    if ((following[step]?.without ?? null) === null) return null;
    const before = following.slice(0, step).filter(({ without }) => without !== null).length;
    return 1 + following.length + before;
  }

  list(what: string): Expression {
    return column(this.of(what));
  }

  of(what: string): string {
    return `${this.#name}_${what}`;
  }
}

const plays = (bit: number): Expression => equals(call("bitTest", column(ROLES), integer(bit)), integer(1));

/** The list with what stands before it, or behind it, in the place of each `UNCHANGED`. */
function filled(how: Extract<FunctionName, "arrayFill" | "arrayReverseFill">, list: Expression): Expression {
  return call(how, lambda(["value"], binary("!=", column("value"), UNCHANGED)), list);
}

import type { Instant } from "@habitus/kernel";
import type { EventKind, EventMatch, SequenceLeaf } from "@habitus/segments";
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
import type { Stages } from "./people.ts";

/** The kinds of events that play a part in a chain: the first, then those of the steps, then what must not lie between. */
function chainKinds({ events, following }: SequenceLeaf): readonly EventKind[] {
  return [
    events,
    ...following.map((step) => step.event),
    ...following.flatMap(({ without }) => (without === null ? [] : [without])),
  ];
}

/** The same with the time in which a chain that begins at `from` or later meets them. */
export function chainMatches(leaf: SequenceLeaf, from: Instant): readonly EventMatch[] {
  const [, ...following] = chainKinds(leaf);
  return [
    leaf.events,
    ...following.map((kind): EventMatch => ({ ...kind, window: { kind: "fixed", from, to: null } })),
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

/**
 * 1 when the person's rows hold a chain, else 0.
 *
 * A row is one number: its place among the keys, its time, its id's hash and the parts it plays, from the highest bits to the
 * lowest, so that sorted numbers are sorted events. From then on lists of equal length stand beside each other, one entry per
 * event: of each step the newest time that reached it before the event (`from`), for what follows is nearer to it.
 */
export function chainStages(name: string, leaf: SequenceLeaf, row: ChainRow, at: Instant): Stages {
  return new ChainStages(name, leaf, row, at).stages();
}

/** Added to a time, so that it is above 0 and fits into its bits. */
const TIME_SHIFT = 2_208_988_800_001;
const TIME_BITS = 44;
const HASH_BITS = 128;
/** No time; a list says with `UNCHANGED` that what stands before it still holds. */
const NONE = integer(0);
const UNCHANGED = integer(-1);

const TIME = "at";
const ROLES = "roles";
const FROM = "from";
const NEXT = "next";
const EVENT = "event";

class ChainStages {
  readonly #name: string;
  readonly #leaf: SequenceLeaf;
  readonly #row: ChainRow;
  readonly #at: Instant;
  readonly #deadlineMs: number | null;
  /** Steps behind the first that an event takes. */
  readonly #steps: number;
  readonly #roleBits: 8 | 32;

  constructor(name: string, leaf: SequenceLeaf, row: ChainRow, at: Instant) {
    const last = leaf.following.at(-1);
    this.#name = name;
    this.#leaf = leaf;
    this.#row = row;
    this.#at = at;
    this.#deadlineMs = last?.absent === true ? last.withinMs : null;
    this.#steps = leaf.following.length - (this.#deadlineMs === null ? 0 : 1);
    this.#roleBits = row.plays.length <= 8 ? 8 : 32;
  }

  stages(): Stages {
    const steps = Array.from({ length: this.#steps }, (_, step) => layer([this.#fromStep(step)]));
    const next = this.#deadlineMs === null ? [] : [layer([this.#nextUnwanted()])];
    return {
      gathered: this.#gathered(),
      layers: [layer([this.#sorted()]), this.#lists(), ...steps, ...next],
      value: call("toUInt64", this.#holds()),
    };
  }

  #gathered(): readonly OutputColumn[] {
    const { plays, key } = this.#row;
    const roles = plays
      .map((part, bit) => call("if", part, integer(2 ** bit), NONE))
      .reduce((sum, role) => binary("+", sum, role));
    const hasKey = key === null ? TRUE : binary("!=", key, text(""));
    const counts = all([any(plays), hasKey]);
    const time = binary("+", call("toUnixTimestamp64Milli", this.#row.time), integer(TIME_SHIFT));
    const ranked = binary("+", shifted(time, HASH_BITS), this.#row.idHash);
    const event = binary("+", shifted(ranked, this.#roleBits), roles);
    const taken = plays.slice(0, this.#steps + 1);
    return [
      output(this.#of("events"), call("groupArrayIf", event, counts)),
      ...(key === null ? [] : [output(this.#of("keys"), call("groupArrayIf", key, counts))]),
      output(
        this.#of("whole"),
        all(taken.map((part) => binary(">", call("countIf", all([part, hasKey])), integer(0)))),
      ),
    ];
  }

  /** Nothing of those who lack a part; else all, one key behind the other. */
  #sorted(): OutputColumn {
    const events = column(this.#of("events"));
    const place = shifted(column("key"), TIME_BITS + HASH_BITS + this.#roleBits);
    const places = call("arrayEnumerateDense", column(this.#of("keys")));
    const keyed =
      this.#row.key === null
        ? events
        : call("arrayMap", lambda([EVENT, "key"], binary("+", column(EVENT), place)), events, places);
    const nothing = call("CAST", call("array"), text("Array(UInt256)"));
    const sorted = call("arraySort", call("if", column(this.#of("whole")), keyed, nothing));
    return output(this.#of("sorted"), sorted);
  }

  #lists(): Layer {
    const each = (value: Expression): Expression =>
      call("arrayMap", lambda([EVENT], value), column(this.#of("sorted")));
    const from = HASH_BITS + this.#roleBits;
    const time = call("toInt64", call("bitShiftRight", column(EVENT), integer(from)));
    const isKeyed = this.#row.key !== null;
    const bare = isKeyed ? call("bitAnd", time, integer(2 ** TIME_BITS - 1)) : time;
    const key = call("toInt64", call("bitShiftRight", column(EVENT), integer(from + TIME_BITS)));
    return layer([
      output(this.#of("times"), each(bare)),
      output(this.#of("roles"), each(call(`toUInt${this.#roleBits}`, column(EVENT)))),
      ...(isKeyed ? [output(this.#of("breaks"), call("arrayDifference", each(key)))] : []),
    ]);
  }

  /** For each event the newest time before it that reached the step and can go on. */
  #fromStep(step: number): OutputColumn {
    const without = this.#withoutBit(step);
    const kept = without === null ? UNCHANGED : call("if", plays(without), NONE, UNCHANGED);
    const reached = this.#each(step, call("if", this.#arrives(step), column(TIME), kept));
    const before = this.#stopsAt(
      call("arrayPopBack", call("arrayPushFront", reached, NONE)),
      (breaks) => breaks,
    );
    return output(this.#of(`from${step + 1}`), filled("arrayFill", before));
  }

  /** For each event the time of the first unwanted one behind it. */
  #nextUnwanted(): OutputColumn {
    const unwanted = this.#each(0, call("if", plays(this.#steps + 1), column(TIME), UNCHANGED));
    const behind = this.#stopsAt(call("arrayPopFront", call("arrayPushBack", unwanted, NONE)), (breaks) =>
      call("arrayPopFront", call("arrayPushBack", breaks, NONE)),
    );
    return output(this.#of("next"), filled("arrayReverseFill", behind));
  }

  /** Nothing is carried over from one key to the next. */
  #stopsAt(list: Expression, breaksOf: (breaks: Expression) => Expression): Expression {
    if (this.#row.key === null) return list;
    const value = call("if", equals(column("break"), NONE), column("value"), NONE);
    const breaks = breaksOf(column(this.#of("breaks")));
    return call("arrayMap", lambda(["value", "break"], value), list, breaks);
  }

  #holds(): Expression {
    const arrives = this.#arrives(this.#steps);
    const parameters = [TIME, ROLES, ...(this.#steps === 0 ? [] : [FROM])];
    const lists = [this.#list("times"), this.#list("roles")];
    if (this.#steps > 0) lists.push(this.#list(`from${this.#steps}`));
    if (this.#deadlineMs === null) return call("arrayExists", lambda(parameters, arrives), ...lists);
    const deadline = binary("+", column(TIME), integer(this.#deadlineMs));
    const alone = any([equals(column(NEXT), NONE), binary(">", column(NEXT), deadline)]);
    const left = all([arrives, binary("<=", deadline, integer(this.#at + TIME_SHIFT)), alone]);
    return call("arrayExists", lambda([...parameters, NEXT], left), ...lists, this.#list("next"));
  }

  /** A list of what is true of each event at a step. */
  #each(step: number, value: Expression): Expression {
    const before = step === 0 ? [] : [FROM];
    const lists = [
      this.#list("times"),
      this.#list("roles"),
      ...(step === 0 ? [] : [this.#list(`from${step}`)]),
    ];
    return call("arrayMap", lambda([TIME, ROLES, ...before], value), ...lists);
  }

  /** Whether the event takes a step: it plays the part, and the step before was reached in time. */
  #arrives(step: number): Expression {
    if (step === 0) return plays(0);
    const withinMs = this.#leaf.following[step - 1]?.withinMs ?? null;
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

  #list(what: string): Expression {
    return column(this.#of(what));
  }

  #of(what: string): string {
    return `${this.#name}_${what}`;
  }
}

const plays = (bit: number): Expression => equals(call("bitTest", column(ROLES), integer(bit)), integer(1));

const shifted = (value: Expression, bits: number): Expression =>
  call("bitShiftLeft", call("toUInt256", value), integer(bits));

/** The list with what stands before it, or behind it, in the place of each `UNCHANGED`. */
function filled(how: Extract<FunctionName, "arrayFill" | "arrayReverseFill">, list: Expression): Expression {
  return call(how, lambda(["value"], binary("!=", column("value"), UNCHANGED)), list);
}

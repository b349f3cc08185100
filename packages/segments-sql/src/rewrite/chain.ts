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
  integer,
  lambda,
  letIn,
  not,
  text,
  TRUE,
} from "../tree/expression.ts";

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
 * 1 when the person's rows hold a chain, else 0. The rows are sorted and folded: per step the newest time that reached it is
 * enough, for what follows is nearer to it; of those after which nothing may follow the oldest is enough, for what ends it
 * ends the others.
 */
export function chainFact(leaf: SequenceLeaf, row: ChainRow, at: Instant): Expression {
  const roles = row.plays
    .map((plays, bit) => call("if", plays, integer(2 ** bit), integer(0)))
    .reduce((sum, role) => binary("+", sum, role));
  const key = row.key ?? text("");
  const hasKey = row.key === null ? TRUE : binary("!=", row.key, text(""));
  const event = call("tuple", call("toUnixTimestamp64Milli", row.time), row.idHash, roles, key);
  const events = call("arraySort", call("groupArrayIf", event, all([any(row.plays), hasKey])));
  const holds = row.key === null ? holdsIn(leaf, events, at) : holdsForSome(leaf, events, at);
  return call("toUInt64", holds);
}

const EVENT = "event";
const EVENTS = "events";
const KEY = "key";
const STATE = "state";

const field = (index: number): Expression => call("tupleElement", column(EVENT), integer(index));

function holdsForSome(leaf: SequenceLeaf, events: Expression, at: Instant): Expression {
  const own = call("arrayFilter", lambda([EVENT], equals(field(4), column(KEY))), column(EVENTS));
  const keys = call("arrayDistinct", call("arrayMap", lambda([EVENT], field(4)), column(EVENTS)));
  return letIn(EVENTS, events, call("arrayExists", lambda([KEY], holdsIn(leaf, own, at)), keys));
}

/** Earlier than every time there is. */
const NONE = integer(-9_000_000_000_000_000);

function holdsIn(leaf: SequenceLeaf, events: Expression, at: Instant): Expression {
  const chain = new ChainFold(leaf);
  const initial = call("array", ...Array.from({ length: chain.size }, () => NONE));
  const step = lambda([STATE, EVENT], int64s(call("array", ...chain.next())));
  const fold = call("arrayFold", step, events, int64s(initial));
  return letIn(STATE, fold, chain.holdsAt(at));
}

const int64s = (list: Expression): Expression => call("CAST", list, text("Array(Int64)"));

/**
 * The state of a fold: places 1 to `steps` + 1 hold the newest time that reached the first event and each step. Where the chain
 * ends with nothing following, one more place holds the oldest time that waits, and another whether a deadline has passed.
 */
class ChainFold {
  readonly #leaf: SequenceLeaf;
  readonly #deadlineMs: number | null;
  /** Steps that an event takes. */
  readonly #steps: number;

  constructor(leaf: SequenceLeaf) {
    const last = leaf.following.at(-1);
    this.#leaf = leaf;
    this.#deadlineMs = last?.absent === true ? last.withinMs : null;
    this.#steps = leaf.following.length - (this.#deadlineMs === null ? 0 : 1);
  }

  get size(): number {
    return this.#steps + 1 + (this.#deadlineMs === null ? 0 : 2);
  }

  /** The state after an event, from the state before it. */
  next(): readonly Expression[] {
    const reached = Array.from({ length: this.#steps + 1 }, (_, step) => this.#nextReached(step));
    return this.#deadlineMs === null ? reached : [...reached, ...this.#nextWaiting(this.#deadlineMs)];
  }

  holdsAt(at: Instant): Expression {
    const last = this.#steps + 1;
    if (this.#deadlineMs === null) return isSet(place(last));
    const isOver = binary("<=", binary("+", place(last + 1), integer(this.#deadlineMs)), integer(at));
    return any([isSet(place(last + 2)), all([isSet(place(last + 1)), isOver])]);
  }

  #nextReached(step: number): Expression {
    const kept = place(step + 1);
    const without = this.#withoutBit(step);
    const isEnd = this.#deadlineMs === null && step === this.#steps;
    const survives = without === null || isEnd ? kept : call("if", plays(without), NONE, kept);
    return call("if", this.#arrives(step), field(1), survives);
  }

  /** Whether the event takes a step: it plays the part, and the step before was reached in time. */
  #arrives(step: number): Expression {
    if (step === 0) return plays(0);
    const withinMs = this.#leaf.following[step - 1]?.withinMs ?? null;
    const inTime =
      withinMs === null ? TRUE : binary("<=", binary("-", field(1), place(step)), integer(withinMs));
    return all([plays(step), isSet(place(step)), inTime]);
  }

  #nextWaiting(deadlineMs: number): readonly Expression[] {
    const waiting = place(this.#steps + 2);
    const done = place(this.#steps + 3);
    const isOver = all([isSet(waiting), binary("<", binary("+", waiting, integer(deadlineMs)), field(1))]);
    const left = call("if", plays(this.#steps + 1), NONE, waiting);
    const begins = all([not(isSet(left)), this.#arrives(this.#steps)]);
    return [call("if", begins, field(1), left), call("if", any([isSet(done), isOver]), integer(1), NONE)];
  }

  /** Which kind must not lie between a step and the next. */
  #withoutBit(step: number): number | null {
    const { following } = this.#leaf;
    if ((following[step]?.without ?? null) === null) return null;
    const before = following.slice(0, step).filter(({ without }) => without !== null).length;
    return 1 + following.length + before;
  }
}

const place = (index: number): Expression => call("arrayElement", column(STATE), integer(index));
const isSet = (time: Expression): Expression => binary("!=", time, NONE);
const plays = (bit: number): Expression => equals(call("bitTest", field(3), integer(bit)), integer(1));

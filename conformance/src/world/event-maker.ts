import type { Instant, Random } from "@habitus/kernel";
import type { AggregateLeaf, EventKind, EventMatch, Leaf, Path, SequenceLeaf } from "@habitus/segments";
import type { LifeEvent } from "./life.ts";
import { EVENT_NAMES, nameFor } from "./names.ts";
import { type Draft, setAt, writeDraft } from "./properties.ts";
import { fill, numberNear, type RawJson } from "./value-maker.ts";

export type EventLeaf = Extract<Leaf, { readonly events: EventMatch }>;

/** Minutes east of UTC as clients report them; null where the client did not say. */
const OFFSETS: readonly (number | null)[] = [null, null, 0, 60, 345, -300, 840, -720];

/** An event that one of the leaves looks at, or nearly; of a chain any of its parts, those that take it on more often. */
export function makeEvent(random: Random, time: Instant, leaves: readonly EventLeaf[]): LifeEvent {
  if (leaves.length === 0) return eventOf(random, time, null, new Map());
  const leaf = random.pick(leaves);
  return eventOf(random, time, kindOf(random, leaf), draftFor(random, leaf, time));
}

function kindOf(random: Random, leaf: EventLeaf): EventKind {
  if (leaf.kind === "ratio") return random.pick([leaf.events, leaf.part]);
  if (leaf.kind !== "sequence") return leaf.events;
  const { following } = leaf;
  const steps = following.map((step) => step.event);
  const between = following.flatMap(({ without }) => (without === null ? [] : [without]));
  return random.pick([leaf.events, leaf.events, ...steps, ...steps, ...between]);
}

/** What the leaf asks of an event besides its kind. */
function draftFor(random: Random, leaf: EventLeaf, time: Instant): Draft {
  const draft: Draft = new Map();
  if (leaf.kind === "aggregate") fillNumber(random, draft, leaf, time);
  if (leaf.kind === "favourite" && leaf.clock === undefined && random.next() < 0.9) {
    setAt(draft, leaf.path, random.pick(['"a"', '"b"', '"a"', "10", '"10"', "10.0", "true", '"true"', "[]"]));
  }
  if (leaf.kind === "outermost") fill(random, draft, leaf.has, time);
  if (leaf.kind === "sequence" && leaf.same !== null && random.next() < 0.9) {
    setAt(draft, leaf.same, random.pick(['"a"', '"a"', '"b"', "1", '"1"', '""']));
  }
  return draft;
}

/**
 * Events that go along the chain step by step: in time or just too late, at one instant or just at the end of the time
 * allowed, mostly with the same value, now and then with what must not lie between.
 */
export function makeChain(random: Random, leaf: SequenceLeaf, start: Instant): readonly LifeEvent[] {
  const same = random.pick<RawJson>(['"a"', '"a"', "1", '"b"']);
  const part = (kind: EventKind, time: Instant): LifeEvent => {
    const draft: Draft = new Map();
    if (leaf.same !== null && random.next() < 0.95) setAt(draft, leaf.same, same);
    return eventOf(random, time, kind, draft);
  };
  const events = [part(leaf.events, start)];
  let time = start;
  for (const { event, withinMs, without, absent } of leaf.following) {
    const within = withinMs ?? random.pick([1, 60_000, 86_400_000]);
    const before = time;
    time += random.pick([0, 1, within >> 1, within - 1, within, within, within + 1]);
    if (!absent || random.next() < 0.4) events.push(part(event, time));
    if (without !== null && random.next() < 0.15) {
      events.push(part(without, before + Math.floor((time - before) / 2)));
    }
  }
  return events;
}

/** An event of a kind; `draft` holds what its properties have to be besides, and is filled. */
function eventOf(random: Random, time: Instant, kind: EventKind | null, draft: Draft): LifeEvent {
  const wanted: Draft = new Map();
  if (random.next() < 0.3) {
    wanted.set(random.pick(["price", "other", "", "a"]), random.pick(['"x"', "[1,{}]", "7"]));
  }
  if (kind !== null) fill(random, wanted, kind.where, time);
  for (const [key, value] of draft) wanted.set(key, value);
  return {
    name: kind === null || random.next() < 0.06 ? random.pick(EVENT_NAMES) : nameFor(random, kind.name),
    time,
    idHash: makeHash(random),
    offsetMinutes: random.pick(OFFSETS),
    properties: writeDraft(random, wanted),
  };
}

function fillNumber(random: Random, draft: Draft, leaf: AggregateLeaf, time: Instant): void {
  const [key = "", ...inside] = leaf.path;
  const value = leadTo(random, inside, leaf, time);
  if (value !== null) draft.set(key, value);
}

/** What stands at a key of the aggregate's path, so that the rest of the path leads to numbers: now and then in items of lists. */
function leadTo(
  random: Random,
  [key, ...inside]: Path,
  leaf: AggregateLeaf,
  time: Instant,
): RawJson | Draft | null {
  if (key === undefined) return numberFor(random, leaf);
  const object = (): Draft => {
    const draft: Draft = new Map();
    if (leaf.items !== undefined) fill(random, draft, leaf.items, time);
    const value = leadTo(random, inside, leaf, time);
    if (value !== null) draft.set(key, value);
    return draft;
  };
  if (random.next() < 0.4) return object();
  const items = Array.from({ length: random.int(0, 3) }, (): RawJson => {
    if (random.next() < 0.1)
      return random.pick(["null", "7", "[]", `[${writeDraft(random, object())}]`, "{}"]);
    return writeDraft(random, object());
  });
  return `[${items.join(random.pick([",", " , "]))}]`;
}

function numberFor(random: Random, leaf: AggregateLeaf): RawJson | null {
  const dice = random.next();
  if (leaf.of === "distinct" && dice < 0.8) {
    return random.pick(['"a"', '"b"', "10", '"10"', "10.0", "true", '"true"', "[]"]);
  }
  if (dice < 0.6) return numberNear(random, leaf);
  if (dice < 0.9) return random.pick(["1", "-1", "0", "0.5", '"2"', "1000000000", "-3"]);
  return dice < 0.95 ? random.pick(['"x"', "null", "true", "[]", "1e30", "[1]"]) : null;
}

/** 32 hex digits, as ids are hashed to. */
export function makeHash(random: Random): string {
  return Array.from({ length: 4 }, () => random.int(0, 0xffff_ffff).toString(16).padStart(8, "0")).join("");
}

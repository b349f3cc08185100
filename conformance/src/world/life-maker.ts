import { DAY_MS, type Instant, type Random } from "@habitus/kernel";
import type { AggregateLeaf, EventKind, Filter, Leaf, Plan, TraitLeaf } from "@habitus/segments";
import type { Arrival, Life, LifeEvent, LifeTrait } from "./life.ts";
import { midnightsOf } from "./local-time.ts";
import { EVENT_NAMES } from "./names.ts";
import type { Setting } from "./plan-maker.ts";
import { type Draft, setAt, writeDraft } from "./properties.ts";
import { type Scene, ZONES } from "./scene.ts";
import { calendarEnds, edgesOf } from "./times.ts";
import { makeValue, numberNear, type RawJson } from "./value-maker.ts";

type EventLeaf = Exclude<Leaf, TraitLeaf>;

/** A life in which the plan's conditions are often decided, and decided narrowly. */
export function makeLife(random: Random, { scene, plan, times }: Setting): Life {
  const eventLeaves = plan.leaves.filter((leaf): leaf is EventLeaf => leaf.kind !== "trait");
  const traitLeaves = plan.leaves.filter((leaf): leaf is TraitLeaf => leaf.kind === "trait");
  const arrivals: Arrival[] = [];
  const events =
    eventLeaves.length === 0 ? random.int(0, 1) : random.pick([0, 1, 2, 3, 3, 4, 4, 5, 6, 8, 12]);
  for (let count = 0; count < events; count++) {
    const event = makeEvent(random, random.pick(times), eventLeaves);
    arrivals.push({ now: arrivalTime(random, event.time, scene), kind: "event", event });
  }
  const traits = traitLeaves.length === 0 ? 0 : random.pick([0, 1, 2, 3, 4, 5]);
  let time = random.pick(times);
  for (let count = 0; count < traits; count++) {
    // Of changes of one instant only the hash decides.
    if (random.next() < 0.7) time = random.pick(times);
    const change = makeTrait(random, time, random.pick(traitLeaves), random.pick(times));
    arrivals.push({ now: arrivalTime(random, change.time, scene), kind: "trait", change });
  }
  if (plan.leaves.some(followsHome)) arrivals.push(...makeMoves(random, times, scene));
  const copies = arrivals
    .filter(() => random.next() < 0.05)
    .map((arrival) => laterCopy(random, arrival, scene));
  return {
    arrivals: [...arrivals, ...copies].sort((a, b) => a.now - b.now),
    probes: makeProbes(random, times, arrivals, scene, plan),
  };
}

function followsHome(leaf: Plan["leaves"][number]): boolean {
  if (leaf.kind === "trait") return false;
  const { window } = leaf.events;
  return window.kind === "calendar" && window.zone.kind === "home";
}

function arrivalTime(random: Random, time: Instant, { span }: Scene): Instant {
  const dice = random.next();
  if (dice < 0.55) return time + random.pick([0, 0, 1, random.int(0, 5_000)]);
  if (dice < 0.8) return time + random.int(0, 2 * span);
  return time - random.int(1, span);
}

function laterCopy(random: Random, arrival: Arrival, scene: Scene): Arrival {
  return { ...arrival, now: arrival.now + random.int(0, scene.span) };
}

function makeEvent(random: Random, time: Instant, leaves: readonly EventLeaf[]): LifeEvent {
  const leaf = leaves.length === 0 ? null : random.pick(leaves);
  const draft: Draft = new Map();
  if (random.next() < 0.3)
    draft.set(random.pick(["price", "other", "", "a"]), random.pick(['"x"', "[1,{}]", "7"]));
  const kind = leaf === null ? null : kindOf(random, leaf);
  if (kind !== null) fill(random, draft, kind.where);
  if (leaf?.kind === "aggregate") fillNumber(random, draft, leaf);
  if (leaf?.kind === "sequence" && leaf.same !== null && random.next() < 0.9) {
    setAt(draft, leaf.same, random.pick(['"a"', '"a"', '"b"', "1", '"1"', '""']));
  }
  const name = kind === null || random.next() < 0.06 ? random.pick(EVENT_NAMES) : kind.name;
  return { name, time, idHash: makeHash(random), offsetMinutes: null, properties: writeDraft(random, draft) };
}

/** An event that the leaf looks at; of a chain any of its parts, those that take it on more often. */
function kindOf(random: Random, leaf: EventLeaf): EventKind {
  if (leaf.kind !== "sequence") return leaf.events;
  const { following } = leaf;
  const steps = following.map((step) => step.event);
  const between = following.flatMap(({ without }) => (without === null ? [] : [without]));
  return random.pick([leaf.events, leaf.events, ...steps, ...steps, ...between]);
}

function fill(random: Random, draft: Draft, filter: Filter): void {
  switch (filter.kind) {
    case "test": {
      const value = makeValue(random, filter.test);
      if (value !== null) setAt(draft, filter.path, value);
      return;
    }
    case "not":
      fill(random, draft, filter.of);
      return;
    case "and":
    case "or":
      for (const part of filter.of) fill(random, draft, part);
  }
}

function fillNumber(random: Random, draft: Draft, leaf: AggregateLeaf): void {
  const dice = random.next();
  if (leaf.of === "distinct" && dice < 0.8) {
    setAt(draft, leaf.path, random.pick(['"a"', '"b"', "10", '"10"', "10.0", "true", '"true"', "[]"]));
    return;
  }
  if (dice < 0.6) setAt(draft, leaf.path, numberNear(random, leaf));
  else if (dice < 0.9)
    setAt(draft, leaf.path, random.pick(["1", "-1", "0", "0.5", '"2"', "1000000000", "-3"]));
  else if (dice < 0.95) setAt(draft, leaf.path, random.pick(['"x"', "null", "true", "[]", "1e30"]));
}

function makeTrait(random: Random, time: Instant, leaf: TraitLeaf, near: Instant): LifeTrait {
  const [name = "", ...inner] = leaf.path;
  const value = makeValue(random, leaf.test, near);
  return { name, value: nested(random, inner, value), time, idHash: makeHash(random) };
}

function nested(random: Random, keys: readonly string[], value: RawJson | null): RawJson {
  if (value === null || random.next() < 0.1) return "null";
  if (keys.length === 0) return value;
  const draft: Draft = new Map();
  setAt(draft, keys, value);
  return writeDraft(random, draft);
}

const NO_ZONES: readonly RawJson[] = ["null", '""', '"Mars/Olympus"', '"+05:00"', "7", '["UTC"]', '"utc"'];

function makeMoves(random: Random, times: readonly Instant[], scene: Scene): readonly Arrival[] {
  return Array.from({ length: random.pick([0, 1, 1, 2, 3]) }, (): Arrival => {
    const value =
      random.next() < 0.2 ? random.pick(NO_ZONES) : JSON.stringify(random.pick([scene.zone, ...ZONES]));
    const change = { name: "timezone", value, time: random.pick(times), idHash: makeHash(random) };
    return { now: arrivalTime(random, change.time, scene), kind: "trait", change };
  });
}

function makeHash(random: Random): string {
  return Array.from({ length: 4 }, () => random.int(0, 0xffff_ffff).toString(16).padStart(8, "0")).join("");
}

/** Where to look besides: edges of what happened, local midnights, one millisecond around each, and long after. */
function makeProbes(
  random: Random,
  times: readonly Instant[],
  arrivals: readonly Arrival[],
  scene: Scene,
  plan: Plan,
): readonly Instant[] {
  const { midnight, span } = scene;
  const happened = arrivals.map((arrival) =>
    arrival.kind === "event" ? arrival.event.time : arrival.change.time,
  );
  const probes = [
    midnight,
    midnight + random.int(-span, 3 * span),
    midnight + 10 * span,
    ...calendarEnds(scene, plan),
  ];
  for (let more = 0; more < 5; more++) {
    const base = random.pick(happened.length === 0 ? times : happened);
    const zone = random.next() < 0.5 ? scene.zone : random.pick(ZONES);
    const edge = random.pick([
      base + random.pick([0, ...edgesOf(plan)]),
      random.pick(midnightsOf(zone, Math.floor(base / DAY_MS) + random.pick([0, 1, 1, 2]))),
    ]);
    probes.push(edge - 1, edge);
  }
  return [...new Set(probes)].sort((a, b) => a - b);
}

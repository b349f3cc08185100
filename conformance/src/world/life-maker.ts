import {
  ACCOUNTS_TRAIT,
  BUCKET_TRAIT,
  bucketRank,
  DAY_MS,
  type Instant,
  OWN_ZONE_TRAIT,
  type Random,
  SEEN_ZONE_TRAIT,
} from "@habitus/kernel";
import type { Leaf, Plan, TraitLeaf } from "@habitus/segments";
import { type EventLeaf, makeChain, makeEvent, makeHash } from "./event-maker.ts";
import { followsHome } from "./follows-home.ts";
import type { Arrival, Happening, Life, LifeTrait } from "./life.ts";
import { midnightsOf } from "./local-time.ts";
import { ACCOUNTS } from "./names.ts";
import type { Setting } from "./plan-maker.ts";
import { type Draft, setAt, writeDraft } from "./properties.ts";
import { type Scene, ZONES } from "./scene.ts";
import { calendarEnds, edgesOf, homeDayEdges } from "./times.ts";
import { fill, makeValue, type RawJson } from "./value-maker.ts";

/** A life in which the plan's conditions are often decided, and decided narrowly. */
export function makeLife(random: Random, setting: Setting): Life {
  const { scene, plan, times } = setting;
  const arrivals = [...makeEvents(random, setting), ...makeTraits(random, setting)];
  if (plan.leaves.some(followsHome)) arrivals.push(...makeMoves(random, times, scene));
  const copies = arrivals
    .filter(() => random.next() < 0.05)
    .map((arrival) => laterCopy(random, arrival, scene));
  const inOrder = [...arrivals, ...copies].sort((a, b) => a.now - b.now);
  return {
    arrivals: withUpheavals(random, inOrder),
    probes: makeProbes(random, times, arrivals, scene, plan),
  };
}

type TraitsLeaf = Exclude<Leaf, EventLeaf>;

const CHAIN_SHARE = 0.6;

function makeEvents(random: Random, { scene, plan, times }: Setting): readonly Arrival[] {
  const leaves = plan.leaves.filter((leaf): leaf is EventLeaf => "events" in leaf);
  const chains = leaves
    .filter((leaf) => leaf.kind === "sequence")
    .filter(() => random.next() < CHAIN_SHARE)
    .flatMap((leaf) => makeChain(random, leaf, random.pick(times)));
  const most = chains.length > 0 ? [0, 1, 2, 3] : [0, 1, 2, 3, 3, 4, 4, 5, 6, 8, 12];
  const count = leaves.length === 0 ? random.int(0, 1) : random.pick(most);
  const others = Array.from({ length: count }, () => makeEvent(random, random.pick(times), leaves));
  return [...chains, ...others].map((event) => {
    return { now: arrivalTime(random, event.time, scene), kind: "event", event };
  });
}

function makeTraits(random: Random, { scene, plan, times }: Setting): readonly Arrival[] {
  const leaves = plan.leaves.filter((leaf): leaf is TraitsLeaf => !("events" in leaf));
  const isRich = leaves.some((leaf) => leaf.kind === "changed" || isOfAccounts(leaf));
  const counts = isRich ? [2, 3, 4, 5, 6] : [0, 1, 2, 3, 4, 5];
  const count = leaves.length === 0 ? 0 : random.pick(counts);
  let time = random.pick(times);
  return Array.from({ length: count }, (): Arrival => {
    // Of changes of one instant only the hash decides.
    if (random.next() < 0.7) time = random.pick(times);
    const leaf = random.pick(leaves);
    if (isOfBucket(leaf)) {
      // When it is said, and the rank of the id that says it.
      const change = makeTrait(random, bucketRank(random.int(1, 5)), leaf, time);
      return { now: arrivalTime(random, time, scene), kind: "trait", change };
    }
    const change = makeTrait(random, time, leaf, random.pick(times));
    return { now: arrivalTime(random, change.time, scene), kind: "trait", change };
  });
}

const isOfBucket = (leaf: TraitsLeaf): boolean => leaf.kind === "trait" && leaf.test.kind === "bucket";

const MERGE_SHARE = 0.15;
const RESTART_SHARE = 0.2;

/** Some of what arrived was first another person's, and comes with a merge; here and there the process starts again. */
function withUpheavals(random: Random, arrivals: readonly Arrival[]): readonly Happening[] {
  const happenings: Happening[] = [...arrivals];
  if (arrivals.length > 1 && random.next() < MERGE_SHARE) {
    const others = new Set(arrivals.filter(() => random.next() < 0.4));
    const { now } = random.pick(arrivals);
    const brings = arrivals.filter((arrival) => others.has(arrival) && arrival.now <= now);
    const own = arrivals.filter((arrival) => !others.has(arrival) || arrival.now > now);
    happenings.splice(0, happenings.length, ...own, { now, kind: "merge", brings });
  }
  if (arrivals.length > 0 && random.next() < RESTART_SHARE) {
    happenings.push({ now: random.pick(arrivals).now, kind: "restart" });
  }
  return happenings.sort((a, b) => a.now - b.now);
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

function makeTrait(random: Random, time: Instant, leaf: TraitsLeaf, near: Instant): LifeTrait {
  const idHash = makeHash(random);
  if (leaf.kind !== "trait") return { name: leaf.trait, value: pastValue(random, leaf), time, idHash };
  const [name = "", ...inner] = leaf.path;
  if (isOfAccounts(leaf)) return { name, value: makeWord(random, leaf), time, idHash };
  const value = makeValue(random, leaf.test, near);
  return { name, value: nested(random, inner, value), time, idHash };
}

const isOfAccounts = (leaf: TraitsLeaf): boolean => leaf.kind === "trait" && leaf.path[0] === ACCOUNTS_TRAIT;

/** That somebody belongs to an account or does no more, or what the leaf asks of its traits, or nearly. */
function makeWord(random: Random, { test }: TraitLeaf): RawJson {
  const account = `{"account":${JSON.stringify(random.pick(ACCOUNTS))},"trait":`;
  const draft: Draft = new Map();
  if (test.kind === "items") fill(random, draft, test.of);
  const drawn = [...draft];
  if (drawn.length === 0 || random.next() < 0.5) {
    return `${account}null,"value":${random.next() < 0.8 ? "true" : "null"}}`;
  }
  const [trait, value] = random.pick(drawn);
  const written = random.next() < 0.1 ? "null" : value instanceof Map ? writeDraft(random, value) : value;
  return `${account}${JSON.stringify(trait)},"value":${written}}`;
}

/** A value that one side of the leaf asks for, or nearly. */
function pastValue(random: Random, leaf: Exclude<TraitsLeaf, TraitLeaf>): RawJson {
  if (random.next() < 0.1) return "null";
  const draft: Draft = new Map();
  fill(random, draft, leaf.kind === "held" ? leaf.where : random.pick([leaf.from, leaf.to]));
  const value = draft.get(leaf.trait);
  if (value === undefined) return random.pick(["7", '"other"', "null"]);
  return value instanceof Map ? writeDraft(random, value) : value;
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
  return Array.from({ length: random.pick([0, 1, 1, 2, 3, 4]) }, (): Arrival => {
    const value =
      random.next() < 0.2 ? random.pick(NO_ZONES) : JSON.stringify(random.pick([scene.zone, ...ZONES]));
    const name = random.next() < 0.5 ? OWN_ZONE_TRAIT : SEEN_ZONE_TRAIT;
    const change = { name, value, time: random.pick(times), idHash: makeHash(random) };
    return { now: arrivalTime(random, change.time, scene), kind: "trait", change };
  });
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
    arrival.kind === "event"
      ? arrival.event.time
      : arrival.change.name === BUCKET_TRAIT
        ? arrival.now
        : arrival.change.time,
  );
  const probes = [
    midnight,
    midnight + random.int(-span, 3 * span),
    midnight + 10 * span,
    ...calendarEnds(scene, plan),
    ...homeDayEdges(scene, plan),
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

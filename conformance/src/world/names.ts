import { type Random, TRANSITION_EVENTS } from "@habitus/kernel";
import { type EventName, type EventNames, NO_ACTIVITY, type Path } from "@habitus/segments";

/** Few, so that conditions of one plan often ask for the same; some need escaping everywhere. */
export const EVENT_NAMES: readonly string[] = ["buy", "view", 'it\'s "odd" \\ є'];

/** What no beginning of names means. */
const TRANSITION_NAMES: readonly string[] = Object.values(TRANSITION_EVENTS);

/** How some of them begin; the first begins the second. */
const EVENT_BEGINNINGS: readonly string[] = ["b", "buy", "vi", "it's \"", "Se"];

/** What a condition says of an event's name. */
export function makeName(random: Random): EventName {
  if (random.next() < 0.85) return random.pick(EVENT_NAMES);
  return random.next() < 0.3 ? { activity: true } : { startsWith: random.pick(EVENT_BEGINNINGS) };
}

/** What a plan says of an event's name. */
export function makeNames(random: Random): EventNames {
  if (random.next() < 0.85) return random.pick(EVENT_NAMES);
  const startsWith = random.pick(["", ...EVENT_BEGINNINGS]);
  if (random.next() < 0.6) return { startsWith };
  const inside = [...EVENT_NAMES, ...NO_ACTIVITY].filter((name) => name.startsWith(startsWith));
  const except = inside.filter(() => random.next() < 0.5);
  return except.length === 0 ? { startsWith } : { startsWith, except };
}

/** A name that fits, or one like it. */
export function nameFor(random: Random, name: EventNames): string {
  if (typeof name === "string") return name;
  const { startsWith, except = [] } = name;
  if (startsWith === "Se") return random.pick([...TRANSITION_NAMES, "Seen", "Sx", startsWith]);
  const fitting = EVENT_NAMES.filter((one) => one.startsWith(startsWith));
  const near = startsWith === "" ? [] : [startsWith];
  return random.pick([...fitting, ...except, ...near, `${startsWith}x`, `x${startsWith}`]);
}

export const PROPERTY_PATHS: readonly Path[] = [
  ["price"],
  ["category"],
  ["item", "name"],
  ["a.b"],
  ["item", "x y", "'"],
  ["__proto__"],
  ["$device_type"],
];

export const TRAIT_PATHS: readonly Path[] = [["plan"], ["age"], ["address", "city"], ["it's"], ["timezone"]];

/** Traits of these whose values may count for a time. */
export const DECAYING: readonly string[] = ["plan", "address", "it's"];

export const LISTS: readonly string[] = ["beta", "it's"];

export const ACCOUNTS: readonly string[] = ["acme", 'it\'s/"odd"'];

export const GROUPS: readonly { readonly group: string; readonly otherwise: boolean }[] = [
  { group: "news", otherwise: true },
  { group: "ads", otherwise: false },
];

/** Two of the workspace's own, which come about when the scene plays, and some that are shipped. */
export const OWN_OCCASIONS = ["Fair", 'it\'s a "sale"'] as const;

export const OCCASIONS: readonly string[] = [
  ...OWN_OCCASIONS,
  ...OWN_OCCASIONS,
  "new year’s day",
  "Mother's Day",
  "Easter Sunday",
];

/** The computed traits that definitions may compare, in every form that can be. */
export const COMPUTED = ["figure", "days", "count", "first", "last", "trait", "hour", "else"] as const;
/** Those whose value is no number. */
export const COMPUTED_VALUES = [
  "trait",
  "favourite",
  "oldest",
  "newest",
  "began",
  "ended",
  "hour",
  "weekday",
  "else",
] as const;

/** The scores that definitions may compare; what they add up is made with the workspace. */
export const SCORES: readonly string[] = ["points", "more points"];

/** The segments that definitions may contain; what they mean is made with the workspace. */
export const SEGMENTS: readonly string[] = ["inner", "outer"];

/** What people are told into buckets by. */
export const SALTS: readonly string[] = ["holdout-2026", "it's", "Größe"];

export function makeBuckets(random: Random): {
  readonly from: number;
  readonly to: number;
  readonly of: number;
} {
  const of = random.pick([2, 3, 5]);
  const from = random.int(0, of - 1);
  return { from, to: from === 0 ? random.int(0, of - 2) : random.int(from, of - 1), of };
}

import { HabitusError, reservedTrait } from "@habitus/kernel";
import type { EventKind, Leaf, Path, PlanNode, TraitLeaf } from "../plan/plan.ts";
import type { DataPurposes, PlanContext, PurposeRule } from "./context.ts";
import { kindsOf, pathsIn, valuesRead, withSource } from "./fields-read.ts";
import { entryOf } from "./look-up.ts";
import { type Leaves, negation, row } from "./nodes.ts";

// Consent is part of the plan: one conjunct over the condition, whatever the condition says. Leaves know no purpose.

/** The trait that tells where a person lives. */
export const COUNTRY: Path = ["country"];

/** Every purpose that must be allowed: those given, and those of all that the leaves read. In alphabetical order. */
export function purposesOf(
  own: readonly string[],
  read: readonly Leaf[],
  data: DataPurposes,
): readonly string[] {
  return [...new Set([...own, ...read.flatMap((leaf) => purposesRead(leaf, data))])].sort();
}

/**
 * True of the people who allow all the purposes: by their last word, or by the default where they never said.
 * @throws HabitusError unknown_purpose
 */
export function consentNode(
  purposes: readonly string[],
  { purposes: rules }: PlanContext,
  leaves: Leaves,
): PlanNode {
  const allowed = purposes.map((purpose) => {
    const rule = entryOf(rules, purpose);
    if (rule === null) throw new HabitusError("unknown_purpose", `There is no purpose "${purpose}"`);
    return allowedNode(purpose, rule, leaves);
  });
  return row("and", allowed);
}

function allowedNode(purpose: string, { otherwise, exceptIn }: PurposeRule, leaves: Leaves): PlanNode {
  const said = (value: boolean): PlanNode => {
    const path = [reservedTrait("consent", purpose)];
    return leaves.nodeOf({ kind: "trait", path, test: { kind: "boolean", value }, inForce: true });
  };
  // The word is true, false or absent, so one leaf tells where the default is the same for everybody.
  if (exceptIn.length === 0) return otherwise ? negation(said(false)) : said(true);
  const lives = leaves.nodeOf(livesIn(exceptIn));
  const byDefault = otherwise ? negation(lives) : lives;
  return row("or", [said(true), row("and", [byDefault, negation(said(false))])]);
}

function livesIn(countries: readonly string[]): TraitLeaf {
  const [first, ...others] = [...new Set(countries)]
    .sort()
    .map((value) => ({ kind: "text", op: "is", value, ignoreCase: true }) as const);
  const test =
    others.length === 0 && first !== undefined
      ? first
      : ({ kind: "any", of: [...(first === undefined ? [] : [first]), ...others] } as const);
  return { kind: "trait", path: COUNTRY, test, inForce: true };
}

/** The purposes that the events and fields carry which a leaf reads. */
function purposesRead(leaf: Leaf, data: DataPurposes): readonly string[] {
  const home = readsHome(leaf) ? traitPurposes(["timezone"], data) : [];
  if (leaf.kind === "trait") return [...traitPurposes(leaf.path, data), ...home];
  if (leaf.kind === "held" || leaf.kind === "changed") return [...traitPurposes([leaf.trait], data), ...home];
  const paths = valuesRead(leaf);
  const read = kindsOf(leaf).flatMap((kind) => [
    ...eventPurposes(kind, data),
    ...propertyPurposes(kind, [...paths, ...pathsIn(kind.where)].flatMap(withSource), data),
  ]);
  return [...read, ...home];
}

/**
 * Whether any part of a leaf reads the calendar or the clock where the person lives. Each that does says so itself: it has a zone for people
 * of whom none is known, `otherwise`.
 */
function readsHome(part: unknown): boolean {
  if (typeof part !== "object" || part === null) return false;
  return "otherwise" in part || Object.values(part).some(readsHome);
}

function traitPurposes([name = ""]: Path, { traits }: DataPurposes): readonly string[] {
  return entryOf(traits, name) ?? [];
}

function eventPurposes({ name }: EventKind, { events }: DataPurposes): readonly string[] {
  return entriesOf(events, name).flat();
}

function propertyPurposes(
  { name }: EventKind,
  paths: readonly Path[],
  data: DataPurposes,
): readonly string[] {
  return entriesOf(data.properties, name).flatMap((properties) =>
    paths.flatMap(([key = ""]) => entryOf(properties, key) ?? []),
  );
}

/** Of a name by its beginning, the entries of all names that begin so. */
function entriesOf<T>(record: Readonly<Record<string, T>>, name: EventKind["name"]): readonly T[] {
  if (typeof name !== "string") {
    const { startsWith, except = [] } = name;
    return Object.entries(record).flatMap(([key, entry]) =>
      key.startsWith(startsWith) && !except.includes(key) ? [entry] : [],
    );
  }
  const entry = entryOf(record, name);
  return entry === null ? [] : [entry];
}

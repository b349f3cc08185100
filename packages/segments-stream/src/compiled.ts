import { assert, must } from "@habitus/kernel";
import type { EventKind, EventNames, Filter, Leaf, Path, Plan } from "@habitus/segments";
import { CellDraft } from "./cells.ts";
import { fingerprintOf, textOfPart } from "./canonical-text.ts";
import { ByteReader } from "./codec/byte-reader.ts";
import { type Keeper, keepersOf } from "./keepers.ts";
import { chainOf } from "./operators/chain.ts";
import type { Operator } from "./operators/operator.ts";
import { inOneShape } from "./operators/one-shape.ts";
import { operatorOf } from "./operators/operator-of.ts";
import { withoutCovered } from "./value/event-name.ts";
import { compileTruth, type LeafTruths, type SegmentTruth } from "./truth-tree.ts";
import { compileFilter, type PropertiesCheck } from "./value/filter.ts";

/** A segment to be kept up to date; the key is the caller's name for it. */
export type SegmentPlan = { readonly key: string; readonly plan: Plan };

export type CompiledSegment = {
  readonly key: string;
  /** In the order of the keys. */
  readonly place: number;
  readonly truth: SegmentTruth;
  /** Those that it reads, each once. */
  readonly leaves: readonly number[];
};

/** Segments in the order of their keys, and all leaves that any of them reads, each once, ascending by keeper. */
export type Readers = { readonly segments: readonly CompiledSegment[]; readonly leaves: readonly number[] };

/** Keepers that ask for the same event with the same condition: it is tested once for all of them. */
export type EventGroup = { readonly matches: PropertiesCheck; readonly keepers: readonly number[] };

/** Keepers that ask no more than that the value at a path is a text: an event's own text finds them. */
export type TextGroups = { readonly path: Path; readonly keepersOf: ReadonlyMap<string, readonly number[]> };

/** All keepers that ask for the same event, each once. */
export type EventGroups = {
  /** Keepers that ask for no more than the event itself. */
  readonly always: readonly number[];
  readonly byText: readonly TextGroups[];
  readonly groups: readonly EventGroup[];
};

/** Groups that ask for every event whose name begins so, but for those that are left out. */
export type PrefixGroups = {
  readonly name: EventNames;
  readonly prefix: string;
  readonly groups: EventGroups;
};

/** All plans together: leaves, each once, what keeps them, found by what touches it, and the segments that hang on each. */
export type Compiled = {
  readonly fingerprint: string;
  /** What each leaf asks, as one text for equal leaves; ascending. */
  readonly leafTexts: readonly string[];
  readonly keepers: readonly Keeper[];
  /** Per leaf, the number of its keeper, and its own among the leaves of that. */
  readonly keeperOf: readonly number[];
  readonly indexOf: readonly number[];
  /** Segments in the order of their keys. */
  readonly segments: readonly CompiledSegment[];
  /** Per keeper, the numbers of its leaves. */
  readonly leavesOf: readonly (readonly number[])[];
  /** Per leaf, what reads it. */
  readonly readersOf: readonly Readers[];
  /** All leaves, ascending by keeper, and per leaf its place among them. */
  readonly byKeeper: readonly number[];
  readonly rankOf: readonly number[];
  readonly byEvent: ReadonlyMap<string, EventGroups>;
  readonly byPrefix: readonly PrefixGroups[];
  readonly byTrait: ReadonlyMap<string, readonly number[]>;
  readonly followsHome: boolean;
  /** The truths of leaves for a person of whom nothing is known. */
  readonly truthsOfNothing: LeafTruths;
  /** The same, and for a moment those of the person at hand. */
  readonly truths: LeafTruths;
  /** By the places of segments, 1 for true: for a moment what some of them are after a change. */
  readonly after: Uint8Array;
  /** By the ranks of leaves, 1 for a moment where one is to be looked at. */
  readonly asked: Uint8Array;
  /** For reading and writing one cell at a time, so that no event makes new ones; so is the list. */
  readonly reader: ByteReader;
  readonly draft: CellDraft;
  /** Leaves whose truths have been turned round for that moment. */
  readonly turned: number[];
  /** What the input at hand matches. */
  readonly touched: number[];
};

/** Wraps or replaces an operator; tests look inside or seed faults with it. */
export type OperatorProbe = (leaf: Leaf, operator: Operator) => Operator;

export function compile(plans: readonly SegmentPlan[], probe: OperatorProbe): Compiled {
  const ordered = plans.toSorted((a, b) => (a.key < b.key ? -1 : 1));
  assert(
    new Set(ordered.map(({ key }) => key)).size === ordered.length,
    "every segment has a key of its own",
  );
  const distinct = distinctLeaves(ordered);
  const texts = [...distinct.keys()].sort();
  const numbers = new Map(texts.map((text, number) => [text, number]));
  const list = texts.map((text) => must(distinct.get(text), "every text stands for a leaf"));
  const operators = list.map((leaf) => inOneShape(probed(leaf, probe)));

  const keepers = keepersOf(list, operators);
  const keeperOf: number[] = texts.map(() => 0);
  const indexOf: number[] = texts.map(() => 0);
  for (const [keeper, { leaves }] of keepers.entries()) {
    for (const [index, { leaf }] of leaves.entries()) {
      keeperOf[leaf] = keeper;
      indexOf[leaf] = index;
    }
  }
  const segments = ordered.map(({ key, plan }, place): CompiledSegment => {
    const own = plan.leaves.map((leaf) => must(numbers.get(textOfPart(leaf)), "every leaf has a number"));
    return { key, place, truth: compileTruth(plan.root, own), leaves: [...new Set(own)] };
  });
  const byKeeper = ascending(texts.keys(), keeperOf);
  const truthsOfNothing = Uint8Array.from(operators, ({ truthOfNothing }) => (truthOfNothing ? 1 : 0));

  return {
    fingerprint: fingerprintOf(texts),
    leafTexts: texts,
    keepers,
    keeperOf,
    indexOf,
    segments,
    leavesOf: keepers.map(({ leaves }) => leaves.map(({ leaf }) => leaf)),
    readersOf: readersOfLeaves(segments, keeperOf),
    byKeeper,
    rankOf: [...byKeeper.keys()].sort((one, other) => (byKeeper[one] ?? 0) - (byKeeper[other] ?? 0)),
    ...groupByEvent(list, keeperOf),
    byTrait: groupByTrait(list, keeperOf),
    followsHome: keepers.some(({ keeping }) => keeping.followsHome),
    truthsOfNothing,
    truths: truthsOfNothing.slice(),
    after: new Uint8Array(segments.length),
    asked: new Uint8Array(texts.length),
    reader: new ByteReader(new Uint8Array(0)),
    draft: new CellDraft(),
    turned: [],
    touched: [],
  };
}

/** Of an operator that the probe has changed the functions are asked, for its numbers may say something else. */
function probed(leaf: Leaf, probe: OperatorProbe): Operator {
  const own = operatorOf(leaf);
  const operator = probe(leaf, own);
  return operator === own ? own : { ...operator, sliding: undefined };
}

function distinctLeaves(plans: readonly SegmentPlan[]): ReadonlyMap<string, Leaf> {
  const leaves = new Map<string, Leaf>();
  for (const { plan } of plans) {
    for (const leaf of plan.leaves) leaves.set(textOfPart(leaf), leaf);
  }
  return leaves;
}

/** @param keeperOf per leaf. */
function readersOfLeaves(
  segments: readonly CompiledSegment[],
  keeperOf: readonly number[],
): readonly Readers[] {
  const readers = keeperOf.map((): CompiledSegment[] => []);
  for (const segment of segments) for (const leaf of segment.leaves) readers[leaf]?.push(segment);
  return readers.map((of) => {
    const leaves = new Set(of.flatMap((segment) => segment.leaves));
    return { segments: of, leaves: ascending(leaves, keeperOf) };
  });
}

/** The leaves in the order of their keepers. */
function ascending(leaves: Iterable<number>, keeperOf: readonly number[]): readonly number[] {
  return [...leaves].sort((one, other) => (keeperOf[one] ?? 0) - (keeperOf[other] ?? 0));
}

type Groups = Map<string, { readonly where: Filter; readonly keepers: Set<number> }>;

function groupsOf(
  leaves: readonly Leaf[],
  keeperOf: readonly number[],
): ReadonlyMap<string, { readonly name: EventNames; readonly groups: Groups }> {
  const names = new Map<string, { readonly name: EventNames; readonly groups: Groups }>();
  for (const [number, leaf] of leaves.entries()) {
    for (const { name, where } of kindsOf(leaf)) {
      const key = JSON.stringify(name);
      const own = names.get(key) ?? { name, groups: new Map() };
      names.set(key, own);
      const text = textOfPart(where);
      const group = own.groups.get(text) ?? { where, keepers: new Set() };
      own.groups.set(text, group);
      group.keepers.add(must(keeperOf[number], "every leaf has a keeper"));
    }
  }
  return names;
}

function compiledGroups(all: Groups): EventGroups {
  const texts = new Map<
    string,
    { readonly path: Path; readonly keepersOf: Map<string, readonly number[]> }
  >();
  const groups: EventGroup[] = [];
  const always: number[] = [];
  for (const group of all.values()) {
    const { where } = group;
    const keepers = [...group.keepers];
    if (where.kind === "and" && where.of.length === 0) {
      always.push(...keepers);
      continue;
    }
    const text = textAsked(where);
    if (text === null) {
      groups.push({ matches: compileFilter(where), keepers });
      continue;
    }
    const key = JSON.stringify(text.path);
    const own = texts.get(key) ?? { path: text.path, keepersOf: new Map() };
    texts.set(key, own);
    own.keepersOf.set(text.value, keepers);
  }
  return { always, byText: [...texts.values()], groups };
}

/** The text that a filter asks for, where it asks for nothing else. */
function textAsked(where: Filter): { readonly path: Path; readonly value: string } | null {
  if (where.kind !== "test" || where.test.kind !== "text") return null;
  const { op, ignoreCase, value } = where.test;
  return op === "is" && !ignoreCase ? { path: where.path, value } : null;
}

function groupByEvent(
  leaves: readonly Leaf[],
  keeperOf: readonly number[],
): Pick<Compiled, "byEvent" | "byPrefix"> {
  const byEvent = new Map<string, EventGroups>();
  const byPrefix: PrefixGroups[] = [];
  for (const { name, groups } of groupsOf(leaves, keeperOf).values()) {
    if (typeof name === "string") byEvent.set(name, compiledGroups(groups));
    else byPrefix.push({ name, prefix: name.startsWith, groups: compiledGroups(groups) });
  }
  return { byEvent, byPrefix };
}

const ANYTHING: Filter = { kind: "and", of: [] };

/** Which events a leaf has to see; a chain or a ratio sees all of its names once, and tells the parts they play by itself. */
function kindsOf(leaf: Leaf): readonly EventKind[] {
  if (!("events" in leaf)) return [];
  if (leaf.kind !== "sequence" && leaf.kind !== "ratio") return [leaf.events];
  const kinds = leaf.kind === "sequence" ? chainOf(leaf).roles : [leaf.events, leaf.part];
  const names = withoutCovered(kinds.map(({ name }) => name));
  return names.map((name) => ({ name, where: ANYTHING }));
}

/** The trait whose changes a leaf has to see. */
function traitOf(leaf: Leaf): string | null {
  if (leaf.kind === "trait") return must(leaf.path[0], "a trait's path begins with its name");
  return leaf.kind === "held" || leaf.kind === "changed" ? leaf.trait : null;
}

function groupByTrait(
  leaves: readonly Leaf[],
  keeperOf: readonly number[],
): ReadonlyMap<string, readonly number[]> {
  const traits = new Map<string, number[]>();
  for (const [number, leaf] of leaves.entries()) {
    const name = traitOf(leaf);
    if (name === null) continue;
    const group = traits.get(name) ?? [];
    traits.set(name, group);
    group.push(must(keeperOf[number], "every leaf has a keeper"));
  }
  return traits;
}

import { HabitusError } from "@habitus/kernel";
import type { Leaf } from "@habitus/segments";

/** How kinds of what reads data are called. */
const KINDS = {
  segments: "segments",
  scores: "scores",
  computedTraits: "computed traits",
  models: "models",
  surveys: "surveys",
} as const;
export type ReaderKind = keyof typeof KINDS;

/** Something that goes by a key and reads traits, through segments and scores inside too. */
export type TraitReader = {
  readonly kind: Exclude<ReaderKind, "surveys">;
  readonly key: string;
  readonly traits: readonly string[];
  /** What it asks of people; of a computed trait only what it asks of their events. */
  readonly leaves: readonly Leaf[];
};

/** All that reads traits, as it stands now. */
export type TraitReaders = () => readonly TraitReader[];

export function readersOf(all: readonly TraitReader[], traits: readonly string[]): readonly TraitReader[] {
  return all.filter((reader) => reader.traits.some((trait) => traits.includes(trait)));
}

/** Keys by kind; kinds of which there are none are left out. */
export function keysByKind(readers: readonly TraitReader[]): Readonly<Partial<Record<ReaderKind, string[]>>> {
  const keys: Partial<Record<ReaderKind, string[]>> = {};
  for (const { kind, key } of readers) (keys[kind] ??= []).push(key);
  return keys;
}

/** "segments a, b and models c" */
export function readersText(keys: Readonly<Partial<Record<ReaderKind, readonly string[]>>>): string {
  return Object.entries(KINDS)
    .flatMap(([kind, called]) => {
      const some = keys[kind as ReaderKind] ?? [];
      return some.length === 0 ? [] : [`${called} ${some.join(", ")}`];
    })
    .join(" and ");
}

/**
 * Refuses to end traits that something reads.
 * @param what What is read, as the beginning of a sentence.
 * @throws HabitusError `in_use`.
 */
export function refuseRead(
  all: readonly TraitReader[],
  traits: readonly string[],
  what: string,
  details: Readonly<Record<string, unknown>> = {},
): void {
  const readers = readersOf(all, traits);
  if (readers.length === 0) return;
  const keys = keysByKind(readers);
  throw new HabitusError("in_use", `${what} read by ${readersText(keys)}.`, {
    fix: "Change or delete these first.",
    details: { ...details, ...keys },
  });
}

/** The trait that a leaf looks at, as it is or as it was; null for a leaf that looks at none. */
export function traitOf(leaf: Leaf): string | null {
  if (leaf.kind === "trait") return leaf.path[0] ?? null;
  return leaf.kind === "held" || leaf.kind === "changed" ? leaf.trait : null;
}

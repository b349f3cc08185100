import type { PropertyPath } from "../tree/definition.ts";

/**
 * What there is in a workspace to make a definition of. It comes from a sample of what was sent, so absence in it is a hint
 * and never a rule; each part says whether it holds all that was looked at.
 */
export type Vocabulary = {
  /** Most frequent first. */
  readonly events: readonly KnownEvent[];
  /** False when there are more events than these. */
  readonly eventsClosed: boolean;
  /** The first key of a path names the trait. */
  readonly traits: readonly KnownProperty[];
  readonly traitsClosed: boolean;
  /** Of accounts, as those of people. */
  readonly accountTraits?: readonly KnownProperty[];
  /** How many accounts were looked at for them, and whether these have no more than those. */
  readonly accountsSeen?: { readonly looked: number; readonly closed: boolean };
  readonly segments: readonly KnownName[];
  readonly lists: readonly KnownName[];
  /** Subscription groups. */
  readonly groups: readonly KnownName[];
  /** Computed traits. */
  readonly computed?: readonly KnownName[];
  /** By id, as far as an editor has looked for them. */
  readonly accounts?: readonly KnownName[];
  /** The workspace's own currency; null while it has none. */
  readonly currency?: string | null | undefined;
  /** Those of the calendar and the workspace's own. */
  readonly occasions: readonly NamedOccasion[];
};

/** An occasion and the countries that it names. */
export type NamedOccasion = { readonly name: string; readonly countries: readonly string[] };

export type KnownName = { readonly key: string; readonly name: string };

/** In which currencies some events are. */
export type CurrencyCount = {
  /** As the event says, in capitals; null where it says none. */
  readonly said: string | null;
  /** The currency of the amounts that it took along; null where it has none. */
  readonly own: string | null;
  readonly events: number;
};

export type KnownEvent = {
  readonly name: string;
  readonly count: number;
  /** How many of its newest events were looked at; 0 when none was, and then its properties are not known. */
  readonly looked: number;
  readonly properties: readonly KnownProperty[];
  /** False when the events looked at have more properties than these. */
  readonly closed: boolean;
  /** Of those that hold amounts of money; more of them are looked at than for properties. */
  readonly currencies?: readonly CurrencyCount[] | undefined;
};

export type KnownProperty = {
  readonly path: PropertyPath;
  /** Values looked at; absent ones are none. */
  readonly seen: number;
  /** As what at least one of them can be read, by the rules of the language. Of lists and objects: as nothing. */
  readonly readings: readonly Reading[];
  /** The most frequent, as JSON text. */
  readonly values: readonly string[];
  /** Whether `values` are all there were. */
  readonly closed: boolean;
  /** Where it was a list: what its items look like. */
  readonly items?: KnownItems | undefined;
  /** Of a trait that holds the answers to a question of a survey. */
  readonly asked?: KnownQuestion | undefined;
};

/** The paths begin inside an item; that of an item which is a single value is empty. */
export type KnownItems = {
  readonly properties: readonly KnownProperty[];
  /** False when the items looked at have more properties than these. */
  readonly closed: boolean;
};

export type KnownQuestion = {
  /** The survey's name. */
  readonly survey: string;
  readonly text: string;
  /** What the answer tells of. */
  readonly tag: string | null;
};

export type Reading = "text" | "number" | "time" | "boolean";

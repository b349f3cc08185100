import type {
  Condition,
  EventName,
  Literal,
  LocalChoice,
  NumberLiteral,
  PropertyCondition,
  PropertyPath,
} from "@habitus/segments";
import type { Word } from "../words.ts";

/**
 * How a part of a definition is shown as a row: words and controls in the order they are read. It is data; the controls
 * themselves stand in `parts.tsx`. A union of the language has a spec for each of its members, so a new member does not
 * compile until it says how it is shown.
 */
export type Spec<T> = {
  /** In the list to choose from. */
  readonly name: Word;
  /** What it begins with when it is chosen. */
  readonly blank: T;
  readonly parts: readonly Part<T>[];
  /** Offered only where it already stands. */
  readonly rare?: true;
};

/** Days of the week, as a condition chooses among them. */
export type LocalDays = NonNullable<LocalChoice["days"]>;

/** Fields of `T` that hold a `V` or are left out. */
export type FieldOf<T, V> = {
  [K in keyof T & string]-?: Exclude<T[K], undefined> extends V ? K : never;
}[keyof T & string];

/** The member of a union whose `Tag` may be `Value`. */
export type Member<U, Tag extends string, Value> = U extends { readonly [K in Tag]: infer V }
  ? Value extends V
    ? U & { readonly [K in Tag]: Value }
    : never
  : never;

type TagOf<U, Tag extends string> = U extends { readonly [K in Tag]: infer V extends string } ? V : never;

/** One spec for each value of the tag. */
export type Specs<U, Tag extends string> = {
  readonly [Value in TagOf<U, Tag>]: Spec<Member<U, Tag, Value>>;
};

/** Offers to add what may be left out. */
export type Addition<V> = { readonly text: Word; readonly blank: V };

export type Part<T> =
  | {
      readonly show: "words";
      readonly text: Word;
      /** Read instead where the number before it is 1. */
      readonly one?: { readonly of: FieldOf<T, number | NumberLiteral>; readonly text: Word };
    }
  | { readonly show: "event"; readonly field: FieldOf<T, EventName> }
  | {
      readonly show: "text";
      readonly field: FieldOf<T, string>;
      readonly label: Word;
      /** Before a text that may be left out. */
      readonly words?: Word;
      /** Says what is missing while it is empty. */
      readonly choose?: Word;
      readonly add?: Addition<string>;
    }
  | {
      readonly show: "date";
      readonly field: FieldOf<T, string>;
      readonly label: Word;
    }
  /** Something of the workspace, by its key. */
  | { readonly show: "reference"; readonly field: FieldOf<T, string>; readonly of: Reference }
  | ChoicePart<T, FieldOf<T, string>>
  | {
      readonly show: "whole";
      readonly field: FieldOf<T, number>;
      readonly label: Word;
      readonly least?: number;
      /** Before a number that may be left out. */
      readonly words?: Word;
      readonly add?: Addition<number>;
    }
  | { readonly show: "number"; readonly field: FieldOf<T, NumberLiteral>; readonly label: Word }
  | {
      readonly show: "literal";
      readonly field: FieldOf<T, Literal>;
      readonly kinds: readonly Literal["kind"][];
    }
  | { readonly show: "days"; readonly field: FieldOf<T, LocalDays>; readonly label: Word }
  | { readonly show: "literals"; readonly field: FieldOf<T, readonly Literal[]> }
  | {
      readonly show: "flag";
      readonly field: FieldOf<T, true>;
      readonly text: Word;
      /** A short sign to show in its place. */
      readonly sign?: string;
      /** With a name for its absence it is a choice between the two. */
      readonly off?: Word;
      /** Names that choice. */
      readonly label?: Word;
    }
  | {
      readonly show: "path";
      readonly field: FieldOf<T, PropertyPath>;
      readonly of: Subject;
      readonly label: Word;
      readonly add?: Addition<PropertyPath>;
    }
  | {
      readonly show: "where";
      readonly field: FieldOf<T, PropertyCondition>;
      /** Instead of "where"; then there is always a test. */
      readonly words?: Word;
      /** The tests are of items that a path leads through, and offered once it has several keys. */
      readonly inItems?: {
        readonly of: FieldOf<T, PropertyPath>;
        readonly lead: Word;
        readonly add: Word;
      };
    }
  /** A whole condition inside a row, as its sentence. */
  | {
      readonly show: "sentence";
      readonly field: FieldOf<T, Condition>;
      readonly label: Word;
      /** Where it may be left out. */
      readonly add?: Addition<Condition>;
    }
  | RecordPart<T, FieldOf<T, object>>
  | ListPart<T, FieldOf<T, readonly object[]>>
  | VariantPart<T, FieldOf<T, object>>
  /** A test of the value at the path beside it. Its operators have a positive and a negative name. */
  | { readonly show: "test"; readonly field: FieldOf<T, { readonly op: string }>; readonly of: Subject };

/** Whose names are offered: the traits of people or the properties of the event in the same condition. */
export type Subject = "trait" | "property";

export type Reference = "list" | "group" | "segment" | "score" | "predicted" | "computed" | "occasion";

type ChoiceWords<V> = { readonly [Value in Exclude<V, undefined> & string]: Word };

type ChoicePart<T, K extends keyof T & string> = K extends unknown
  ? {
      readonly show: "choice";
      readonly field: K;
      readonly label: Word;
      readonly options: ChoiceWords<T[K]>;
      /** Read instead where the number before it is 1: that in the first of these fields that is there. */
      readonly one?: { readonly of: readonly FieldOf<T, number>[]; readonly options: ChoiceWords<T[K]> };
    }
  : never;

type RecordPart<T, K extends keyof T & string> = K extends unknown
  ? {
      readonly show: "record";
      readonly field: K;
      readonly parts: readonly Part<Exclude<T[K], undefined>>[];
      readonly add?: Addition<Exclude<T[K], undefined>>;
    }
  : never;

type ListPart<T, K extends keyof T & string> = K extends unknown
  ? Exclude<T[K], undefined> extends readonly (infer Item)[]
    ? {
        readonly show: "list";
        readonly field: K;
        readonly item: readonly Part<Item>[];
        readonly add: Addition<Item>;
        readonly least: number;
      }
    : never
  : never;

type VariantPart<T, K extends keyof T & string> = K extends unknown
  ? VariantOf<T, K, keyof Exclude<T[K], undefined> & string>
  : never;

type VariantOf<T, K extends keyof T & string, Tag extends string> = Tag extends unknown
  ? {
      readonly show: "variant";
      readonly field: K;
      readonly tag: Tag;
      readonly label: Word;
      /** One for each form there is. */
      readonly specs: Specs<Exclude<T[K], undefined>, Tag>;
      /** Name of leaving it out; without it something must be chosen. */
      readonly absent?: Word;
      /** A flag that excludes the field stands among the choices. */
      readonly orFlag?: { readonly field: FieldOf<T, true>; readonly name: Word };
    }
  : never;

/** The same with their types forgotten, for the one component that draws all of them. */
export type AnyRecord = Readonly<Record<string, unknown>>;
export type AnyPart = Part<Readonly<Record<string, never>>>;
export type AnySpec = {
  readonly name: Word;
  readonly blank: AnyRecord;
  readonly parts: readonly AnyPart[];
  readonly rare?: true;
};

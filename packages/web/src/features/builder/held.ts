import type {
  Condition,
  EventName,
  Literal,
  NumberLiteral,
  PropertyCondition,
  PropertyPath,
} from "@habitus/segments";
import type { AnyPart, AnyRecord, LocalDays } from "./specs/spec.ts";

/** What the field of a part holds, by how the part is shown. */
type Held = {
  readonly event: EventName;
  readonly path: PropertyPath;
  readonly choice: string;
  readonly days: LocalDays;
  readonly reference: string;
  readonly text: string;
  readonly date: string;
  readonly whole: number;
  readonly number: NumberLiteral;
  readonly literal: Literal;
  readonly literals: readonly Literal[];
  readonly where: PropertyCondition;
  readonly sentence: Condition;
  readonly record: AnyRecord;
  readonly list: readonly AnyRecord[];
  readonly variant: AnyRecord;
  readonly test: AnyRecord;
};

type HeldBy<Show extends keyof Held> = { readonly show: Show; readonly field: string };

/** What a part shows; undefined where it is left out. That the field holds it, `Part` has seen to where the spec is written. */
export function held<Show extends keyof Held>(
  { field }: HeldBy<Show>,
  value: AnyRecord,
): Held[Show] | undefined {
  return value[field] as Held[Show] | undefined;
}

type Forgotten = {
  readonly parts: readonly AnyPart[];
  readonly value: AnyRecord;
};

/** A record with the parts that show it, their types forgotten together; what the parts give back is `remembered`. */
export function forgotten(parts: readonly Pick<AnyPart, "show">[], value: object): Forgotten {
  return { parts: parts as readonly AnyPart[], value: value as AnyRecord };
}

/** The parts give back what they were given, with fields changed to others of their kind. */
export function remembered<T extends object>(next: AnyRecord): T {
  return next as unknown as T;
}

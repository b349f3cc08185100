import type { PropertyPath } from "@habitus/segments";
import type { AnyPart, AnyRecord } from "./specs/spec.ts";

/** What stands around a control and decides which names and values it offers. */
export type Scope = { readonly event: string | null; readonly path: PropertyPath | null };

/** Says that the opposite is meant; only where an operator can say so. */
export type Negation = {
  readonly negated: boolean;
  readonly change: (value: AnyRecord, negated: boolean, field: string) => void;
};

export type PartsProps = {
  readonly parts: readonly AnyPart[];
  readonly value: AnyRecord;
  /** `field` names the control that was used, for taking back what was typed into it at once. */
  readonly onChange: (value: AnyRecord, field: string) => void;
  readonly scope: Scope;
  /** Prefix of `field`. */
  readonly at: string;
  readonly negation?: Negation;
};

export const NO_SCOPE: Scope = { event: null, path: null };

/** The scope inside a record: its own event and path, otherwise those around it. */
export function scopeIn(value: AnyRecord, around: Scope): Scope {
  const { event, path, property } = value;
  return {
    event: typeof event === "string" ? event : around.event,
    path: asPath(path) ?? asPath(property) ?? around.path,
  };
}

function asPath(value: unknown): PropertyPath | null {
  return Array.isArray(value) ? (value as PropertyPath) : null;
}

import type { Owner, PropertyPath } from "@habitus/segments";
import type { AnyPart, AnyRecord } from "./specs/spec.ts";

/** What stands around a control and decides which names and values it offers. */
export type Scope = Owner & { readonly path: PropertyPath | null };

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

export const NO_SCOPE: Scope = { of: "traits", event: null, lists: [], path: null };

/** The scope inside a record: its own event and path, otherwise those around it. */
export function scopeIn(value: AnyRecord, around: Scope): Scope {
  const { event, path, property } = value;
  return { ...ownerIn(value, around, event), path: asPath(path) ?? asPath(property) ?? around.path };
}

function ownerIn({ kind }: AnyRecord, around: Scope, event: unknown): Owner {
  if (event !== undefined)
    return { of: "events", event: typeof event === "string" ? event : null, lists: [] };
  return kind === "accounts" ? { of: "accounts", event: null, lists: [] } : around;
}

/** The scope in the items that a list at the path has, or leads through. */
export function scopeInItems(around: Scope, list: PropertyPath): Scope {
  return { ...around, lists: [...around.lists, list], path: null };
}

export function asPath(value: unknown): PropertyPath | null {
  return Array.isArray(value) ? (value as PropertyPath) : null;
}

import type { PropertyCondition } from "@habitus/segments";
import type { Joiner } from "./rows.ts";
import { PROPERTIES, type PropertyLeaf } from "./specs/properties.ts";

/** A condition on properties without the "not"s before it. */
export type Said = { readonly positive: PropertyLeaf | PropertyGroup; readonly nots: number };
export type PropertyGroup = Extract<PropertyCondition, { readonly kind: Joiner }>;

export function saidOf(condition: PropertyCondition): Said {
  let positive = condition;
  let nots = 0;
  while (positive.kind === "not") {
    positive = positive.of;
    nots++;
  }
  return { positive, nots };
}

export function negate(of: PropertyCondition, nots: number): PropertyCondition {
  let negated = of;
  for (let said = 0; said < nots; said++) negated = { kind: "not", of: negated };
  return negated;
}

/** The group with a part changed or, without a new one, left out. What remains of two is that one; of one, nothing. */
export function withPart(
  { kind, of }: PropertyGroup,
  index: number,
  part: PropertyCondition | undefined,
): PropertyCondition | undefined {
  if (part !== undefined) return { kind, of: of.with(index, part) };
  const rest = of.toSpliced(index, 1);
  return rest.length < 2 ? rest[0] : { kind, of: rest };
}

/** One more test, joined by "and" unless the tests are joined already. */
export function withOneMore(condition: PropertyCondition): PropertyCondition {
  const { blank } = PROPERTIES.property;
  if (condition.kind === "and" || condition.kind === "or") {
    return { kind: condition.kind, of: [...condition.of, blank] };
  }
  return { kind: "and", of: [condition, blank] };
}

/** Two tests of which one is enough; among tests that are joined by "or", two that must both hold. */
export function withGroup(condition: PropertyCondition): PropertyCondition {
  const { blank } = PROPERTIES.property;
  const group = (kind: Joiner): PropertyCondition => ({ kind, of: [blank, blank] });
  if (condition.kind === "or") return { kind: "or", of: [...condition.of, group("and")] };
  if (condition.kind === "and") return { kind: "and", of: [...condition.of, group("or")] };
  return { kind: "and", of: [condition, group("or")] };
}

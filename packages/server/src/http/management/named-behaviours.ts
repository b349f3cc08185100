import type { Behaviour, Patterns } from "@habitus/contract";
import type { Called } from "../../health/trace-called.ts";

/** Behaviours that are of an item are told with its name. */
export function withItemNames(patterns: Patterns, called: Called): Patterns {
  const named = (behaviour: Behaviour): Behaviour => {
    const { event, property, value } = behaviour;
    const name = called({ name: event, path: property, value });
    return name === null ? behaviour : { ...behaviour, called: name };
  };
  const ofEach = <T extends { readonly behaviour: Behaviour }>(found: readonly T[]): T[] =>
    found.map((each) => ({ ...each, behaviour: named(each.behaviour) }));
  return {
    ...patterns,
    changing: ofEach(patterns.changing),
    oddDays: ofEach(patterns.oddDays),
    steady: patterns.steady.map(named),
    tooRare: patterns.tooRare.map(named),
  };
}

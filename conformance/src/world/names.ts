import type { Path } from "@habitus/segments";

/** Few, so that conditions of one plan often ask for the same; some need escaping everywhere. */
export const EVENT_NAMES: readonly string[] = ["buy", "view", 'it\'s "odd" \\ є'];

export const PROPERTY_PATHS: readonly Path[] = [
  ["price"],
  ["category"],
  ["item", "name"],
  ["a.b"],
  ["item", "x y", "'"],
  ["__proto__"],
];

export const TRAIT_PATHS: readonly Path[] = [["plan"], ["age"], ["address", "city"], ["it's"], ["timezone"]];

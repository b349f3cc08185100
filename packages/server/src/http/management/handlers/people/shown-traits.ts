import type { Person } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import type { NodeTrait } from "../../../../profiles/trait-word.ts";
import { rawValue } from "../../write-json.ts";

/** Traits as answers show them, every digit kept. */
export function shownTraits(traits: readonly NodeTrait[]) {
  return {
    traits: Object.fromEntries(traits.map(({ name, value }) => [name, rawValue(value)])),
    traitDetails: Object.fromEntries(
      traits.map(({ name, value, time, source }) => [
        name,
        { type: typeOf(value), time: formatInstant(time), source },
      ]),
    ),
  };
}

/** Of a value's JSON text, which is never null. */
function typeOf(json: string): Person["traitDetails"][string]["type"] {
  const first = json.charAt(0);
  if (first === '"') return "text";
  if (first === "{") return "object";
  if (first === "[") return "list";
  return first === "t" || first === "f" ? "boolean" : "number";
}

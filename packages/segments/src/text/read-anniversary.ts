import type { SyntaxNode } from "@lezer/common";
import { must } from "@habitus/kernel";
import type { AnniversaryWindow, OccasionCondition, TraitCondition } from "../tree/definition.ts";
import { readKeys } from "./read-comparison.ts";
import { placed, type Reader } from "./reader.ts";
import { readTraitWindow } from "./read-window.ts";

/** The trait that "birthday in next 7 days" is about. */
export const BIRTHDAY = "birthday";

/** "birthday in next 7 days", "anniversary of signup today". */
export function readAnniversary(reader: Reader, node: SyntaxNode): TraitCondition | null {
  const pathNode = node.getChild("Path");
  const path = pathNode === null ? [BIRTHDAY] : readKeys(reader, pathNode);
  const window = readDays(reader, node);
  if (path === null || window === null) return null;
  const test = placed(reader, node, { op: "anniversary" as const, window });
  return placed<TraitCondition>(reader, node, { kind: "trait", path, test });
}

/** 'occasion "Mother's Day" in next 10 days for their country'. */
export function readOccasion(reader: Reader, node: SyntaxNode): OccasionCondition | null {
  const [occasion] = readKeys(reader, node) ?? [];
  const window = readDays(reader, node);
  const countryNode = node.getChild("Country");
  const [country] = countryNode === null ? [] : (readKeys(reader, countryNode) ?? [null]);
  if (occasion === undefined || window === null || country === null) return null;
  const kind = "occasion" as const;
  return placed(reader, node, { kind, occasion, window, ...(country === undefined ? {} : { country }) });
}

function readDays(reader: Reader, node: SyntaxNode): AnniversaryWindow | null {
  const days = must(node.getChild("AnniversaryDays")?.firstChild, "the grammar gives its days");
  // The grammar lets no other window stand here.
  return readTraitWindow(reader, days) as AnniversaryWindow | null;
}

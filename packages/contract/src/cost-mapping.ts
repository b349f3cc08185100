import type { CostDraft, CostMapping } from "./schemas/cost-files.ts";

/** A draft as the mapping that it is once nothing is missing; null before. Apart from the schemas, which callers need not load. */
export function completeMapping({ at, amount, ...rest }: CostDraft): CostMapping | null {
  if (at.column === null || amount.column === null) return null;
  return { ...rest, at: { ...at, column: at.column }, amount: { ...amount, column: amount.column } };
}

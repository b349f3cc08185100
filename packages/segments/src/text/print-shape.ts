import { inWords } from "./event-words.ts";
import type { Condition, PropertyCondition } from "../tree/definition.ts";

/** Whether it needs parentheses inside another row. */
export function isRow(condition: Condition | PropertyCondition): boolean {
  return condition.kind === "and" || condition.kind === "or";
}

const COMPARED: readonly Condition["kind"][] = ["aggregate", "days active", "session duration"];

/** Whether its sentence ends in property tests, which would take those behind it. */
export function endsInWhere(condition: Condition): boolean {
  if (condition.kind === "not") return endsInWhere(condition.of);
  // These compare behind their where clause, which stands in parentheses.
  if (COMPARED.includes(condition.kind)) return false;
  if (condition.kind === "rfm") return true;
  if (condition.kind === "did") return (inWords(condition) ?? condition).where !== undefined;
  return "has" in condition || ("where" in condition && condition.where !== undefined);
}

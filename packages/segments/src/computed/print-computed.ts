import { printDefinition } from "../text/print-definition.ts";
import type { Condition } from "../tree/definition.ts";
import { type ComputedDefinition, EVENTS_MEASURES, type Measure } from "./measure.ts";
import { TOKENS } from "./parse-computed.ts";

/** The canonical text of a computed trait. Reading it back gives the same. */
export function printComputed({ measures }: ComputedDefinition): string {
  return measures.map(printMeasure).map(quoteElse).join(" else ");
}

/** A name that reads as the word between values stands in quotes. */
function quoteElse(text: string): string {
  return text.replace(TOKENS, (token) => (token.toLowerCase() === "else" ? `"${token}"` : token));
}

function printMeasure(measure: Measure): string {
  switch (measure.kind) {
    case "user id":
      return "user id";
    case "trait":
      return cut({ kind: "trait", path: measure.path, test: { op: "exists" } }, "", " exists");
    case "constant":
      return measure.value.kind === "number"
        ? measure.value.value
        : `text${cut({ kind: "trait", path: ["x"], test: { op: "is", value: measure.value } }, "x is", "")}`;
    case "figure":
      return cut(measure.of, "", COMPARED);
    case "oldest":
    case "newest":
    case "most frequent":
      return measure.of.kind === "did"
        ? `${measure.kind}${cut(measure.of, "did", "")}`
        : `${measure.kind}${cut(measure.of, "distinct count of", COMPARED)}`;
    case "count":
    case "time of first":
    case "time of last":
    case "days since first":
    case "days since last":
    case "most frequent hour":
    case "most frequent weekday":
      return `${EVENTS_MEASURES[measure.kind]}${cut(measure.of, "did", "")}`;
  }
}

const COMPARED = " >= 0";

/** The condition without what it compares with. */
function cut(condition: Condition, before: string, behind: string): string {
  const printed = printDefinition({ version: 1, condition });
  return printed.slice(before.length, printed.length - behind.length);
}

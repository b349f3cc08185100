import type { CleaningRule } from "@habitus/contract";

export const CLEANINGS = ["trim", "lower", "upper", "map", "number", "date", "drop"] as const;
export type CleaningKind = (typeof CLEANINGS)[number];

/** A rule of the kind for the field, with what has to be said of it still to be said. */
export function ruleOf(kind: CleaningKind, field: string, zone: string): CleaningRule {
  switch (kind) {
    case "trim":
    case "lower":
    case "upper":
      return { field, do: kind };
    case "map":
      return { field, do: kind, values: [{ from: "", to: "" }] };
    case "number":
      return { field, do: kind, decimal: "." };
    case "date":
      return { field, do: kind, format: "DD.MM.YYYY", zone };
    case "drop":
      return { field, do: kind, values: [] };
  }
}

/** With the rule one place further up or down; the same where it stands at the end. */
export function moved(rules: readonly CleaningRule[], place: number, by: -1 | 1): readonly CleaningRule[] {
  const rule = rules[place];
  if (rule === undefined || place + by < 0 || place + by >= rules.length) return rules;
  return rules.toSpliced(place, 1).toSpliced(place + by, 0, rule);
}

/** Whether everything that rules need is said, so that they can be tried. */
export function isWhole(rules: readonly CleaningRule[]): boolean {
  return rules.every((rule) => {
    if (rule.field.trim() === "") return false;
    if (rule.do === "map") return rule.values.length > 0;
    return rule.do !== "date" || (rule.format !== "" && rule.zone !== "");
  });
}

import type { CleaningRule } from "@habitus/contract";
import type { I18n } from "../../i18n/use-i18n.tsx";

const SHOWN_VALUES = 3;

/** What a rule does, in words. */
export function cleaningText(rule: CleaningRule, { t, f }: I18n): string {
  const { field } = rule;
  switch (rule.do) {
    case "trim":
    case "lower":
    case "upper":
      return t(`cleaning.says.${rule.do}`, { field });
    case "map": {
      const shown = rule.values.slice(0, SHOWN_VALUES).map(({ from, to }) => `“${from}” → “${to}”`);
      const more = rule.values.length - shown.length;
      const values = more > 0 ? [...shown, t("cleaning.more", { count: more })] : shown;
      return t("cleaning.says.map", { field, values: f.list(values) });
    }
    case "number":
      return t("cleaning.says.number", { field, mark: rule.decimal });
    case "date":
      return t("cleaning.says.date", { field, format: rule.format, zone: rule.zone });
    case "drop":
      return rule.values.length === 0
        ? t("cleaning.says.dropAll", { field })
        : t("cleaning.says.drop", { field, values: f.list(rule.values.map((value) => `“${value}”`)) });
  }
}

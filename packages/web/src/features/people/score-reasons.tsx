import type { PersonScores } from "@habitus/contract";
import { type I18n, useI18n } from "../../i18n/use-i18n.tsx";
import { behaviourName } from "./behaviour-names.ts";

type Reason = PersonScores["reasons"][number]["of"][number];
type Props = { readonly name: string; readonly reasons: readonly Reason[] };

/** What moves how likely something is to happen to a person, the most first. */
export function Reasons({ name, reasons }: Props) {
  const i18n = useI18n();
  const { t, f } = i18n;
  const label = t("personScores.reasons", { name });
  return (
    <details style={{ marginTop: 8 }}>
      <summary>{label}</summary>
      <ul aria-label={label}>
        {reasons.map((reason) => (
          <li key={`${reason.of} ${reason.event ?? ""}`}>
            {behaviourName(reason, i18n)}: {figureOf(reason, i18n)}{" "}
            <span className="muted">
              {t("personScores.likelier", { times: f.number(Number(reason.times.toPrecision(2))) })}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

function figureOf({ of, figure, before, days }: Reason, { t, f }: I18n): string {
  if (of === "recency" || of === "tenure") {
    return figure === null ? t("reason.never") : t(`reason.${of}`, { count: figure });
  }
  const told = { figure: f.number(figure ?? 0), days: f.number(days ?? 0) };
  return of === "trend"
    ? t("reason.trend", { ...told, before: f.number(before ?? 0) })
    : t(`reason.${of}`, told);
}

import type { Overview } from "@habitus/contract";
import { Link, type LinkProps } from "@tanstack/react-router";
import { useI18n } from "../../i18n/use-i18n.tsx";
import "./home.css";

type Total = {
  readonly to: NonNullable<LinkProps["to"]>;
  readonly name: string;
  readonly value: number | null;
  readonly note: string;
};

/** What there is; each figure opens what it counts. */
export function Totals({ overview }: { readonly overview: Overview }) {
  const { t, f } = useI18n();
  const { totals, lastEventAt } = overview;
  const items: readonly Total[] = [
    {
      to: "/people",
      name: t("home.people"),
      value: totals.people,
      note: totals.people === 0 ? t("home.noneYet") : t("home.peopleNote"),
    },
    {
      to: "/events",
      name: t("home.events"),
      value: totals.events,
      note: lastEventAt === null ? t("home.live") : t("home.lastEvent", { when: f.date(lastEventAt) }),
    },
    {
      to: "/segments",
      name: t("home.segments"),
      value: totals.segments,
      note: totals.segments === 0 ? t("home.noneYet") : t("home.readySegments"),
    },
    {
      to: "/problems",
      name: t("home.problems"),
      value: totals.deadLetters,
      note: totals.deadLetters === 0 ? t("home.noProblems") : t("home.someProblems"),
    },
  ];
  return (
    <ul className="totals card" aria-label={t("home.totals")}>
      {items.map(({ to, name, value, note }) => (
        <li key={name}>
          <Link to={to} className="total">
            <span className="total-name">{name}</span>
            <span className="total-value numbers">{value === null ? "–" : f.number(value)}</span>
            <span className="total-note">{value === null ? t("home.unknown") : note}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

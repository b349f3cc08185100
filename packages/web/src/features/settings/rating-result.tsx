import type { Rating, RatingRun } from "@habitus/contract";
import { useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { FigureButton } from "../../ui/figure-button.tsx";
import { PeopleBehind } from "../segments/people-behind.tsx";
import { PeopleOf } from "../segments/people-of.tsx";

type Result = NonNullable<RatingRun["result"]>;

type PartsProps = { readonly rating: Rating; readonly parts: Result["parts"] };

/** How many have points of each part, or seek each benefit. Of a lead no segment is offered: people with as many points may have nothing in common. */
export function RatingParts({ rating, parts }: PartsProps) {
  const { t } = useI18n();
  const [open, setOpen] = useState<{ readonly title: string; readonly definition: string } | null>(null);
  const rows = [
    ...rating.parts.map(({ key, name }) => ({ key, name })),
    rating.kind === "benefits"
      ? { key: "unclear", name: t("ratings.unclear") }
      : { key: "total", name: t("ratings.total") },
  ];
  const close = () => setOpen(null);
  return (
    <>
      <table className="rating-table">
        <thead>
          <tr>
            <th scope="col">{t("ratings.name")}</th>
            <th scope="col">{t("ratings.people")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, name }) => {
            const count = parts[key] ?? 0;
            const title = t("ratings.open", { rating: rating.name, part: name, count });
            return (
              <tr key={key}>
                <th scope="row">{name}</th>
                <td>
                  <FigureButton
                    count={count}
                    label={title}
                    onOpen={() => setOpen({ title, definition: peopleOf(rating, key) })}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {open === null ? null : rating.kind === "lead" ? (
        <PeopleBehind
          of={{ before: null, after: open.definition, purpose: "", at: "", side: "entered" }}
          title={open.title}
          onClose={close}
        />
      ) : (
        <PeopleOf {...open} onClose={close} />
      )}
    </>
  );
}

function peopleOf({ key, kind }: Rating, part: string): string {
  if (kind === "benefits") return `$benefit_${key} is "${part}"`;
  const score = `predicted "${key}.${part}"`;
  return `${score} > 0 or ${score} < 0`;
}

type QualityProps = {
  readonly rating: Rating;
  readonly known: readonly string[];
  readonly quality: NonNullable<NonNullable<Result["benefits"]>["quality"]>;
};

export function RatingQuality({ rating, known, quality }: QualityProps) {
  const { t, f } = useI18n();
  const { people, right, rightInterval, guessed, table } = quality;
  const percent = (share: number): string => f.percent(share);
  const nameOf = (key: string): string => rating.parts.find((part) => part.key === key)?.name ?? key;
  const text = {
    people: f.number(people),
    right: f.number(right),
    share: percent(right / Math.max(1, people)),
    low: percent(rightInterval.low),
    high: percent(rightInterval.high),
    guessed: percent(guessed / Math.max(1, people)),
  };
  return (
    <>
      <p className="settings-note">{t("ratings.qualityText", text)}</p>
      <table className="rating-table" aria-label={t("ratings.quality", { name: rating.name })}>
        <thead>
          <tr>
            <th scope="col">{t("ratings.saidBenefit")}</th>
            {known.map((key) => (
              <th key={key} scope="col">
                {t("ratings.toldAs", { name: nameOf(key) })}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.map((line, place) => (
            <tr key={known[place]}>
              <th scope="row">{nameOf(known[place] ?? "")}</th>
              {line.map((count, column) => (
                <td key={known[column]} className="numbers">
                  {f.number(count)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

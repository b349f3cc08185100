import type { PathsAnswer } from "@habitus/contract";
import type { PathPlace } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { FigureButton } from "../../ui/figure-button.tsx";
import type { PathName } from "./path-names.ts";

type PathTableProps = {
  readonly answer: PathsAnswer;
  readonly nameOf: PathName;
  readonly onOpen: (place: PathPlace) => void;
};

type Way = PathsAnswer["links"][number];

/** Every way from a step to the next, and who took it. */
export function PathTable({ answer: { steps, links }, nameOf, onOpen }: PathTableProps) {
  const { t, f } = useI18n();
  const nodeOf = ({ step, from }: Way) =>
    steps[step]?.nodes.find(({ at }) => JSON.stringify(at) === JSON.stringify(from));
  return (
    <table className="explore-table" aria-label={t("paths.table")}>
      <thead>
        <tr>
          <th scope="col">{t("paths.from")}</th>
          <th scope="col">{t("paths.to")}</th>
          <th scope="col" className="right">
            {t("paths.people")}
          </th>
          <th scope="col" className="right">
            {t("paths.passages")}
          </th>
          <th scope="col" className="right">
            {t("paths.share")}
          </th>
        </tr>
      </thead>
      <tbody>
        {links.map((way) => {
          const { step, from, to, people, passages } = way;
          const names = { from: nameOf(from, step), to: nameOf(to, step + 1) };
          const whole = nodeOf(way);
          return (
            <tr key={`${step} ${JSON.stringify([from, to])}`}>
              <th scope="row">
                {step === 0 ? t("paths.anchor") : t("paths.step", { n: step })}: {names.from}
              </th>
              <td data-head={t("paths.to")}>{names.to}</td>
              <td className="right" data-head={t("paths.people")}>
                <FigureButton
                  count={people}
                  label={t("paths.openWay", { count: people, ...names })}
                  onOpen={() => onOpen({ step, node: from, next: to })}
                />
              </td>
              <td className="right numbers" data-head={t("paths.passages")}>
                {f.number(passages)}
              </td>
              <td className="right numbers" data-head={t("paths.share")}>
                {whole === undefined ? "–" : f.percent(passages / whole.passages)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Who came to each place, step by step. */
export function PathNodes({ answer: { steps }, nameOf, onOpen }: PathTableProps) {
  const { t } = useI18n();
  return (
    <div className="path-steps">
      {steps.map(({ nodes }, step) => (
        <section key={step}>
          <h3>{step === 0 ? t("paths.anchor") : t("paths.step", { n: step })}</h3>
          <ul className="plain">
            {nodes.map(({ at, people }, place) => {
              const node = nameOf(at, step);
              return (
                <li key={place}>
                  <span>{node}</span>
                  <FigureButton
                    count={people}
                    label={t("paths.openNode", { count: people, node })}
                    onOpen={() => onOpen({ step, node: at })}
                  />
                </li>
              );
            })}
          </ul>
        </section>
      ))}
    </div>
  );
}

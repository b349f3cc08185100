import type { Funnel } from "@habitus/contract";
import type { FunnelPlace } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { FigureButton } from "../../ui/figure-button.tsx";
import { stepName } from "./funnel-chart.tsx";

type FunnelTableProps = { readonly funnel: Funnel; readonly onOpen: (place: FunnelPlace) => void };

/** Every figure of the funnel of everybody. */
export function FunnelTable({ funnel: { steps, everybody }, onOpen }: FunnelTableProps) {
  const { t, f } = useI18n();
  const { group } = everybody;
  const heads = ["people", "ofFirst", "ofBefore", "dropped", "median", "p90"] as const;
  const lasting = (ms: number | null): string => (ms === null ? "–" : f.duration(ms / 1_000));
  return (
    <table className="explore-table" aria-label={t("funnel.table")}>
      <thead>
        <tr>
          <th scope="col">{t("funnel.question")}</th>
          {heads.map((head) => (
            <th key={head} scope="col" className="right">
              {t(`funnel.${head}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {everybody.steps.map(({ people, dropped, ofFirst, ofBefore, median_ms, p90_ms }, index) => {
          const n = index + 1;
          return (
            <tr key={n}>
              <th scope="row">
                {n}. {stepName(steps[index]?.text ?? "")}
              </th>
              <td className="right" data-head={t("funnel.people")}>
                <FigureButton
                  count={people}
                  label={t("funnel.openReached", { count: people, n })}
                  onOpen={() => onOpen({ step: n, which: "reached", group })}
                />
              </td>
              <td className="right numbers" data-head={t("funnel.ofFirst")}>
                {f.percent(ofFirst.share)}
              </td>
              <td className="right numbers" data-head={t("funnel.ofBefore")}>
                {index === 0 ? "–" : <Share share={ofBefore} />}
              </td>
              <td className="right" data-head={t("funnel.dropped")}>
                <FigureButton
                  count={dropped}
                  label={t("funnel.openDropped", { count: dropped, n })}
                  onOpen={() => onOpen({ step: n, which: "dropped", group })}
                />
              </td>
              <td className="right numbers" data-head={t("funnel.median")}>
                {lasting(median_ms)}
              </td>
              <td className="right numbers" data-head={t("funnel.p90")}>
                {lasting(p90_ms)}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

type ShareProps = { readonly share: Funnel["everybody"]["steps"][number]["ofBefore"] };

function Share({ share: { share, low, high } }: ShareProps) {
  const { t, f } = useI18n();
  return (
    <span title={t("explore.interval", { low: f.percent(low), high: f.percent(high) })}>
      {f.percent(share)}
    </span>
  );
}

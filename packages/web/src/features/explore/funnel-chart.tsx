import type { Funnel } from "@habitus/contract";
import type { FunnelPlace } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";

type FunnelChartProps = { readonly funnel: Funnel; readonly onOpen: (place: FunnelPlace) => void };

/** A column for each step, as high as its part of those who began. The table beside it says and opens the same. */
export function FunnelChart({ funnel: { steps, everybody }, onOpen }: FunnelChartProps) {
  const { t, f } = useI18n();
  const last = everybody.steps.at(-1)?.ofFirst.share ?? 0;
  return (
    <figure className="funnel-chart" aria-label={t("funnel.chart", { share: f.percent(last) })}>
      {everybody.steps.map(({ people, ofFirst }, index) => (
        <div key={index} className="funnel-column" aria-hidden>
          <div className="funnel-share numbers">{f.percent(ofFirst.share)}</div>
          <div className="funnel-track">
            <div className="funnel-bar" style={{ height: `${ofFirst.share * 100}%` }} />
          </div>
          <div className="funnel-name">
            {index + 1}. {stepName(steps[index]?.text ?? "")}
          </div>
          <button
            type="button"
            tabIndex={-1}
            className="text-button"
            onClick={() => onOpen({ step: index + 1, which: "reached", group: everybody.group })}
          >
            {f.number(people)}
          </button>
        </div>
      ))}
    </figure>
  );
}

/** Of the sentence that says an event the event itself. */
export const stepName = (text: string): string => text.replace(/^did /, "").replaceAll('"', "");

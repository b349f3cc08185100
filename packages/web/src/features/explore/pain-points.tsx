import type { Funnel } from "@habitus/contract";
import type { FunnelPlace } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { useGroupName } from "./use-group-name.ts";

type PainPointsProps = { readonly funnel: Funnel; readonly onOpen: (place: FunnelPlace) => void };

/** Where a group loses more people than the others do. */
export function PainPoints({ funnel: { painPoints }, onOpen }: PainPointsProps) {
  const { t, f } = useI18n();
  const nameOf = useGroupName();
  return (
    <Card title={t("funnel.pain")} lead={t("funnel.painLead")}>
      {painPoints.length === 0 ? <p className="muted plain">{t("funnel.painNone")}</p> : null}
      <ol className="explore-pains">
        {painPoints.map(({ group, step, dropOff, peers, lost }) => (
          <li key={`${step} ${JSON.stringify(group)}`}>
            <button
              type="button"
              className="text-button"
              onClick={() => onOpen({ step: step - 1, which: "dropped", group })}
            >
              {t("funnel.painRow", { group: nameOf(group), n: step })}
            </button>{" "}
            <span className="muted">
              {t("funnel.painDrop", { own: f.percent(dropOff.share), peers: f.percent(peers) })},{" "}
              {t("funnel.painLost", { count: Math.round(lost) })},{" "}
              {t("explore.interval", { low: f.percent(dropOff.low), high: f.percent(dropOff.high) })}
            </span>
          </li>
        ))}
      </ol>
    </Card>
  );
}

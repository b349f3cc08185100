import type { Funnel } from "@habitus/contract";
import type { FunnelPlace } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { FigureButton } from "../../ui/figure-button.tsx";
import { stepName } from "./funnel-chart.tsx";
import { useGroupName } from "./use-group-name.ts";

type FunnelGroupsProps = { readonly funnel: Funnel; readonly onOpen: (place: FunnelPlace) => void };

/** The groups beside each other, everybody first. */
export function FunnelGroups({ funnel: { steps, everybody, groups }, onOpen }: FunnelGroupsProps) {
  const { t, f } = useI18n();
  const nameOf = useGroupName();
  return (
    <Card title={t("funnel.groups")}>
      <table className="explore-table" aria-label={t("funnel.groups")}>
        <thead>
          <tr>
            <th scope="col">{t("funnel.group")}</th>
            {steps.map(({ text }, index) => (
              <th key={index} scope="col" className="right">
                {index + 1}. {stepName(text)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {[everybody, ...groups].map(({ group, steps: own }) => (
            <tr key={JSON.stringify(group)}>
              <th scope="row">{nameOf(group)}</th>
              {own.map(({ people, ofFirst }, index) => (
                <td
                  key={index}
                  className="right"
                  data-head={`${index + 1}. ${stepName(steps[index]?.text ?? "")}`}
                >
                  <FigureButton
                    count={people}
                    label={t("funnel.openReached", { count: people, n: index + 1 })}
                    onOpen={() => onOpen({ step: index + 1, which: "reached", group })}
                  />{" "}
                  <span className="muted numbers">{f.percent(ofFirst.share)}</span>
                  <ShareBar share={ofFirst.share} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}

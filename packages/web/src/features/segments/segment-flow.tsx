import type { Segment, SegmentFlow } from "@habitus/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { flowQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { useSegmentNames } from "./use-segments.ts";

type Side = SegmentFlow["joined"];

/** In which other segments those were who came, and those are who went. */
export function SegmentFlowCard({ segment }: { readonly segment: Segment }) {
  const { t, f } = useI18n();
  const flow = useQuery(flowQuery(segment.key));
  if (flow.isPending) return <Loading height={160} />;
  if (flow.data === undefined) return <Failure error={flow.error} retry={() => void flow.refetch()} />;
  const { from, to, joined, left, merged, unknown } = flow.data;
  if (from === null || to === null) {
    return (
      <Card title={t("flow.title")}>
        <p className="muted plain">{t("flow.notYet")}</p>
      </Card>
    );
  }
  return (
    <Card title={t("flow.title")} lead={t("flow.lead", { from: f.dateTime(from), to: f.dateTime(to) })}>
      <div className="flow">
        <FlowTable side={joined} title={t("flow.joined", { count: joined.people })} where={t("flow.wasIn")} />
        <FlowTable side={left} title={t("flow.left", { count: left.people })} where={t("flow.isIn")} />
      </div>
      {merged === 0 ? null : <p className="muted">{t("flow.merged", { count: merged })}</p>}
      {joined.people === 0 || unknown.length === 0 ? null : <Unknown keys={unknown} />}
    </Card>
  );
}

type FlowTableProps = { readonly side: Side; readonly title: string; readonly where: string };

function FlowTable({ side: { people, nowhere, segments }, title, where }: FlowTableProps) {
  const { t } = useI18n();
  const nameOf = useSegmentNames();
  return (
    <div>
      <h3>{title}</h3>
      {people === 0 ? (
        <p className="muted plain">{t("flow.nobody")}</p>
      ) : (
        <table className="plain-table" aria-label={title}>
          <thead>
            <tr>
              <th scope="col">{where}</th>
              <th scope="col" className="right">
                {t("flow.people")}
              </th>
            </tr>
          </thead>
          <tbody>
            {segments.map((each) => (
              <FlowRow key={each.key} people={each.people} share={each.people / people}>
                <Link to="/segments/$key" params={{ key: each.key }} search={{ tab: undefined }}>
                  {nameOf(each.key)}
                </Link>
              </FlowRow>
            ))}
            {nowhere === 0 ? null : (
              <FlowRow people={nowhere} share={nowhere / people}>
                <span className="muted">{t("flow.nowhere")}</span>
              </FlowRow>
            )}
          </tbody>
        </table>
      )}
    </div>
  );
}

type FlowRowProps = { readonly people: number; readonly share: number; readonly children: ReactNode };

function FlowRow({ people, share, children }: FlowRowProps) {
  const { f } = useI18n();
  return (
    <tr>
      <td>
        {children}
        <ShareBar share={share} />
      </td>
      <td className="right numbers">
        {f.number(people)} <span className="muted">{f.percent(share)}</span>
      </td>
    </tr>
  );
}

function Unknown({ keys }: { readonly keys: readonly string[] }) {
  const { t, f } = useI18n();
  const nameOf = useSegmentNames();
  return <p className="muted">{t("flow.unknown", { names: f.list(keys.map(nameOf)) })}</p>;
}

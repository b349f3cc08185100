import type { Segment, SegmentFlow } from "@habitus/contract";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { type FlowFigure, flowMembersQuery, flowQuery } from "../../api/flow-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { FigureButton } from "../../ui/figure-button.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { PeopleDialog } from "../../ui/people-dialog.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { periodOf } from "../../ui/local-time.ts";
import { useSegmentNames } from "./use-segments.ts";

type Side = SegmentFlow["joined"];

type SegmentFlowProps = {
  readonly segment: Segment;
  /** Days, both whole. */
  readonly from: string | undefined;
  readonly to: string | undefined;
};

/** In which other segments those were who came, and those are who went. */
export function SegmentFlowCard({ segment, from: first, to: last }: SegmentFlowProps) {
  const { t, f } = useI18n();
  const flow = useQuery(flowQuery(segment.key, periodOf(first, last, f.zone)));
  const [open, setOpen] = useState<Opened | null>(null);
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
        <FlowTable
          side={joined}
          title={t("flow.joined", { count: joined.people })}
          where={t("flow.wasIn")}
          onOpen={(title, other) =>
            setOpen({ title, of: { key: segment.key, from, to, side: "joined", other } })
          }
        />
        <FlowTable
          side={left}
          title={t("flow.left", { count: left.people })}
          where={t("flow.isIn")}
          onOpen={(title, other) =>
            setOpen({ title, of: { key: segment.key, from, to, side: "left", other } })
          }
        />
      </div>
      {merged === 0 ? null : <p className="muted">{t("flow.merged", { count: merged })}</p>}
      {joined.people === 0 || unknown.length === 0 ? null : <Unknown keys={unknown} />}
      {open === null ? null : <FlowPeople {...open} onClose={() => setOpen(null)} />}
    </Card>
  );
}

type Opened = { readonly title: string; readonly of: FlowFigure };
type FlowPeopleProps = Opened & { readonly onClose: () => void };

/** Who came or went. */
function FlowPeople({ title, of, onClose }: FlowPeopleProps) {
  const query = useInfiniteQuery(flowMembersQuery(of));
  const segments = [of.key, ...(of.other.kind === "segment" ? [of.other.key] : [])];
  return <PeopleDialog title={title} query={query} describedFor={{ segments }} onClose={onClose} />;
}

type FlowTableProps = {
  readonly side: Side;
  readonly title: string;
  readonly where: string;
  readonly onOpen: (title: string, other: FlowFigure["other"]) => void;
};

function FlowTable({ side: { people, nowhere, segments }, title, where, onOpen }: FlowTableProps) {
  const { t } = useI18n();
  const nameOf = useSegmentNames();
  const rowTitle = (name: string) => t("flow.open", { side: title, where, name });
  const nowhereTitle = rowTitle(t("flow.nowhere"));
  return (
    <div>
      <h3>
        {people === 0 ? (
          title
        ) : (
          <button type="button" className="text-button" onClick={() => onOpen(title, { kind: "any" })}>
            {title}
          </button>
        )}
      </h3>
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
            {segments.map((each) => {
              const label = rowTitle(nameOf(each.key));
              return (
                <FlowRow
                  key={each.key}
                  people={each.people}
                  share={each.people / people}
                  label={label}
                  onOpen={() => onOpen(label, { kind: "segment", key: each.key })}
                >
                  <Link to="/segments/$key" params={{ key: each.key }} search={{ tab: undefined }}>
                    {nameOf(each.key)}
                  </Link>
                </FlowRow>
              );
            })}
            {nowhere === 0 ? null : (
              <FlowRow
                people={nowhere}
                share={nowhere / people}
                label={nowhereTitle}
                onOpen={() => onOpen(nowhereTitle, { kind: "nowhere" })}
              >
                <span className="muted">{t("flow.nowhere")}</span>
              </FlowRow>
            )}
          </tbody>
        </table>
      )}
    </div>
  );
}

type FlowRowProps = {
  readonly people: number;
  readonly share: number;
  readonly label: string;
  readonly onOpen: () => void;
  readonly children: ReactNode;
};

function FlowRow({ people, share, label, onOpen, children }: FlowRowProps) {
  const { f } = useI18n();
  return (
    <tr>
      <td>
        {children}
        <ShareBar share={share} />
      </td>
      <td className="right numbers">
        <FigureButton count={people} label={label} onOpen={onOpen} />{" "}
        <span className="muted">{f.percent(share)}</span>
      </td>
    </tr>
  );
}

function Unknown({ keys }: { readonly keys: readonly string[] }) {
  const { t, f } = useI18n();
  const nameOf = useSegmentNames();
  return <p className="muted">{t("flow.unknown", { names: f.list(keys.map(nameOf)) })}</p>;
}

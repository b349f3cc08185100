import type { SegmentApart } from "@habitus/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { segmentApartQuery } from "../../api/health-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";

type Trace = SegmentApart["more"][number];

/** What tells the people of a segment from everybody; nothing before the first examination. */
export function SegmentApartCard({ segment }: { readonly segment: string }) {
  const { t, f } = useI18n();
  const found = useQuery(segmentApartQuery(segment));
  if (found.isError) return <Failure error={found.error} retry={() => void found.refetch()} />;
  const apart = found.data?.apart ?? null;
  if (apart === null) return null;
  const { more, fewer, notAllowed, everybody, compared } = apart;
  const lead = t("apart.lead", { everybody: f.number(everybody), compared: f.number(compared) });
  return (
    <Card title={t("apart.title")} lead={lead}>
      {more.length + fewer.length === 0 ? <p className="muted plain">{t("apart.nothing")}</p> : null}
      <Traces title={t("apart.more")} traces={more} apart={apart} />
      <Traces title={t("apart.fewer")} traces={fewer} apart={apart} />
      {notAllowed.length === 0 ? null : (
        <p className="muted">{t("people.notAllowed", { names: f.list(notAllowed) })}</p>
      )}
    </Card>
  );
}

type TracesProps = {
  readonly title: string;
  readonly traces: readonly Trace[];
  readonly apart: SegmentApart;
};

function Traces({ title, traces, apart }: TracesProps) {
  const { t, f } = useI18n();
  if (traces.length === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <table className="plain-table" aria-label={title}>
        <thead>
          <tr>
            <th scope="col">{t("apart.what")}</th>
            <th scope="col" className="right">
              {t("apart.inside")}
            </th>
            <th scope="col" className="right">
              {t("apart.everybody")}
            </th>
            <th scope="col" className="right">
              {t("apart.lift")}
            </th>
          </tr>
        </thead>
        <tbody>
          {traces.map((trace) => (
            <tr key={JSON.stringify([trace.kind, trace.name, trace.path, trace.value])}>
              <td>
                <TraceName trace={trace} />
                <ShareBar share={share(trace.inside, apart.inside)} />
              </td>
              <td className="right numbers">{f.percent(share(trace.inside, apart.inside))}</td>
              <td className="right numbers">{f.percent(share(trace.everybody, apart.everybody))}</td>
              <td className="right numbers">{f.number(Math.round(trace.lift * 100) / 100)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : Math.min(1, part / whole));

function TraceName({ trace }: { readonly trace: Trace }) {
  const { t } = useI18n();
  const { kind, name, path, value, called, people } = trace;
  const text = t(`apart.${kind}`, { name, path: path.join("."), value: called ?? value ?? "" });
  if (people === null) return text;
  return (
    <Link to="/new-segment" search={{ definition: people }}>
      {text}
    </Link>
  );
}

import type { Evaluation } from "@habitus/contract";
import { Skeleton, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type Asked, countQuery, overviewQuery, purposesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { adviceOn } from "./advice.ts";
import type { EvaluationView } from "./use-evaluation.ts";
import "./segments.css";

type DefinitionPreviewProps = {
  readonly view: EvaluationView;
  /** There is a definition that can be counted. */
  readonly isReadable: boolean;
  readonly at: string;
  readonly onAt: (at: string) => void;
};

/** How many people meet the definition, what is remarkable about it, and a few of them. */
export function DefinitionPreview({ view, isReadable, at, onAt }: DefinitionPreviewProps) {
  const { t } = useI18n();
  const { data, lines, stale, error, retry } = view;
  return (
    <Card title={t("segment.preview.title")} className="segment-rail">
      {data === undefined && !isReadable ? <p className="muted">{t("segment.preview.wait")}</p> : null}
      {error === null || !isReadable ? null : <Failure error={error} retry={retry} />}
      {data === undefined && isReadable && error === null ? <Skeleton height={120} /> : null}
      {data === undefined ? null : (
        <div className="preview" data-stale={stale || !isReadable ? "" : undefined} aria-live="polite">
          <Size data={data} lines={lines} />
          <Reach asked={view.asked} total={data.count} />
          <Sample data={data} />
        </div>
      )}
      <TextInput
        mt="md"
        type="date"
        label={t("segment.preview.at")}
        description={t("segment.preview.atNote")}
        value={at}
        onChange={(event) => onAt(event.currentTarget.value)}
      />
    </Card>
  );
}

type SizeProps = { readonly data: Evaluation; readonly lines: Evaluation | undefined };

function Size({ data, lines }: SizeProps) {
  const { t, f } = useI18n();
  const people = useQuery(overviewQuery).data?.totals.people ?? null;
  const share = people === null || people === 0 ? 0 : data.count / people;
  return (
    <>
      <div className="segment-big-count numbers">{f.number(data.count)}</div>
      <div className="muted" style={{ marginBottom: 10 }}>
        {people === null ? null : t("segments.share", { share: f.percent(share) })}{" "}
        {t("segment.asOf", { date: f.dateTime(data.at) })}
      </div>
      <ShareBar share={share} />
      <ul className="advice">
        {adviceOn(lines ?? data, people).map(({ advice, values }) => (
          <li key={advice}>{t(advice, values)}</li>
        ))}
      </ul>
      {lines?.conditionsLeftOut === undefined || lines.conditionsLeftOut === 0 ? null : (
        <p className="muted">{t("segment.preview.notCounted", { count: lines.conditionsLeftOut })}</p>
      )}
    </>
  );
}

/** Of those who meet it, how many may be reached on each channel, and how many not. */
function Reach({ asked, total }: { readonly asked: Asked; readonly total: number }) {
  const { t } = useI18n();
  const channels = useBeside(purposesQuery).data?.purposes.filter(({ kind }) => kind === "channel") ?? [];
  if (channels.length === 0) return null;
  return (
    <>
      <h3 style={{ margin: "20px 0 0" }}>{t("reach.title")}</h3>
      <ul className="sample-list">
        {channels.map(({ key, name }) => (
          <Channel key={key} name={name} asked={{ ...asked, channel: key }} total={total} />
        ))}
      </ul>
    </>
  );
}

type ChannelProps = { readonly name: string; readonly asked: Asked; readonly total: number };

function Channel({ name, asked, total }: ChannelProps) {
  const { t, f } = useI18n();
  const { data } = useBeside({ ...countQuery(asked), enabled: asked.definition !== "" });
  if (data === undefined) return <li className="muted">{name}</li>;
  const out = total - data.count;
  return (
    <li>
      {name}: <strong className="numbers">{f.number(data.count)}</strong>{" "}
      {out === 0 ? null : <span className="muted">{t("reach.out", { count: out })}</span>}
    </li>
  );
}

function Sample({ data }: { readonly data: Evaluation }) {
  const { t } = useI18n();
  if (data.people.length === 0) return null;
  return (
    <>
      <h3 style={{ margin: "20px 0 0" }}>{t("segment.preview.sample")}</h3>
      <ul className="sample-list">
        {data.people.map(({ id, ids: [name = id] }) => (
          <li key={id}>
            <Link to="/people/$id" params={{ id }} search={{ event: undefined }}>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

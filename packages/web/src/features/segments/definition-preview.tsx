import { type Evaluation, LIMITS } from "@habitus/contract";
import { Skeleton, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { similarQuery } from "../../api/definition-queries.ts";
import { type Asked, overviewQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { adviceOn } from "./advice.ts";
import { ReachList } from "./reach-list.tsx";
import { useSegmentNames } from "./use-segments.ts";
import type { EvaluationView } from "./use-evaluation.ts";
import "./segments.css";

type DefinitionPreviewProps = {
  readonly view: EvaluationView;
  /** There is a definition that can be counted. */
  readonly isReadable: boolean;
  /** The segment that is edited; null for a new one. */
  readonly except: string | null;
  readonly at: string;
  readonly onAt: (at: string) => void;
};

/** How many people meet the definition, what is remarkable about it, and how many can be reached. */
export function DefinitionPreview({ view, isReadable, except, at, onAt }: DefinitionPreviewProps) {
  const { t } = useI18n();
  const { data, lines, stale, error, retry } = view;
  return (
    <Card title={t("segment.preview.title")} className="segment-rail">
      {data === undefined && !isReadable ? <p className="muted">{t("segment.preview.wait")}</p> : null}
      {error === null || !isReadable ? null : <Failure error={error} retry={retry} />}
      {data === undefined && isReadable && error === null ? <Skeleton height={120} /> : null}
      {data === undefined ? null : (
        <div className="preview" data-stale={stale || !isReadable ? "" : undefined} aria-live="polite">
          <Size data={data} lines={lines}>
            <Similar asked={view.asked} except={except} />
          </Size>
          <ReachList asked={view.asked} />
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

type SizeProps = {
  readonly data: Evaluation;
  readonly lines: Evaluation | undefined;
  /** Further advice. */
  readonly children: ReactNode;
};

function Size({ data, lines, children }: SizeProps) {
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
        {children}
      </ul>
      {lines?.conditionsLeftOut === undefined || lines.conditionsLeftOut === 0 ? null : (
        <p className="muted">{t("segment.preview.notCounted", { count: lines.conditionsLeftOut })}</p>
      )}
    </>
  );
}

type SimilarProps = { readonly asked: Asked; readonly except: string | null };

/** Segments that are nearly the same people; of the present only. */
function Similar({ asked, except }: SimilarProps) {
  const { t, f } = useI18n();
  const nameOf = useSegmentNames();
  const isAsked = asked.definition !== "" && asked.at === "";
  const { data } = useBeside({ ...similarQuery(asked, except), enabled: isAsked });
  if (data === undefined || !isAsked) return null;
  const { segments, leftOut, isCompared } = data;
  return (
    <>
      {segments.map(({ key, size, both, share }) => (
        <li key={key}>
          <Link to="/segments/$key" params={{ key }} search={{ tab: undefined }}>
            {t("advice.similar", {
              share: f.percent(share),
              segment: nameOf(key),
              both: f.number(both),
              size: f.number(size),
            })}
          </Link>
        </li>
      ))}
      {leftOut === 0 ? null : <li>{t("advice.similarLeftOut", { count: leftOut })}</li>}
      {isCompared ? null : <li>{t("advice.notCompared", { count: f.number(LIMITS.comparedPeople) })}</li>}
    </>
  );
}

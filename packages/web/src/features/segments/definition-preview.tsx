import { Skeleton } from "@mantine/core";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { overviewQuery, sampleQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import "./segments.css";

/** How many people meet the definition now, and a few of them; `definition` is null until it can be read. */
export function DefinitionPreview({ definition }: { readonly definition: string | null }) {
  const { t, f } = useI18n();
  const people = useQuery(overviewQuery).data?.totals.people ?? null;
  const sample = useQuery({
    ...sampleQuery(definition ?? ""),
    enabled: definition !== null,
    placeholderData: keepPreviousData,
  });
  const { data } = sample;
  return (
    <Card title={t("segment.preview.title")} className="segment-rail">
      {data === undefined && definition === null ? (
        <p className="muted">{t("segment.preview.wait")}</p>
      ) : null}
      {sample.isError ? <Failure error={sample.error} retry={() => void sample.refetch()} /> : null}
      {data === undefined && sample.isFetching ? <Skeleton height={120} /> : null}
      {data === undefined ? null : (
        <div
          style={{ opacity: sample.isPlaceholderData || definition === null ? 0.55 : 1 }}
          aria-live="polite"
        >
          <div className="segment-big-count numbers">{f.number(data.count)}</div>
          <div className="muted" style={{ marginBottom: 10 }}>
            {people === null
              ? null
              : t("segments.share", { share: f.percent(people === 0 ? 0 : data.count / people) })}{" "}
            {t("segment.asOf", { date: f.date(data.at) })}
          </div>
          <ShareBar share={people === null || people === 0 ? 0 : data.count / people} />
          <h3 style={{ margin: "20px 0 0" }}>{t("segment.preview.sample")}</h3>
          {data.people.length === 0 ? <p className="muted">{t("segment.preview.none")}</p> : null}
          <ul className="sample-list">
            {data.people.map(({ id, ids: [name = id] }) => (
              <li key={id}>
                <Link to="/people/$id" params={{ id }} search={{ event: undefined }}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}

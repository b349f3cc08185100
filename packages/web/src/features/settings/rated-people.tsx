import type { Rating } from "@habitus/contract";
import { NativeSelect } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { lastSegmentsQuery } from "../../api/queries.ts";
import { ratedPeopleQuery } from "../../api/rating-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { useBeside } from "../../ui/use-beside.ts";

const TOTAL = "total";

/** Everybody, or the people of a segment, by their points: the most first. */
export function RatedPeopleList({ rating }: { readonly rating: Rating }) {
  const { t } = useI18n();
  const [score, setScore] = useState(TOTAL);
  const [segment, setSegment] = useState("");
  const segments = useBeside(lastSegmentsQuery);
  return (
    <div className="stack" style={{ marginTop: 8 }}>
      <div style={{ display: "flex", gap: 12, flexWrap: "wrap" }}>
        <NativeSelect
          label={t("ratings.sortedBy")}
          value={score}
          onChange={(event) => setScore(event.currentTarget.value)}
          data={[
            { value: TOTAL, label: t("ratings.total") },
            ...rating.parts.map(({ key, name }) => ({ value: key, label: name })),
          ]}
        />
        <NativeSelect
          label={t("ratings.ofSegment")}
          value={segment}
          onChange={(event) => setSegment(event.currentTarget.value)}
          data={[
            { value: "", label: t("ratings.everybody") },
            ...(segments.data?.segments ?? []).map(({ key, name }) => ({ value: key, label: name })),
          ]}
        />
      </div>
      <Sorted rating={rating} score={score} segment={segment} />
    </div>
  );
}

type SortedProps = { readonly rating: Rating; readonly score: string; readonly segment: string };

function Sorted({ rating, score, segment }: SortedProps) {
  const { t, f } = useI18n();
  const query = useInfiniteQuery(ratedPeopleQuery(rating.key, score, segment));
  if (query.isPending) return <Loading height={120} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const people = query.data.pages.flatMap((page) => page.people);
  const hasBands = rating.bands.length > 0 && score === TOTAL;
  if (people.length === 0) return <p className="muted settings-note">{t("ratings.noneRated")}</p>;
  return (
    <>
      <table className="rating-table" aria-label={t("ratings.sorted")}>
        <thead>
          <tr>
            <th scope="col">{t("ratings.person")}</th>
            <th scope="col">{t("ratings.points")}</th>
            {hasBands ? <th scope="col">{t("ratings.band")}</th> : null}
          </tr>
        </thead>
        <tbody>
          {people.map(({ id, ids, points, band }) => (
            <tr key={id}>
              <th scope="row">
                <Link to="/people/$id" params={{ id }} search={{ event: undefined }} className="card-link">
                  {ids[0] ?? id}
                </Link>
              </th>
              <td className="numbers">{f.number(points)}</td>
              {hasBands ? <td>{band}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
      <LoadMore query={query} />
    </>
  );
}

import { Link } from "@tanstack/react-router";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { arrangeSegments } from "../segments/segment-list.ts";
import { SegmentTable } from "../segments/segment-table.tsx";
import { useSegments } from "../segments/use-segments.ts";

/** Whoever has more looks them up on their own page. */
const LARGEST = 20;

/** The largest segments with their sizes. */
export function SegmentBoard() {
  const { t } = useI18n();
  const { segments, people, error, retry } = useSegments();
  return (
    <Card
      title={t("home.segmentsTitle")}
      {...(people === null ? {} : { lead: t("home.segmentsLead", { count: people }) })}
      aside={
        <Link to="/segments" className="card-link">
          {t("home.allSegments")}
        </Link>
      }
    >
      {error === null ? null : <Failure error={error} retry={retry} />}
      {segments === undefined && error === null ? <Loading height={360} /> : null}
      {segments === undefined ? null : (
        <>
          <SegmentTable
            label={t("home.segmentsTitle")}
            segments={arrangeSegments(segments, "", "size")}
            people={people}
            withCare={false}
            most={LARGEST}
          />
          {segments.length <= LARGEST ? null : (
            <p className="list-foot muted">
              {t("home.largest", { shown: LARGEST, count: segments.length })}{" "}
              <Link to="/segments">{t("home.allSegments")}</Link>
            </p>
          )}
        </>
      )}
    </Card>
  );
}

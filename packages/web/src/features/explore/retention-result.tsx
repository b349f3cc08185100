import type { RetentionRequest, RetentionTable } from "@habitus/contract";
import { IconRepeat } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { retentionPeopleQuery, type RetentionPlace } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Card } from "../../ui/page.tsx";
import { ExplorePeopleDialog } from "./explore-people.tsx";
import { RetentionCohorts } from "./retention-cohorts.tsx";
import { RetentionCurve } from "./retention-curve.tsx";

type RetentionResultProps = { readonly table: RetentionTable; readonly request: RetentionRequest };

export function RetentionResult({ table, request }: RetentionResultProps) {
  const { t, f } = useI18n();
  const [opened, setOpened] = useState<RetentionPlace | null>(null);
  if (table.cohorts.every(({ size }) => size === 0)) {
    return (
      <Card>
        <Empty icon={IconRepeat} title={t("returning.noneTitle")}>
          {t("returning.noneText")}
        </Empty>
      </Card>
    );
  }
  const day = table.cohorts[opened?.cohort ?? 0]?.day;
  return (
    <>
      <RetentionCurve curve={table.curve} />
      <Card title={t("returning.table")} lead={t("returning.tableLead")}>
        <RetentionCohorts table={table} onOpen={setOpened} />
        <p className="muted explore-note">
          {t("returning.unfinishedNote")} {t("explore.asOf", { date: f.dateTime(table.at) })}{" "}
          {request.segment === undefined ? null : t("explore.members", { date: f.dateTime(table.membersAt) })}
        </p>
      </Card>
      {opened === null ? null : (
        <Behind
          request={{ ...request, at: table.at }}
          place={opened}
          day={day === undefined ? "" : f.plainDate(day)}
          onClose={() => setOpened(null)}
        />
      )}
    </>
  );
}

type BehindProps = {
  readonly request: RetentionRequest;
  readonly place: RetentionPlace;
  readonly day: string;
  readonly onClose: () => void;
};

function Behind({ request, place, day, onClose }: BehindProps) {
  const { t } = useI18n();
  const query = useInfiniteQuery(retentionPeopleQuery(request, place));
  const title =
    place.period === undefined
      ? t("returning.whoCohort", { day })
      : t("returning.whoCell", { day, later: t("returning.periodsLater", { count: place.period }) });
  return <ExplorePeopleDialog title={title} query={query} request={request} onClose={onClose} />;
}

import type { Funnel, FunnelRequest } from "@habitus/contract";
import { IconFilter } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { type FunnelPlace, funnelPeopleQuery } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Card } from "../../ui/page.tsx";
import { ExplorePeopleDialog } from "./explore-people.tsx";
import { FunnelChart } from "./funnel-chart.tsx";
import { FunnelGroups } from "./funnel-groups.tsx";
import { FunnelTable } from "./funnel-table.tsx";
import { PainPoints } from "./pain-points.tsx";
import { useGroupName } from "./use-group-name.ts";

type FunnelResultProps = { readonly funnel: Funnel; readonly request: FunnelRequest };

export function FunnelResult({ funnel, request }: FunnelResultProps) {
  const { t, f } = useI18n();
  const [opened, setOpened] = useState<FunnelPlace | null>(null);
  const [first] = funnel.everybody.steps;
  if (first === undefined || first.people === 0) {
    return (
      <Card>
        <Empty icon={IconFilter} title={t("funnel.noneTitle")}>
          {t("funnel.noneText")}
        </Empty>
      </Card>
    );
  }
  const to = f.dateTime(funnel.to);
  const period =
    funnel.from === null
      ? t("funnel.period.ever", { to })
      : t("funnel.period.from", { from: f.dateTime(funnel.from), to });
  const readsMembers = request.segment !== undefined || request.split !== undefined;
  return (
    <>
      <Card title={t("funnel.result")} lead={period}>
        <FunnelChart funnel={funnel} onOpen={setOpened} />
        <FunnelTable funnel={funnel} onOpen={setOpened} />
        <p className="muted explore-note">
          {t(request.within === undefined ? "funnel.timeNote" : "funnel.timeNoteFirst")}{" "}
          {t("explore.asOf", { date: f.dateTime(funnel.at) })}{" "}
          {readsMembers ? t("explore.members", { date: f.dateTime(funnel.membersAt) }) : null}
        </p>
      </Card>
      {funnel.groups.length === 0 ? null : (
        <>
          <FunnelGroups funnel={funnel} onOpen={setOpened} />
          <PainPoints funnel={funnel} onOpen={setOpened} />
        </>
      )}
      {opened === null ? null : (
        <Behind request={{ ...request, at: funnel.at }} place={opened} onClose={() => setOpened(null)} />
      )}
    </>
  );
}

type BehindProps = {
  readonly request: FunnelRequest;
  readonly place: FunnelPlace;
  readonly onClose: () => void;
};

function Behind({ request, place, onClose }: BehindProps) {
  const { t } = useI18n();
  const nameOf = useGroupName();
  const query = useInfiniteQuery(funnelPeopleQuery(request, place));
  const { step, which, group } = place;
  const what = t(which === "reached" ? "funnel.whoReached" : "funnel.whoDropped", { n: step });
  const title = group.kind === "all" ? what : t("funnel.whoOf", { what, group: nameOf(group) });
  return (
    <ExplorePeopleDialog title={title} query={query} request={request} group={group} onClose={onClose} />
  );
}

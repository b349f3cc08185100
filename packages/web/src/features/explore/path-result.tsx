import type { PathsAnswer, PathsRequest } from "@habitus/contract";
import { IconArrowsSplit } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { type PathPlace, pathPeopleQuery } from "../../api/explore-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { ExplorePeopleDialog } from "./explore-people.tsx";
import { type PathName, usePathNames } from "./path-names.ts";
import { USUAL } from "./path-question.ts";
import { PathNodes, PathTable } from "./path-table.tsx";

const PathChart = lazy(async () => {
  const { PathChart: component } = await import("./path-chart.tsx");
  return { default: component };
});

const HEIGHT = 300;

type PathResultProps = { readonly answer: PathsAnswer; readonly request: PathsRequest };

export function PathResult({ answer, request }: PathResultProps) {
  const { t, f } = useI18n();
  const nameOf = usePathNames(answer, request);
  const [opened, setOpened] = useState<PathPlace | null>(null);
  // Somebody may stand in several nodes; a passage stands in one.
  const passages = answer.steps[0]?.nodes.reduce((sum, node) => sum + node.passages, 0) ?? 0;
  if (passages === 0) {
    return (
      <Card>
        <Empty icon={IconArrowsSplit} title={t("paths.noneTitle")}>
          {t("paths.noneText")}
        </Empty>
      </Card>
    );
  }
  const { amount, unit } = request.within ?? USUAL.within;
  const period = { from: f.dateTime(answer.from), to: f.dateTime(answer.to) };
  return (
    <Card title={t("paths.result")} lead={t("paths.period", period)}>
      <div className="path-chart">
        <Suspense fallback={<Loading height={HEIGHT} />}>
          <PathChart
            answer={answer}
            nameOf={nameOf}
            isBackwards={request.direction === "before"}
            onOpen={setOpened}
            label={t("paths.chart", {
              count: passages,
              steps: answer.steps.length - 1,
            })}
          />
        </Suspense>
      </div>
      <PathNodes answer={answer} nameOf={nameOf} onOpen={setOpened} />
      <PathTable answer={answer} nameOf={nameOf} onOpen={setOpened} />
      <p className="muted explore-note">
        {t("paths.note", { time: `${f.number(amount)} ${t(`b.unit.${unit}`)}` })}{" "}
        {t("explore.asOf", { date: f.dateTime(answer.at) })}{" "}
        {request.segment === undefined ? null : t("explore.members", { date: f.dateTime(answer.membersAt) })}
      </p>
      {opened === null ? null : (
        <Behind
          request={{ ...request, at: answer.at }}
          place={opened}
          nameOf={nameOf}
          onClose={() => setOpened(null)}
        />
      )}
    </Card>
  );
}

type BehindProps = {
  readonly request: PathsRequest;
  readonly place: PathPlace;
  readonly nameOf: PathName;
  readonly onClose: () => void;
};

function Behind({ request, place, nameOf, onClose }: BehindProps) {
  const { t } = useI18n();
  const query = useInfiniteQuery(pathPeopleQuery(request, place));
  const { step, node, next } = place;
  const from = nameOf(node, step);
  const title =
    next === undefined
      ? t("paths.whoNode", { node: from })
      : t("paths.whoWay", { from, to: nameOf(next, step + 1) });
  return <ExplorePeopleDialog title={title} query={query} request={request} onClose={onClose} />;
}

import type { Erasure } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconEraser } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { erasuresQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { describeProgress } from "../../ui/job-progress.ts";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Card, Facts } from "../../ui/page.tsx";
import { hasEnded, useJob } from "../../ui/use-job.ts";
import { When } from "../../ui/when.tsx";
import { AdminOnly } from "./admin-only.tsx";

export function ErasuresPage() {
  return (
    <AdminOnly>
      <Erasures />
    </AdminOnly>
  );
}

function Erasures() {
  const { t } = useI18n();
  const query = useInfiniteQuery(erasuresQuery);
  if (query.isPending) return <Loading />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const erasures = query.data.pages.flatMap((page) => page.erasures);
  return (
    <Card title={t("settings.erasures")} lead={t("erasures.lead")}>
      {erasures.length === 0 ? (
        <Empty
          icon={IconEraser}
          title={t("erasures.none")}
          actions={
            <LinkButton to="/people" variant="default">
              {t("people.title")}
            </LinkButton>
          }
        >
          {t("erasures.noneText")}
        </Empty>
      ) : null}
      {erasures.some(({ complete }) => !complete) ? <ClearNow /> : null}
      <ul className="settings-list">
        {erasures.map((erasure) => (
          <li key={erasure.id}>
            <Proof erasure={erasure} />
          </li>
        ))}
      </ul>
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </Card>
  );
}

function ClearNow() {
  const i18n = useI18n();
  const { t } = i18n;
  const clear = useMutation({ mutationFn: () => api.clearErased() });
  const job = useJob(clear.data ?? null);
  const isGoing = job !== null && !hasEnded(job);
  return (
    <>
      <Button variant="default" loading={clear.isPending || isGoing} onClick={() => clear.mutate()}>
        {t("erasures.clear")}
      </Button>
      <output className="muted">{isGoing ? describeProgress(job, i18n) : null}</output>
      {clear.isError ? <Failure error={clear.error} /> : null}
      {job === null || job.error === null ? null : (
        <Note tone="bad">{t("erasures.failed", { reason: job.error.message })}</Note>
      )}
    </>
  );
}

function Proof({ erasure }: { readonly erasure: Erasure }) {
  const { t, f } = useI18n();
  const { id, requestedAt, requestedBy, ids, complete, places } = erasure;
  return (
    <div>
      <div className="settings-name">{t("erasures.name", { id })}</div>
      <div className="muted settings-note">
        {t(complete ? "erasures.complete" : "erasures.going")} · {requestedBy.name} ·{" "}
        <When at={requestedAt} />
        {ids === null ? null : ` · ${t("erasures.ids", { count: ids })}`}
      </div>
      <Facts
        items={places.map(
          ({ place, state, at }) =>
            [t(`erasures.place.${place}`), t(`erasures.${state}`, { date: f.dateTime(at) })] as const,
        )}
      />
    </div>
  );
}

import { Button, Group } from "@mantine/core";
import { IconBolt, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { getRouteApi } from "@tanstack/react-router";
import type { StreamState } from "../../api/use-stream.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure } from "../../ui/notes.tsx";
import { Card, PageHeader } from "../../ui/page.tsx";
import { sendCode } from "../../ui/send-code-text.ts";
import { EventFilters } from "./event-filters.tsx";
import { KEPT, type Older } from "./live-list.ts";
import { LiveRows } from "./live-rows.tsx";
import { useLiveEvents } from "./use-live-events.ts";
import "./events.css";

const route = getRouteApi("/frame/events");

export function EventsPage() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { list, state, paused, pause, resume, clear, loading } = useLiveEvents(search);
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <>
      <PageHeader
        title={t("events.title")}
        lead={t("events.lead")}
        actions={
          <Group gap="xs">
            {list.shown.length === 0 ? null : (
              <Button variant="subtle" onClick={clear}>
                {t("events.clear")}
              </Button>
            )}
            <Button
              variant={paused ? "filled" : "default"}
              leftSection={
                paused ? <IconPlayerPlay size={17} aria-hidden /> : <IconPlayerPause size={17} aria-hidden />
              }
              onClick={paused ? resume : pause}
            >
              {paused ? t("events.resume") : t("events.pause")}
            </Button>
          </Group>
        }
      />
      <Card>
        <EventFilters
          filters={search}
          onChange={(next) => void navigate({ search: (now) => ({ ...now, ...next }), replace: true })}
        />
        <State state={state} paused={paused} waiting={list.waiting.length} />
        {list.shown.length === 0 ? (
          <Empty icon={IconBolt} title={t("events.empty")}>
            <div className="events-empty">
              <p>{isFiltered ? t("events.emptyFiltered") : t("events.emptyText")}</p>
              {isFiltered ? null : (
                <CodeBlock label="curl" code={sendCode("curl", window.location.origin, "WRITE_KEY")} />
              )}
            </div>
          </Empty>
        ) : (
          <LiveRows rows={list.shown} />
        )}
        {list.older === null ? null : <OlderEvents older={list.older} loading={loading} />}
        {list.shown.length >= KEPT && list.older === null ? (
          <p className="muted">{t("events.kept", { count: KEPT })}</p>
        ) : null}
      </Card>
    </>
  );
}

type OlderProps = Pick<ReturnType<typeof useLiveEvents>, "loading"> & { readonly older: Older };

function OlderEvents({ older: { next, lookedTo }, loading }: OlderProps) {
  const { t, f } = useI18n();
  if (next === null) return null;
  const load = (): void => loading.mutate(next);
  return (
    <div className="events-older">
      {lookedTo === null ? null : (
        <p className="muted plain">{t("events.lookedTo", { date: f.dateTime(lookedTo) })}</p>
      )}
      {loading.isError ? <Failure error={loading.error} retry={load} /> : null}
      <Button variant="default" loading={loading.isPending} onClick={load}>
        {t("events.older")}
      </Button>
    </div>
  );
}

type StateProps = { readonly state: StreamState; readonly paused: boolean; readonly waiting: number };

function State({ state, paused, waiting }: StateProps) {
  const { t } = useI18n();
  const kind = state === "lost" ? "lost" : paused ? "paused" : "listening";
  return (
    <div className="live-state" data-state={kind} aria-live="polite">
      <span className="live-light" aria-hidden />
      {t(`events.${kind}`)}
      {paused && waiting > 0 ? ` · ${t("events.waiting", { count: waiting })}` : null}
    </div>
  );
}

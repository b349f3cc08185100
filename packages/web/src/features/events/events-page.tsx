import { Button, Group } from "@mantine/core";
import { IconBolt, IconPlayerPause, IconPlayerPlay } from "@tabler/icons-react";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { StreamState } from "../../api/use-stream.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure } from "../../ui/notes.tsx";
import { Card, PageHeader } from "../../ui/page.tsx";
import { sendCode } from "../../ui/send-code-text.ts";
import { EventFilters } from "./event-filters.tsx";
import { shownRows, waitingCount } from "./live-list.ts";
import { LiveRows } from "./live-rows.tsx";
import { type OlderEvents, useLiveEvents } from "./use-live-events.ts";
import "./events.css";

const route = getRouteApi("/frame/events");

export function EventsPage() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { list, state, paused, pause, resume, clear, older } = useLiveEvents(search);
  const rows = shownRows(list);
  const isFiltered = Object.values(search).some((value) => value !== undefined);
  return (
    <>
      <PageHeader
        title={t("events.title")}
        lead={t("events.lead")}
        actions={
          <Group gap="xs">
            {rows.length === 0 ? null : (
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
        <State state={state} paused={paused} waiting={waitingCount(list)} />
        {rows.length > 0 ? (
          <LiveRows rows={rows} />
        ) : state === "lost" ? null : (
          <Empty icon={IconBolt} title={t("events.empty")}>
            <div className="events-empty">
              <p>{isFiltered ? t("events.emptyFiltered") : t("events.emptyText")}</p>
              {isFiltered ? null : (
                <>
                  <CodeBlock label="curl" code={sendCode("curl", window.location.origin, "WRITE_KEY")} />
                  <p className="muted">
                    {t("start.sendKey")} <Link to="/settings/sources">{t("start.makeKey")}</Link>
                  </p>
                </>
              )}
            </div>
          </Empty>
        )}
        {older === null ? null : <Older older={older} />}
      </Card>
    </>
  );
}

function Older({ older: { lookedTo, isLoading, error, load } }: { readonly older: OlderEvents }) {
  const { t, f } = useI18n();
  return (
    <div className="events-older">
      {lookedTo === null ? null : (
        <p className="muted plain">{t("events.lookedTo", { date: f.dateTime(lookedTo) })}</p>
      )}
      {error === null ? null : <Failure error={error} retry={load} />}
      <Button variant="default" loading={isLoading} onClick={load}>
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

import type { LiveEvent } from "@habitus/contract";
import { jsonText } from "@habitus/kernel";
import { UnstyledButton } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { looksLikeNumber } from "../../api/said-as.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { useIsToday } from "../../ui/when.tsx";
import type { LiveRow } from "./live-list.ts";

const ROW_HEIGHT = 52;

export function LiveRows({ rows }: { readonly rows: readonly LiveRow[] }) {
  const { t } = useI18n();
  const [open, setOpen] = useState<number | null>(null);
  return (
    <VirtualList
      label={t("events.title")}
      items={rows}
      keyOf={({ key }) => String(key)}
      rowHeight={ROW_HEIGHT}
      render={(row) => {
        if (row.kind === "gap") return <Gap events={row.events} calls={row.calls} />;
        if (row.kind === "left")
          return <div className="live-gap">{t("events.left", { count: row.events })}</div>;
        return (
          <Row
            event={row.event}
            isOpen={open === row.key}
            onToggle={() => setOpen(open === row.key ? null : row.key)}
          />
        );
      }}
    />
  );
}

function Gap({ events, calls }: { readonly events: number; readonly calls: number }) {
  const { t } = useI18n();
  return (
    <div className="live-gap">
      {events > 0 ? <div>{t("events.gapEvents", { count: events })}</div> : null}
      {calls > 0 ? <div>{t("events.gapCalls", { count: calls })}</div> : null}
    </div>
  );
}

/** An event names people by their own ids. One that looks like a number is searched for: by its address the page would be of another. */
function PersonLink({ id }: { readonly id: string }) {
  return looksLikeNumber(id) ? (
    <Link to="/people" search={{ q: id }} className="live-person">
      {id}
    </Link>
  ) : (
    <Link to="/people/$id" params={{ id }} search={{ event: undefined }} className="live-person">
      {id}
    </Link>
  );
}

type RowProps = { readonly event: LiveEvent; readonly isOpen: boolean; readonly onToggle: () => void };

function Row({ event, isOpen, onToggle }: RowProps) {
  const { t, f } = useI18n();
  const id = event.userId ?? event.anonymousId;
  const isToday = useIsToday();
  return (
    <div className="live-row">
      <div className="live-line">
        <time className="muted numbers" dateTime={event.receivedAt} title={f.dateTime(event.time)}>
          {isToday(event.receivedAt) ? f.time(event.receivedAt) : f.dateTime(event.receivedAt)}
        </time>
        <span className="live-name">{shownEvent(event.name, t)}</span>
        <span className="live-type">{event.type}</span>
        {id === null ? null : <PersonLink id={id} />}
        <UnstyledButton
          className="live-toggle"
          aria-expanded={isOpen}
          aria-label={t("events.details", { name: shownEvent(event.name, t) })}
          onClick={onToggle}
        >
          <IconChevronDown size={18} aria-hidden style={{ rotate: isOpen ? "180deg" : "0deg" }} />
        </UnstyledButton>
      </div>
      {isOpen ? <CodeBlock label={t("person.raw")} code={jsonText(event, 2)} /> : null}
    </div>
  );
}

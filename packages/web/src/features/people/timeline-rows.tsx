import type { PersonEvent, TimelineEntry, Transition } from "@habitus/contract";
import { jsonText } from "@habitus/kernel";
import { UnstyledButton } from "@mantine/core";
import { IconCode, IconLogin2, IconLogout2, IconMail } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { causeOf } from "../segments/cause-of.ts";
import { eventDetails, eventMoney, timeOf } from "./timeline-entry.ts";

/** What was sent of an entry, shown on demand. */
type Raw = { readonly isOpen: boolean; readonly onToggle: () => void };

type DidRowProps = {
  readonly entry: Exclude<TimelineEntry, { readonly kind: "transition" }>;
  readonly raw: Raw;
};

/** Something that they did, or were sent. */
export function DidRow({ entry, raw }: DidRowProps) {
  const i18n = useI18n();
  const { event } = entry;
  const money = eventMoney(event.properties, i18n);
  return (
    <Row
      entry={entry}
      icon={entry.kind === "message" ? <IconMail size={17} aria-hidden /> : null}
      name={shownEvent(event.name, i18n.t)}
      beside={money === null ? null : <span className="timeline-money numbers">{money}</span>}
      details={eventDetails(event.properties, i18n).join(" · ")}
      raw={raw}
      of={event}
      word={{ show: "person.showRaw", label: "person.raw" }}
    />
  );
}

type TransitionRowProps = {
  readonly id: string;
  readonly transition: Transition;
  readonly nameOf: (key: string) => string;
  readonly raw: Raw;
};

/** A segment that they entered or left. */
export function TransitionRow({ id, transition, nameOf, raw }: TransitionRowProps) {
  const { t } = useI18n();
  const { kind, segment: key } = transition;
  const name = nameOf(key);
  return (
    <Row
      entry={{ kind: "transition", transition }}
      icon={kind === "entered" ? <IconLogin2 size={17} aria-hidden /> : <IconLogout2 size={17} aria-hidden />}
      name={
        <Link to="/segments/$key" params={{ key }} search={{ tab: undefined }}>
          {t(kind === "entered" ? "person.entered" : "person.leftSegment", { segment: name })}
        </Link>
      }
      beside={
        <Link
          className="timeline-why"
          to="/people/$id"
          params={{ id }}
          search={{ tab: "segments", why: key, transition: String(transition.seq) }}
          aria-label={t(kind === "entered" ? "person.whyEntered" : "person.whyLeft", { segment: name })}
        >
          {t("person.why")}
        </Link>
      }
      details={t(causeOf(transition))}
      raw={raw}
      of={transition}
      word={{ show: "person.showRawTransition", label: "person.rawTransition" }}
    />
  );
}

type RowProps = {
  readonly entry: TimelineEntry;
  readonly icon: ReactNode;
  readonly name: ReactNode;
  readonly beside: ReactNode;
  readonly details: string;
  readonly raw: Raw;
  readonly of: PersonEvent | Transition;
  readonly word: {
    readonly show: "person.showRaw" | "person.showRawTransition";
    readonly label: "person.raw" | "person.rawTransition";
  };
};

function Row({ entry, icon, name, beside, details, raw, of, word }: RowProps) {
  const { t, f } = useI18n();
  const time = timeOf(entry);
  return (
    <div className="timeline-event" data-kind={entry.kind}>
      <span className="timeline-dot" aria-hidden>
        {icon}
      </span>
      <div className="timeline-body">
        <div className="timeline-line">
          <span className="timeline-name">{name}</span>
          {beside}
          <span className="timeline-end">
            <time className="timeline-time numbers" dateTime={time} title={f.dateTime(time)}>
              {f.time(time)}
            </time>
            <UnstyledButton
              className="timeline-raw"
              aria-expanded={raw.isOpen}
              aria-label={t(word.show)}
              title={t(word.show)}
              onClick={raw.onToggle}
            >
              <IconCode size={17} aria-hidden />
            </UnstyledButton>
          </span>
        </div>
        <div className="timeline-details">{details}</div>
        {raw.isOpen ? (
          <div className="timeline-json">
            <CodeBlock label={t(word.label)} code={jsonText(of, 2)} />
          </div>
        ) : null}
      </div>
    </div>
  );
}

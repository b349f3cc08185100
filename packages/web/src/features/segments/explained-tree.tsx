import type { ExplainedCondition } from "@habitus/contract";
import { isTransitionEvent } from "@habitus/kernel";
import { IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { Link } from "@tanstack/react-router";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { dayText } from "../../ui/local-time.ts";
import { shownEvent } from "../../ui/event-name.ts";
import { shortValue } from "../../ui/person-label.ts";
import { Sentence } from "./sentence.tsx";
import "./explained-tree.css";

type ExplainedTreeProps = {
  readonly of: ExplainedCondition;
  /** Its lines are those of the definition, else of the plan. */
  readonly inWords: boolean;
  /** Whom it is about: events lead to their timeline. */
  readonly person: string;
  /** The id of the event that decided, where one is known. */
  readonly decided?: string | null;
};

/** What decides about somebody: what holds, what does not, and by which events; an item of a list. */
export function ExplainedTree({ of, inWords, person, decided = null }: ExplainedTreeProps) {
  const { t } = useI18n();
  const Icon = of.truth ? IconCircleCheck : IconCircleX;
  return (
    <li data-truth={of.truth}>
      <div className="why-line">
        <Icon size={17} aria-hidden />
        <span className="visually-hidden">{t(of.truth ? "why.true" : "why.false")}: </span>
        <div>
          {of.kind !== "condition" ? null : inWords ? (
            <Sentence text={of.says.join(" ")} />
          ) : (
            <span className="code">{of.says.join(" ")}</span>
          )}
          {of.kind === "condition" ? null : (
            <span>
              {t(`why.${of.kind}`)} {of.says.join(" ")}
            </span>
          )}
          <Evidence because={of.because} person={person} decided={decided} />
        </div>
      </div>
      {of.of.length === 0 ? null : (
        <ul>
          {of.of.map((part, index) => (
            // Conditions have no identity but their order.
            <ExplainedTree key={index} of={part} inWords={inWords} person={person} decided={decided} />
          ))}
        </ul>
      )}
    </li>
  );
}

type EvidenceProps = Pick<ExplainedTreeProps, "person" | "decided"> & {
  readonly because: ExplainedCondition["because"];
};

function Evidence({ because, person, decided }: EvidenceProps) {
  const { t } = useI18n();
  if (because === null) return null;
  if (because.kind === "trait") {
    return <div className="muted">{t("why.trait", { value: shortValue(because.value) })}</div>;
  }
  const { newest, total, value } = because;
  const says = `${t("why.events", { count: total })}${value === null ? "" : ` · ${t("why.value", { value })}`}`;
  if (newest.length === 0) return <div className="muted">{says}</div>;
  return (
    <details className="why-events" open={newest.some(({ id }) => id !== null && id === decided)}>
      <summary className="muted">{says}</summary>
      <ol>
        {newest.map((event) => (
          <li key={event.idHash}>
            <MatchedEvent event={event} person={person} />
            {event.id !== null && event.id === decided ? ` · ${t("why.decided")}` : null}
          </li>
        ))}
      </ol>
      {total > newest.length ? (
        <div className="muted">{t("why.older", { count: total - newest.length })}</div>
      ) : null}
    </details>
  );
}

type Matched = Extract<ExplainedCondition["because"], { readonly kind: "events" }>["newest"][number];

/** Leads to the day it was on, among all that has its name. */
function MatchedEvent({ event, person }: { readonly event: Matched; readonly person: string }) {
  const { t, f } = useI18n();
  const day = dayText(Date.parse(event.time), f.zone);
  const asked = isTransitionEvent(event.name) ? { kind: "transition" as const } : { event: event.name };
  return (
    <Link to="/people/$id" params={{ id: person }} search={{ ...asked, from: day, to: day }}>
      {shownEvent(event.name, t)} · {f.dateTime(event.time)}
    </Link>
  );
}

import { printDefinition, type WindowChoice } from "@habitus/segments";
import { useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { PeopleOf } from "../segments/people-of.tsx";

/** The times that an event's figures are counted of, as `AuditedEvent` says them. */
const WINDOWS = {
  ever: {},
  recent: { window: { kind: "last", amount: 7, unit: "day" } },
  before: { window: { kind: "between", from: 35, to: 7, unit: "day" } },
} as const satisfies Readonly<Record<string, { readonly window?: WindowChoice }>>;

type EventFigureProps = {
  readonly event: string;
  readonly when: keyof typeof WINDOWS;
  readonly count: number;
};

/** How often an event was sent in some time; opens who did it then. */
export function EventFigure({ event, when, count }: EventFigureProps) {
  const { t, f } = useI18n();
  const [isOpen, setOpen] = useState(false);
  const text = when === "before" ? t("dataAudit.usual", { count }) : f.number(count);
  if (count === 0) return text;
  const name = shownEvent(event, t);
  const who = { kind: "did", event, ...WINDOWS[when] } as const;
  return (
    <>
      <button
        type="button"
        className="text-button numbers"
        aria-label={t(`dataAudit.open.${when}`, { count, event: name })}
        onClick={() => setOpen(true)}
      >
        {text}
      </button>
      {isOpen ? (
        <PeopleOf
          definition={printDefinition({ version: 1, condition: who })}
          title={t(`dataAudit.who.${when}`, { event: name })}
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}

import {
  type Admit,
  DEAD_REASONS,
  type DeadReason,
  type DROP_REASONS,
  isConsentChoice,
  type TrackedEvent,
  type Violation,
} from "@habitus/events";
import { dead, drop, type Outcome } from "@habitus/kernel";
import type { Passage, Settled } from "../ingest/ingest.ts";
import type { Cleaning } from "./cleaning.ts";
import type { CleaningRules } from "./cleaning-rules.ts";
import type { DataMarks, Dropped } from "./data-marks.ts";
import type { PlanMode, TrackingPlan } from "./tracking-plan.ts";
import type { CasePlace, CountedRule, FoundViolation, Violations } from "./violations.ts";

export type DoorDeps = {
  readonly plan: Pick<TrackingPlan, "atDoor">;
  readonly marks: Pick<DataMarks, "dropped">;
  readonly cleaning: Pick<CleaningRules, "atDoor">;
  readonly violations: Pick<Violations, "count" | "note">;
  /** What else is asked of an event once it is clean. */
  readonly admit: Admit;
  /** Told when what was found could not be kept: it is counted with what comes next. */
  readonly onFailure: (error: unknown) => void;
};

type Against = { readonly event: string; readonly violations: readonly Violation[] };

const REASON = "against_plan" satisfies DeadReason;
const UNNECESSARY = "unnecessary" satisfies keyof typeof DROP_REASONS;

/**
 * Leaves out what nobody needs, cleans what is left, and holds it against what else is asked and the tracking plan: in this order.
 * What somebody chose of consent comes in as it was sent, whatever the workspace says of the event.
 */
export function createDoor({ plan, marks, cleaning, violations, admit, onFailure }: DoorDeps): () => Passage {
  return () => {
    const kept = new Map<TrackedEvent, Against>();
    const refused: Against[] = [];
    const withheld: TrackedEvent[] = [];
    const noted: FoundViolation[] = [];
    const note = (event: string, path: string, rule: CountedRule): void => {
      noted.push({ event, path, rule, says: "", place: null });
    };
    const through = (sent: TrackedEvent): Outcome<TrackedEvent> => {
      const { name } = sent;
      const isChoice = isConsentChoice(sent);
      const unnecessary = isChoice ? null : marks.dropped(name);
      if (unnecessary === "event") {
        note(name, "", "dropped");
        return drop(UNNECESSARY);
      }
      const gone = new Set(unnecessary?.places);
      const needed =
        unnecessary === null
          ? sent
          : withoutFields(sent, unnecessary, (field) => note(name, field, "dropped"));
      const clean = isChoice ? null : cleaning.atDoor(name);
      const event =
        clean === null
          ? needed
          : cleaned(needed, clean, ({ field, after, unread }) => {
              note(name, field, unread ? "uncleaned" : "cleaned");
              if (after === null) gone.add(field);
            });
      const admission = admit(event);
      if (admission.kind !== "ok") return admission;
      const admitted = admission.value;
      const against = heldAgainst(plan, admitted, gone);
      if (against === null) return admission;
      if (against.mode === "refuse" && !isChoice) {
        refused.push(against);
        return refusal(against);
      }
      kept.set(admitted, against);
      return admission;
    };
    return {
      admit(sent) {
        const outcome = through(sent);
        if (outcome.kind !== "ok") withheld.push(sent);
        return outcome;
      },
      withheld: () => withheld,
      async settle(settled) {
        violations.note(noted, onFailure);
        try {
          await violations.count([...ofKept(kept, settled), ...ofRefused(refused, settled)]);
        } catch (error) {
          // The events are in the log, so their sender is told that they are.
          onFailure(error);
        }
      },
    };
  };
}

/** Null where the plan says nothing of it, or it is as it says; fields that are `gone` here are not missed. */
function heldAgainst(
  plan: DoorDeps["plan"],
  event: TrackedEvent,
  gone: ReadonlySet<string>,
): (Against & { readonly mode: PlanMode }) | null {
  const planned = plan.atDoor(event.name);
  if (planned === null) return null;
  const found = planned.check(JSON.parse(event[saidIn(event)]), gone);
  return found.length === 0 ? null : { event: event.name, violations: found, mode: planned.mode };
}

function withoutFields(event: TrackedEvent, { edit }: Dropped, note: (place: string) => void): TrackedEvent {
  return saying(event, (text) =>
    edit(text, (place) => {
      note(place);
      return null;
    }),
  );
}

function cleaned(event: TrackedEvent, clean: Cleaning, note: Parameters<Cleaning>[1]): TrackedEvent {
  return saying(event, (text) => clean(text, note));
}

/** The same event where nothing changes. */
function saying(event: TrackedEvent, change: (text: string) => string): TrackedEvent {
  const said = saidIn(event);
  const text = change(event[said]);
  return text === event[said] ? event : { ...event, [said]: text };
}

/** Where what an event says stands: what schemas and marks are about. */
function saidIn({ type }: TrackedEvent): "traits" | "properties" {
  return type === "identify" || type === "group" ? "traits" : "properties";
}

function refusal({ event, violations: [first, ...others] }: Against): Outcome<never> {
  if (first === undefined) return dead(REASON, DEAD_REASONS[REASON]);
  const what = first.path === "" ? "it" : `"${first.path}"`;
  const more = others.length === 0 ? "" : ` (and ${others.length} more)`;
  return dead(
    REASON,
    `The tracking plan refuses this "${event}": ${what} ${first.says}${more}. Mend the text, or change the event's schema, and replay it.`,
  );
}

function* ofKept(kept: ReadonlyMap<TrackedEvent, Against>, { events, eventsAt }: Settled) {
  if (eventsAt === null || kept.size === 0) return;
  for (const [index, event] of events.entries()) {
    const against = kept.get(event);
    if (against !== undefined) yield* foundIn(against, { kind: "event", offset: eventsAt, index });
  }
}

/** Refused items stand among the rejected in the order in which they were refused. */
function* ofRefused(refused: readonly Against[], { rejected, rejectedAt }: Settled) {
  const letters = [...rejected.entries()].filter(([, { reason }]) => reason === REASON);
  for (const [place, against] of refused.entries()) {
    const index = letters[place]?.[0];
    const at = index === undefined || rejectedAt === null ? null : { offset: rejectedAt, index };
    yield* foundIn(against, at === null ? null : { kind: "letter", ...at });
  }
}

function* foundIn({ event, violations }: Against, place: CasePlace | null): Generator<FoundViolation> {
  yield { event, path: "", rule: "event", says: "", place };
  for (const violation of violations) yield { event, ...violation, place };
}

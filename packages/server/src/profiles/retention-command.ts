import { IDENTITY_CALLS } from "@habitus/events";
import { DAY_MS, type Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { EventCut } from "../store/deleted-events.ts";
import type { NodeNumber } from "../store/event-store.ts";
import { readCommand, writeCommand } from "./command-text.ts";

/** How long events of a name are kept. */
export type RetentionRule = {
  /** `*` for every name without a rule of its own. */
  readonly event: string;
  /** Null for ever. */
  readonly days: number | null;
};

export type RetentionCommand =
  /** From this record on these are in force and no others: what comes older than they say is not kept. */
  | { readonly kind: "rules"; readonly rules: readonly RetentionRule[] }
  /** Of these nodes, what the cuts say is gone; of the records up to and including `upTo`. */
  | {
      readonly kind: "forget";
      readonly upTo: Offset;
      readonly cuts: readonly EventCut[];
      readonly nodes: readonly NodeNumber[];
    };

const VERSION = 1;

/** The payload of a log record of kind `retention`: UTF-8 text `VERSION JSON`. */
export function encodeRetention(command: RetentionCommand): Uint8Array {
  return writeCommand(VERSION, command);
}

/** @throws HabitusError `record_unreadable` when another version of the format wrote the record. */
export function decodeRetention(payload: Uint8Array): RetentionCommand {
  return readCommand(payload, VERSION, "a record about retention") as RetentionCommand;
}

/** The name that stands for all that have no rule of their own. */
const ALL_EVENTS = "*";

/** What the rules say of events at an instant. Calls that say who somebody is are kept: what they say is no event. */
export function cutsOf(rules: readonly RetentionRule[], at: Instant): readonly EventCut[] {
  const own = rules.filter(({ event }) => event !== ALL_EVENTS);
  const byDays = new Map<number, string[]>();
  for (const { event, days } of own)
    if (days !== null) {
      const names = byDays.get(days);
      if (names === undefined) byDays.set(days, [event]);
      else names.push(event);
    }
  const cuts = [...byDays].map(
    ([days, names]): EventCut => ({ names, exceptNames: [], to: at - days * DAY_MS }),
  );
  const others = rules.find(({ event }) => event === ALL_EVENTS)?.days ?? null;
  if (others === null) return cuts;
  const exceptNames = [...IDENTITY_CALLS, ...own.map(({ event }) => event)];
  return [...cuts, { names: null, exceptNames, to: at - others * DAY_MS }];
}

/** For how many days the rules keep events of a name, null for ever: what `cutsOf` says, asked event by event. */
export function daysKept(rules: readonly RetentionRule[]): (event: string) => number | null {
  const own = new Map<string, number | null>(IDENTITY_CALLS.map((name) => [name, null]));
  for (const { event, days } of rules) if (event !== ALL_EVENTS) own.set(event, days);
  const others = rules.find(({ event }) => event === ALL_EVENTS)?.days ?? null;
  return (event) => {
    const days = own.get(event);
    return days === undefined ? others : days;
  };
}

import type { Actor } from "@habitus/contract";
import { IDENTITY_CALLS } from "@habitus/events";
import { HabitusError, type Instant } from "@habitus/kernel";
import type { Log, LogHead, Offset } from "../log/log.ts";
import type { Audit } from "../platform/audit.ts";
import { type Kv, put, type Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import { cutsOf, encodeRetention, type RetentionRule } from "../profiles/retention-command.ts";
import type { EventReads, OldEvents } from "../store/event-reads.ts";

export type RetentionRecord = {
  /** In order of their names. */
  readonly rules: readonly RetentionRule[];
  readonly updatedAt: Instant | null;
  /** 0 until it is first changed. */
  readonly rev: number;
  /** The log record that says these; null until it is on disk, and said again after a crash. */
  readonly said: Offset | null;
};

/** Key: "rules". */
const RETENTION: Table<RetentionRecord> = { name: "retention", version: 1 };
const KEY = ["rules"];
/** Key: none. The last run of the job, which outlives the job's own record. */
const RETENTION_RUNS: Table<{ readonly at: Instant }> = { name: "retention_runs", version: 1 };
const NOTHING: RetentionRecord = { rules: [], updatedAt: null, rev: 0, said: null };

export type RetentionPreview = RetentionRule & OldEvents;

/** How long events are kept, by name: what the workspace says, and what the log is told of it. */
export type Retention = {
  get(): RetentionRecord;
  /** @throws HabitusError `conflict`; `invalid_request` for a name twice or one that no rule may be about. */
  set(rules: readonly RetentionRule[], rev: number, by: Actor): Promise<RetentionRecord>;
  /** How many days events of the name are kept; null for ever. */
  keptDays(event: string): number | null;
  /** Makes sure that the log says the present rules. */
  say(): Promise<RetentionRecord>;
  /** When what is too old was last begun to be deleted, whatever came of it. */
  lastRun(): Instant | null;
  noteRun(): Promise<void>;
  /** What would be deleted now, by rule. @throws as `EventReads.oldEvents`. */
  preview(rules: readonly RetentionRule[], signal: AbortSignal): Promise<readonly RetentionPreview[]>;
};

export type RetentionDeps = {
  readonly kv: Kv;
  readonly log: { append(records: Parameters<Log["append"]>[0]): Promise<LogHead> };
  readonly audit: Audit;
  readonly now: () => Instant;
  readonly events: Pick<EventReads, "oldEvents">;
};

export function createRetention({ kv, log, audit, now, events }: RetentionDeps): Retention {
  const serially = createSerially();
  const get = (): RetentionRecord => kv.get(RETENTION, KEY) ?? NOTHING;
  const save = (record: RetentionRecord, rev: number, ...more: Parameters<Kv["commit"]>[0]): Promise<void> =>
    kv.commit(
      [put(RETENTION, KEY, record), ...more],
      [{ table: RETENTION, key: KEY, rev: rev === 0 ? null : rev }],
    );
  const say = async (): Promise<RetentionRecord> => {
    const record = get();
    if (record.said !== null || record.rev === 0) return record;
    const command = { kind: "rules", rules: record.rules } as const;
    const { offset } = await log.append([{ kind: "retention", payload: encodeRetention(command) }]);
    const said = { ...record, said: offset };
    await save(said, record.rev);
    return said;
  };

  return {
    get,
    set: (given, rev, by) =>
      serially(async () => {
        const before = get();
        if (before.rev !== rev) throw conflict(before.rev);
        const rules = checked(given);
        const at = now();
        const told = audit({
          actor: by,
          at,
          action: "retention.change",
          target: "retention",
          before: summary(before.rules),
          after: summary(rules),
        });
        await save({ rules, updatedAt: at, rev: rev + 1, said: null }, rev, told);
        return say();
      }),
    keptDays(event) {
      const { rules } = get();
      const rule = rules.find((each) => each.event === event) ?? rules.find((each) => each.event === "*");
      return rule?.days ?? null;
    },
    say: () => serially(say),
    lastRun: () => kv.get(RETENTION_RUNS, [])?.at ?? null,
    noteRun: () => kv.commit([put(RETENTION_RUNS, [], { at: now() })]),
    async preview(given, signal) {
      const rules = checked(given);
      const at = now();
      const names = rules.map(({ event }) => ({ event, days: null }));
      const found: RetentionPreview[] = [];
      for (const rule of rules) {
        const others = names.filter(({ event }) => event !== rule.event);
        const cuts = cutsOf([rule, ...others], at);
        found.push({ ...rule, ...(await events.oldEvents({ cuts, upTo: null }, signal)) });
      }
      return found;
    },
  };
}

function checked(rules: readonly RetentionRule[]): readonly RetentionRule[] {
  const names = new Set<string>();
  for (const [place, { event }] of rules.entries()) {
    if (names.has(event)) throw refused(place, `There are two rules for "${event}".`);
    if (IDENTITY_CALLS.includes(event)) {
      throw refused(place, `"${event}" says who somebody is; it is kept as long as they are known.`);
    }
    names.add(event);
  }
  return rules.map(({ event, days }) => ({ event, days })).sort((a, b) => (a.event < b.event ? -1 : 1));
}

function refused(place: number, message: string): HabitusError {
  const path = `rules.${place}.event`;
  return new HabitusError("invalid_request", message, { details: { problems: [{ path, message }] } });
}

function summary(rules: readonly RetentionRule[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(rules.map(({ event, days }) => [event, days]));
}

function conflict(rev: number): HabitusError {
  return new HabitusError("conflict", "Somebody else changed the retention in the meantime.", {
    fix: "Read it again, apply your change to what is there now and save once more.",
    details: { rev },
  });
}

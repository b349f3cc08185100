import { HOUR_MS, hash128, hashHex, type Instant } from "@habitus/kernel";
import { SCHEMA_RULES, type SchemaRule } from "@habitus/events";
import type { Offset } from "../log/log.ts";
import { type Kv, put, remove, type Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";

/** Where an event stands that is not as planned: in the log, or among the dead letters under the same kind of key. */
export type CasePlace = {
  readonly kind: "event" | "letter";
  readonly offset: Offset;
  readonly index: number;
};

export type ViolationCase = { readonly at: Instant; readonly place: CasePlace };

/** `event`: how many events went against the plan; `dropped`: what was marked as unnecessary; `cleaned` and `uncleaned`: what cleaning rules changed or could not read. */
export type CountedRule = SchemaRule | "event" | "dropped" | "cleaned" | "uncleaned";

export type FoundViolation = {
  readonly event: string;
  readonly path: string;
  readonly rule: CountedRule;
  readonly says: string;
  /** Null where it is kept nowhere, such as a row of a file that was refused. */
  readonly place: CasePlace | null;
};

/** Holds nothing of the event itself, so that it says nothing about a person. */
type ViolationRow = Omit<FoundViolation, "place"> & {
  /** Hours since 1970 with how many came in each, ascending; those of `KEPT_HOURS` are kept. */
  readonly hours: readonly (readonly [hour: number, count: number])[];
  /** The newest first, up to `KEPT_CASES`. */
  readonly cases: readonly ViolationCase[];
};

/** Key: hash of the event's name, hash of path and rule; names and paths may be longer than a key. */
const VIOLATIONS: Table<ViolationRow> = { name: "plan_violations", version: 1 };

export const KEPT_CASES = 5;
const DAY_HOURS = 24;
const WEEK_HOURS = 7 * DAY_HOURS;
/** The hour that has begun, and a week. */
const KEPT_HOURS = WEEK_HOURS + 1;

export type ViolationCount = Omit<ViolationRow, "hours"> & {
  /** In the hour that has begun and the 23 or 167 before. */
  readonly day: number;
  readonly week: number;
};

export type Violations = {
  /** Resolves once they are on disk. @throws HabitusError of the state: they will be counted with what comes next. */
  count(found: readonly FoundViolation[]): Promise<void>;
  /** Counts what need not be on disk before a sender is answered; what fails is told to `onFailure`. */
  note(found: readonly FoundViolation[], onFailure: (error: unknown) => void): void;
  /** By place and rule, those of the last week, most frequent first; of the rules of schemas where none are named. */
  of(event: string, rules?: readonly CountedRule[]): readonly ViolationCount[];
  /** How many events were not as planned. */
  events(event: string): Pick<ViolationCount, "day" | "week">;
  /** What was not as planned of an event that left the plan; what was dropped and cleaned of it stays. */
  forget(event: string): Promise<void>;
};

export function createViolations({ kv, now }: { readonly kv: Kv; readonly now: () => Instant }): Violations {
  const serially = createSerially();
  let pending = new Map<string, Gathered>();
  /** All that gathered while the one before was on its way to the disk goes together. */
  const flush = async (): Promise<void> => {
    const taken = pending;
    if (taken.size === 0) return;
    pending = new Map();
    try {
      const rows = [...taken.values()].map((each) => rowWith(kv, each, now()));
      await kv.commit(rows.map((row) => put(VIOLATIONS, keyOf(row), row)));
    } catch (error) {
      for (const [id, each] of pending) taken.set(id, together(taken.get(id), each));
      pending = taken;
      throw error;
    }
  };
  const count = (found: readonly FoundViolation[]): Promise<void> => {
    for (const { place, ...named } of found) {
      const id = JSON.stringify([named.event, named.path, named.rule]);
      const places = place === null ? [] : [place];
      pending.set(id, together(pending.get(id), { ...named, count: 1, places }));
    }
    return found.length === 0 ? Promise.resolve() : serially(flush);
  };
  const rowsOf = (event: string): readonly ViolationRow[] =>
    [...kv.range(VIOLATIONS, { prefix: [shortOf(event)] })].map(({ value }) => value);
  return {
    count,
    note: (found, onFailure) => void count(found).catch(onFailure),
    of: (event, rules = SCHEMA_RULES) =>
      rowsOf(event)
        .filter(({ rule }) => rules.includes(rule))
        .map((row) => counted(row, now()))
        .filter(({ week }) => week > 0)
        .sort((a, b) => b.week - a.week || (a.path < b.path ? -1 : 1)),
    events(event) {
      const row = kv.get(VIOLATIONS, keyOf({ event, path: "", rule: "event" }));
      return row === undefined ? { day: 0, week: 0 } : counted(row, now());
    },
    forget: (event) =>
      serially(async () => {
        for (const [id, each] of pending) if (each.event === event && isOfPlan(each)) pending.delete(id);
        await kv.commit(
          rowsOf(event)
            .filter(isOfPlan)
            .map((row) => remove(VIOLATIONS, keyOf(row))),
        );
      }),
  };
}

const OF_PLAN: ReadonlySet<CountedRule> = new Set([...SCHEMA_RULES, "event"]);

function isOfPlan({ rule }: Pick<FoundViolation, "rule">): boolean {
  return OF_PLAN.has(rule);
}

type Named = Pick<FoundViolation, "event" | "path" | "rule">;

function keyOf({ event, path, rule }: Named): readonly [string, string] {
  return [shortOf(event), shortOf(`${rule} ${path}`)];
}

function shortOf(text: string): string {
  return hashHex(hash128(text));
}

/** What was found of one place and rule since the last commit. */
type Gathered = Omit<FoundViolation, "place"> & {
  readonly count: number;
  /** The newest first. */
  readonly places: readonly CasePlace[];
};

function together(before: Gathered | undefined, found: Gathered): Gathered {
  if (before === undefined) return found;
  const places = [...found.places, ...before.places].slice(0, KEPT_CASES);
  return { ...found, count: before.count + found.count, places };
}

function rowWith(kv: Kv, { count, places, ...named }: Gathered, at: Instant): ViolationRow {
  const before = kv.get(VIOLATIONS, keyOf(named)) ?? { hours: [], cases: [] };
  const cases = [...places.map((place) => ({ at, place })), ...before.cases].slice(0, KEPT_CASES);
  return { ...named, hours: withCount(before.hours, Math.floor(at / HOUR_MS), count), cases };
}

/** The clock of the machine may go back an hour or two; what it then counts goes with the newest hour. */
function withCount(hours: ViolationRow["hours"], hour: number, count: number): ViolationRow["hours"] {
  const last = hours.at(-1);
  if (last !== undefined && last[0] >= hour) return [...hours.slice(0, -1), [last[0], last[1] + count]];
  return [...hours.filter(([each]) => each > hour - KEPT_HOURS), [hour, count]];
}

function counted({ hours, ...row }: ViolationRow, at: Instant): ViolationCount {
  const hour = Math.floor(at / HOUR_MS);
  const since = (length: number): number =>
    hours.reduce((sum, [each, count]) => (each > hour - length ? sum + count : sum), 0);
  return { ...row, day: since(DAY_HOURS), week: since(WEEK_HOURS) };
}

import type { Definition } from "@habitus/segments";
import type { Instant } from "@habitus/kernel";
import type { Offset } from "../../log/log.ts";
import { type Change, type Kv, put, remove, type Table } from "../../platform/kv.ts";
import type { NodeNumber, PersonNumber } from "../../store/event-store.ts";
import { isEntry, isInAt, type RehearsedDay } from "./rehearsal-days.ts";
import type { Course } from "./replay.ts";
import type { Replayed } from "./replayer.ts";

/** What a rehearsal found. Its number is that of its job. */
export type Rehearsal = {
  readonly number: number;
  /** The segment that it is of; null of a definition that is none's yet. */
  readonly segment: string | null;
  readonly definition: Definition;
  readonly purpose: string | null;
  readonly channel: string | null;
  readonly from: Instant;
  readonly to: Instant;
  /** The days' zone. */
  readonly zone: string;
  readonly finishedAt: Instant;
  /** Everything up to this record was read. */
  readonly offset: Offset;
  /** How many were looked at. */
  readonly people: number;
  /** People in at the beginning, and those who came in or went at least once. */
  readonly before: number;
  readonly entered: number;
  readonly left: number;
  readonly days: readonly RehearsedDay[];
  /** Plans that the thresholds in force made one after the other; 1 without places among people. */
  readonly plans: number;
  /** Thresholds were worked out as of the beginning, for none was pinned by then. */
  readonly isWorkedOut: boolean;
};

/** Key: number. */
const REHEARSALS: Table<Rehearsal> = { name: "rehearsals", version: 1 };
/** Of everybody who was in at some instant, by their number then. */
const COURSES: Table<Course, readonly [rehearsal: number, person: PersonNumber]> = {
  name: "rehearsed_people",
  version: 1,
};

/** Finished ones that are kept; each may hold a row for everybody. */
export const REHEARSALS_KEPT = 10;
const AT_ONCE = 4_096;

export type RehearsedSide = "before" | "entered" | "left" | "in";

export type RehearsedPage = {
  readonly side: RehearsedSide;
  /** Of the days' list; null for the whole span, at whose end `in` is asked. */
  readonly day: number | null;
  readonly after: PersonNumber | null;
  readonly limit: number;
};

export type Rehearsals = {
  /** Newest first. */
  list(): readonly Rehearsal[];
  get(number: number): Rehearsal | null;
  /** Ascending by person; of those who have become one since the first alone. */
  people(rehearsal: Rehearsal, page: RehearsedPage, signal: AbortSignal): Promise<readonly Replayed[]>;
  /** What each rehearsal says of whoever has one of these nodes, finished or not. */
  of(nodes: readonly NodeNumber[]): readonly (Course & { readonly rehearsal: Rehearsal })[];
  /** Nothing is kept of these nodes' people any more, in any rehearsal. */
  forget(nodes: readonly NodeNumber[]): Promise<void>;
  /** Makes room for one: nothing is left of it from before, nor of any that never became whole. No other is under way. */
  begin(number: number): Promise<void>;
  note(number: number, people: readonly Replayed[]): Promise<void>;
  /** It is whole: it can be read from now on, and the oldest goes. */
  keep(rehearsal: Rehearsal): Promise<void>;
  /** Nothing of it is left. */
  drop(number: number): Promise<void>;
};

export type RehearsedNow = {
  /** Whether the person's number still stands for somebody: that of one who was erased does not. */
  readonly isKnown: (person: PersonNumber) => boolean;
  /** The nodes of the person whom the number stands for now; of one who was merged, those of both. */
  readonly nodesNow: (person: PersonNumber) => readonly NodeNumber[];
};

export function createRehearsals(kv: Kv, { isKnown, nodesNow }: RehearsedNow): Rehearsals {
  const list = (): readonly Rehearsal[] =>
    [...kv.range(REHEARSALS, { reverse: true })].map(({ value }) => value);
  const drop = async (number: number): Promise<void> => {
    await kv.commit([remove(REHEARSALS, [number])]);
    for (;;) {
      const rows = [...kv.range(COURSES, { prefix: [number], limit: AT_ONCE })];
      if (rows.length > 0) await kv.commit(rows.map(({ key }) => remove(COURSES, key)));
      if (rows.length < AT_ONCE) return;
    }
  };
  return {
    list,
    get: (number) => kv.get(REHEARSALS, [number]) ?? null,
    async people(rehearsal, page, signal) {
      const isAsked = asked(rehearsal, page);
      const isFirst = (person: PersonNumber): boolean =>
        nodesNow(person).every((node) => {
          const other = node < person ? kv.get(COURSES, [rehearsal.number, node]) : undefined;
          return other === undefined || !isAsked(other);
        });
      const found: Replayed[] = [];
      let read = 0;
      const from = [rehearsal.number, (page.after ?? 0) + 1];
      for (const { key, value } of kv.range(COURSES, { prefix: [rehearsal.number], from })) {
        const person = key[1];
        if (isAsked(value) && isFirst(person)) found.push({ person, ...value });
        if (found.length >= page.limit) break;
        if (++read % AT_ONCE === 0) await new Promise((resolve) => setImmediate(resolve));
        signal.throwIfAborted();
      }
      return found;
    },
    of: (nodes) =>
      list().flatMap((rehearsal) =>
        nodes.flatMap((node) => {
          const course = kv.get(COURSES, [rehearsal.number, node]);
          return course === undefined ? [] : [{ rehearsal, ...course }];
        }),
      ),
    forget: (nodes) =>
      kv.commit(
        numbersOf(kv).flatMap((number) => nodes.map((node): Change => remove(COURSES, [number, node]))),
      ),
    async begin(number) {
      const isWhole = (each: number): boolean => each !== number && kv.get(REHEARSALS, [each]) !== undefined;
      const left = numbersOf(kv).filter((each) => !isWhole(each));
      for (const each of new Set([number, ...left])) await drop(each);
    },
    async note(number, people) {
      if (people.length === 0) return;
      await kv.commit(people.map(({ person, ...course }) => put(COURSES, [number, person], course)));
      // Who was erased before this was there to be forgotten.
      const gone = people.filter(({ person }) => !isKnown(person));
      if (gone.length > 0) await kv.commit(gone.map(({ person }) => remove(COURSES, [number, person])));
    },
    async keep(rehearsal) {
      await kv.commit([put(REHEARSALS, [rehearsal.number], rehearsal)]);
      for (const { number } of list().slice(REHEARSALS_KEPT)) await drop(number);
    },
    drop,
  };
}

/** Rehearsals of which there are rows, also those under way. */
function numbersOf(kv: Kv): readonly number[] {
  const numbers: number[] = [];
  for (let from = 0; ; ) {
    const [next] = [...kv.range(COURSES, { from: [from], limit: 1 })];
    if (next === undefined) return numbers;
    const number = next.key[0];
    numbers.push(number);
    from = number + 1;
  }
}

function asked({ days, from, to }: Rehearsal, { side, day }: RehearsedPage): (course: Course) => boolean {
  const begin = day === null || day === 0 ? from : (days[day - 1]?.until ?? to);
  const end = day === null ? to : (days[day]?.until ?? to);
  if (side === "before") return ({ wasIn }) => wasIn;
  if (side === "in") return (course) => isInAt(course, end);
  return (course) =>
    course.changes.some(
      (at, place) => isEntry(course, place) === (side === "entered") && at > begin && at <= end,
    );
}

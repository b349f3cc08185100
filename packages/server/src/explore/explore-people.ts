import { LIMITS, type ExplorePeople } from "@habitus/contract";
import { readPersonCursor } from "../segments/evaluate.ts";
import type { Statement } from "../store/event-store.ts";
import type { ExploreDeps, PageOfPeople } from "./explore-queries.ts";

type AskedPeople = {
  /** What the question is asked of and for: ids that are read from what carries other purposes are left out. */
  readonly asked: {
    readonly segment?: string | null | undefined;
    readonly purpose?: string | null | undefined;
  };
  /** Rows {person}, ascending. */
  readonly page: (page: PageOfPeople) => Statement;
  /** One row {count}. */
  readonly count: Statement;
  /** `next` of the page before. */
  readonly after: string | undefined;
  readonly limit: number | undefined;
};

/** A page of the people behind a figure. @throws HabitusError `invalid_cursor`, and what the event store throws. */
export async function peoplePage(
  { store, segments, people: names }: Pick<ExploreDeps, "store" | "segments" | "people">,
  { asked, page, count, after, limit = LIMITS.explorePeople }: AskedPeople,
  signal: AbortSignal,
): Promise<Pick<ExplorePeople, "count" | "people" | "next">> {
  const options = { lane: "interactive", signal } as const;
  const from = after === undefined ? null : readPersonCursor(after);
  const rows = await store.query<{ readonly person: number | string }>(
    page({ after: from, limit: limit + 1 }),
    options,
  );
  const isWhole = from === null && rows.length <= limit;
  const [counted] = isWhole
    ? [{ count: rows.length }]
    : await store.query<{ readonly count: number | string }>(count, options);
  const people = rows.slice(0, limit).map(({ person }) => Number(person));
  const { segment: key, purpose: own } = asked;
  const segment = typeof key === "string" ? segments.get(key) : null;
  const purposes = [own, segment?.purpose].flatMap((purpose) => purpose ?? []);
  return {
    count: Number(counted?.count ?? 0),
    people: people.map((person) => ({ id: names.id(person), ids: [...names.ids(person, purposes)] })),
    next: rows.length > limit ? String(people.at(-1)) : null,
  };
}

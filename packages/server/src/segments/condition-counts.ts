import { LIMITS } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import { conditionLines, mergePlans, type Plan } from "@habitus/segments";
import type { EventStore, Lane } from "../store/event-store.ts";
import type { Moment, SegmentQueries } from "./evaluate.ts";
import type { Question } from "./plan-contexts.ts";

export type ConditionCount = {
  /** JSON pointer into the definition. */
  readonly path: string;
  readonly text: string;
  /** For whom this line alone holds. */
  readonly count: number;
  /** For whom all would hold but for this line; null where the question has no answer. */
  readonly without: number | null;
};

export type ConditionCounts = { readonly lines: readonly ConditionCount[]; readonly leftOut: number };

export type CountsDeps = {
  readonly store: EventStore;
  readonly queries: SegmentQueries;
  readonly plan: (question: Question) => Plan;
};

/** The people of each line, and of all but it, in one query. */
export async function countConditions(
  deps: CountsDeps,
  { definition, purpose }: Question,
  moment: Moment,
  signal: AbortSignal,
): Promise<ConditionCounts> {
  const all = conditionLines(definition);
  const lines = all.slice(0, LIMITS.countedConditions);
  const leftOut = all.length - lines.length;
  // Each `without` names all other lines, so their text grows with the square of the lines.
  const asked = lines.map((line) => ({ ...line, without: leftOut > 0 ? null : line.without }));
  const definitions = asked.flatMap(({ definition: line, without }) =>
    without === null ? [line] : [line, without],
  );
  const plans = definitions.map((line) => deps.plan({ definition: line, purpose }));
  const counts = (await runCounts(deps, plans, moment, { lane: "interactive", signal })).values();
  const next = (): number => counts.next().value ?? 0;
  return {
    lines: asked.map(({ path, text, without }) => ({
      path,
      text,
      count: next(),
      without: without === null ? null : next(),
    })),
    leftOut,
  };
}

/** The people of each plan, in one query, or in as many as memory asks for. */
export function runCounts(
  {
    store,
    queries,
  }: { readonly store: Pick<EventStore, "query">; readonly queries: Pick<SegmentQueries, "counts"> },
  plans: readonly Plan[],
  moment: Moment,
  options: { readonly lane: Lane; readonly signal: AbortSignal },
): Promise<readonly number[]> {
  return asMemoryAllows(plans, async (some) => {
    const rows = await store.query<CountsRow>(queries.counts(mergePlans(some), moment), options);
    return readCounts(rows, some.length);
  });
}

/** What is told of each plan, asked of all of them in one query, or of halves where that takes more memory than there is. */
export async function asMemoryAllows<T>(
  plans: readonly Plan[],
  ask: (plans: readonly Plan[]) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  try {
    return await ask(plans);
  } catch (error) {
    const isTooLarge = error instanceof HabitusError && error.code === "query_too_large";
    if (!isTooLarge || plans.length === 1) throw error;
  }
  const half = Math.ceil(plans.length / 2);
  const first = await asMemoryAllows(plans.slice(0, half), ask);
  return [...first, ...(await asMemoryAllows(plans.slice(half), ask))];
}

/** The engine writes 64-bit numbers as text where JSON readers could round them. */
export type CountsRow = Readonly<Record<`count${number}`, number | string>>;

export function readCounts(rows: readonly CountsRow[], size: number): readonly number[] {
  return Array.from({ length: size }, (_, index) => Number(rows[0]?.[`count${index}`] ?? 0));
}

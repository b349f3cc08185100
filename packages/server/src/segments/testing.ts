import type { Instant } from "@habitus/kernel";
import {
  type AccountCounts,
  countReference,
  evaluateReference,
  type History,
  type Plan,
  type PlanSet,
  type Population,
  rankReference,
  type Ranking,
} from "@habitus/segments";
import type { EventStore, Lane, PersonNumber, QueryOptions, Statement } from "../store/event-store.ts";
import type { MembersPage, Moment, SegmentQueries } from "./evaluate.ts";

// For tests: an event store that answers the evaluator's questions by the reference evaluator.

type Question = {
  readonly plan: Plan;
  readonly moment: Moment;
  readonly page: MembersPage | null;
};
type Counts = { readonly plans: PlanSet; readonly moment: Moment };

export const REFERENCE_QUERIES: SegmentQueries = {
  count: (plan, moment) => asked({ plan, moment, page: null }),
  counts: (plans, moment) => ({ sql: "counts", params: { counts: { plans, moment } satisfies Counts } }),
  members: (plan, moment, page) => asked({ plan, moment, page }),
  ranking: (population, moment) => ({
    sql: "ranking",
    params: { ranking: { population, moment } satisfies Ranked },
  }),
  readRanking: (_, { ranking }) => JSON.parse(String(ranking)) as Ranking,
  accounts: (population, moment) => ({
    sql: "accounts",
    params: { ranking: { population, moment } satisfies Ranked },
  }),
  readAccounts: (_, { ranking }) => JSON.parse(String(ranking)) as AccountCounts,
};

type Ranked = { readonly population: Population; readonly moment: Moment };

/** A statement that the store answers with these rows. */
export const answeredWith = (rows: readonly unknown[]): Statement => ({ sql: "rows", params: { rows } });

function asked(question: Question): Statement {
  return { sql: question.page === null ? "count" : "members", params: { question } };
}

export type ReferenceStore = EventStore & {
  readonly asked: { readonly sql: string; readonly lane: Lane; readonly at: Instant }[];
  /** Thrown by every following query, until it is null again. */
  failure: Error | null;
};

export function createReferenceStore(people: ReadonlyMap<PersonNumber, History>): ReferenceStore {
  const holds = ({
    plan,
    moment: { at, present },
  }: Pick<Question, "plan" | "moment">): readonly PersonNumber[] =>
    [...people.keys()]
      .filter((person) => {
        const history = people.get(person);
        return history !== undefined && evaluateReference(plan, history, at, present);
      })
      .toSorted((a, b) => a - b);
  const store: ReferenceStore = {
    asked: [],
    failure: null,
    position: () => Promise.resolve(0),
    rewrite: () => Promise.resolve(),
    append: () => Promise.resolve(),
    transitionsUpTo: () => Promise.resolve(0),
    appendTransitions: () => Promise.resolve(),
    clearTransitions: () => Promise.resolve(),
    close: () => Promise.resolve(),
    reading: () => Promise.resolve(null),
    async query<Row>(statement: Statement, options: QueryOptions) {
      options.signal?.throwIfAborted();
      if (store.failure !== null) throw store.failure;
      const given = statement.params["rows"] as readonly Row[] | undefined;
      if (given !== undefined) return given;
      const ranked = statement.params["ranking"] as Ranked | undefined;
      if (ranked !== undefined) {
        const { at, present } = ranked.moment;
        store.asked.push({ sql: statement.sql, lane: options.lane, at });
        const { population } = ranked;
        const all = [...people.values()];
        const ranking =
          population.kind === "people"
            ? rankReference(population, all, at, present)
            : countReference(population, all, at, present);
        return [{ ranking: JSON.stringify(ranking) }] as unknown as readonly Row[];
      }
      const counts = statement.params["counts"] as Counts | undefined;
      if (counts !== undefined) {
        store.asked.push({ sql: statement.sql, lane: options.lane, at: counts.moment.at });
        const sizes = counts.plans.roots.map((root, index) => [
          `count${index}`,
          String(
            holds({ plan: { version: 1, root, leaves: counts.plans.leaves }, moment: counts.moment }).length,
          ),
        ]);
        return [Object.fromEntries(sizes)] as unknown as readonly Row[];
      }
      const question = statement.params["question"] as Question;
      store.asked.push({ sql: statement.sql, lane: options.lane, at: question.moment.at });
      const members = holds(question);
      const { page } = question;
      if (page === null) return [{ count: String(members.length) }] as unknown as readonly Row[];
      const { after, isDescending = false, among = members } = page;
      const inOrder = isDescending ? members.toReversed() : members;
      const isBehind = (person: PersonNumber): boolean =>
        after === null || (isDescending ? person < after : person > after);
      const from = inOrder.filter((person) => isBehind(person) && among.includes(person));
      return from
        .slice(0, page.limit)
        .map((person) => ({ person: String(person) })) as unknown as readonly Row[];
    },
  };
  return store;
}

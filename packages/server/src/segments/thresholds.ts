import { HabitusError, type Instant } from "@habitus/kernel";
import {
  type AccountCounts,
  type AccountPopulation,
  mergedPopulations,
  missingPopulations,
  type PlanContext,
  type Population,
  type RankedPopulation,
  type Ranking,
  standInFor,
  withThresholds,
} from "@habitus/segments";
import { createSerially } from "../platform/serially.ts";
import type { EventStore, Lane, Statement } from "../store/event-store.ts";
import type { Moment } from "./evaluate.ts";
import { createKeptThresholds } from "./kept-thresholds.ts";
import { contextFor, type PlanContexts, type Question } from "./plan-contexts.ts";
import {
  type PinnedThreshold,
  type Refresh,
  type RefreshStore,
  thresholdOf,
  thresholdsOf,
} from "./refresh-store.ts";
import type { WorkspaceStore } from "./workspace-store.ts";

/** Queries of one row each that rank people and look at those of accounts, as `segments-sql` writes them. */
export type RankingQueries = {
  ranking(population: RankedPopulation, moment: Moment): Statement;
  readRanking(population: RankedPopulation, row: RankingRow): Ranking;
  accounts(population: AccountPopulation, moment: Moment): Statement;
  readAccounts(population: AccountPopulation, row: AccountsRow): AccountCounts;
};

export type RankingRow = Readonly<Record<string, string | number>>;
export type AccountsRow = Readonly<Record<string, string | number | readonly string[]>>;

/** A threshold that a definition is compared with. */
export type UsedThreshold = PinnedThreshold & {
  /** False when it was worked out for this question alone. */
  readonly isPinned: boolean;
};

/** A context that has every threshold of a question, and those it takes. */
export type Completed = { readonly context: PlanContext; readonly used: readonly UsedThreshold[] };

export type Thresholds = {
  /**
   * For a question about an instant (null: the present): what was pinned at or before it. What was not is worked out as of the instant, for
   * this question and those that follow soon.
   * @param present The instant that the question is asked at: who is ranked and who is looked for are of one and the same, or ages would
   * have grown between them.
   * @throws HabitusError `definition_refused`, and what the event store throws.
   */
  complete(
    questions: readonly Question[],
    at: Instant | null,
    signal: AbortSignal,
    present?: Instant,
  ): Promise<Completed>;
  /**
   * Those that the question takes and that are pinned at the present; null if one is not.
   * @param present What names stand for; who asks about many questions makes it once.
   */
  used(question: Question, present?: PlanContext): readonly UsedThreshold[] | null;
  /** When thresholds of these populations were pinned, after `from` and up to `to`, ascending. */
  pinnedDuring(
    populations: readonly string[],
    span: { readonly from: Instant; readonly to: Instant },
  ): readonly Instant[];
  /**
   * Works out and pins what the questions need and lack.
   * @param questions asked for when it is their turn.
   * @throws what the event store throws, and as `Kv.commit`.
   */
  pinMissing(questions: () => readonly Question[]): Promise<void>;
  /** Works out and pins anew everything that the questions need, at one instant and in one commit. @throws as `pinMissing`. */
  refresh(questions: readonly Question[]): Promise<void>;
  /** These accounts are erased: nothing that was worked out names them any more. @throws as `Kv.commit`. */
  forget(accounts: readonly string[]): Promise<void>;
};

export type ThresholdDeps = {
  readonly store: EventStore;
  readonly queries: RankingQueries;
  readonly workspace: WorkspaceStore;
  readonly context: PlanContexts;
  readonly refreshes: RefreshStore;
  /** Milliseconds on a clock that never goes back. */
  readonly elapsed: () => number;
};

const NEVER = new AbortController().signal;

type Pins = ReadonlyMap<string, PinnedThreshold>;
type Gathered = { readonly pins: Pins; readonly added: readonly Refresh[] };

export function createThresholds(deps: ThresholdDeps): Thresholds {
  const { store, queries, workspace, context, refreshes } = deps;
  const kept = createKeptThresholds(deps.elapsed);
  const serially = createSerially();

  const rank = async (population: Population, moment: Moment, lane: Lane, signal: AbortSignal) => {
    if (population.kind === "accounts") {
      const [row] = await store.query<AccountsRow>(queries.accounts(population, moment), { lane, signal });
      return accountRefresh(population, queries.readAccounts(population, row ?? {}), moment.at);
    }
    const [row] = await store.query<RankingRow>(queries.ranking(population, moment), { lane, signal });
    return refreshOf(population, queries.readRanking(population, row ?? {}), moment.at);
  };

  /** Audiences that are places themselves first, each population once with all that anybody wants of it. */
  const gather = async (
    questions: readonly Question[],
    have: Pins,
    work: (population: Population) => Promise<Refresh>,
  ): Promise<Gathered> => {
    const pins = new Map(have);
    const added: Refresh[] = [];
    for (;;) {
      const present = { ...context(), thresholds: thresholdsOf(pins) };
      const missing = merged(questions.flatMap((question) => missingOf(question, present)));
      if (missing.length === 0) return { pins, added };
      for (const population of missing) {
        const refresh = await work(population);
        added.push(refresh);
        for (const cut of refresh.cuts) pins.set(cut.key, { cut, refresh });
      }
    }
  };

  const pin = (questions: () => readonly Question[], have: () => Pins): Promise<void> =>
    serially(async () => {
      const now = workspace.logicalNow();
      const pinned = [...refreshes.pinned(null).values()];
      const { added } = await gather(questions(), have(), (population) =>
        rank(withPinned(population, pinned), { at: now, present: now }, "backfill", NEVER),
      );
      if (added.length > 0) await refreshes.add(added);
    });

  return {
    async complete(questions, at, signal, present = workspace.logicalNow()) {
      const pinned = refreshes.pinned(at);
      const start = new Map([...kept.at(at, present), ...pinned]);
      const { pins, added } = await gather(questions, start, (population) =>
        rank(population, { at: at ?? present, present }, "interactive", signal),
      );
      kept.keep(at, added);
      const completed = { ...context(), thresholds: thresholdsOf(pins) };
      const used = questions.flatMap((question) => usedBy(question, completed, pins) ?? []);
      return {
        context: completed,
        used: used.map((threshold) => ({ ...threshold, isPinned: pinned.has(threshold.cut.key) })),
      };
    },
    used(question, present = context()) {
      const used = usedBy(question, present, refreshes.pinned(null));
      return used?.map((threshold) => ({ ...threshold, isPinned: true })) ?? null;
    },
    pinnedDuring: (populations, span) => refreshes.during(populations, span),
    pinMissing: (questions) => pin(questions, () => refreshes.pinned(null)),
    refresh: (questions) =>
      pin(
        () => questions,
        () => new Map(),
      ),
    async forget(accounts) {
      if (accounts.length === 0) return;
      // After a refresh that is being worked out, which may have found them still.
      await serially(() => refreshes.forget(new Set(accounts)));
      kept.forget();
    },
  };
}

/** A definition that can no longer be planned has none; whoever plans it is told why. */
function missingOf(question: Question, context: PlanContext): readonly Population[] {
  try {
    return missingPopulations(question.definition, contextFor(context, question));
  } catch (error) {
    if (!(error instanceof HabitusError)) throw error;
    return [];
  }
}

function merged(populations: readonly Population[]): readonly Population[] {
  const found = new Map<string, Population>();
  for (const population of populations) {
    const known = found.get(population.key);
    found.set(population.key, known === undefined ? population : mergedPopulations(known, population));
  }
  return [...found.values()];
}

/** What is pinned of one population is always of one instant, so that tiers do not overlap. */
function withPinned(population: Population, pinned: readonly PinnedThreshold[]): Population {
  const own = pinned.flatMap(({ cut, refresh }) => (refresh.population === population.key ? [cut] : []));
  if (population.kind === "accounts") {
    const cuts = own.flatMap((cut) => {
      return "accounts" in cut ? [{ key: cut.key, least: cut.least, most: cut.most, every: cut.every }] : [];
    });
    return mergedPopulations(population, { ...population, cuts });
  }
  const cuts = own.flatMap((cut) => {
    return "value" in cut ? [{ key: cut.key, side: cut.side, part: cut.part, of: cut.of }] : [];
  });
  return mergedPopulations(population, { ...population, cuts });
}

function refreshOf(population: RankedPopulation, ranking: Ranking, at: Instant): Refresh {
  const { key, says, measure } = population;
  const cuts = population.cuts.map((cut, place) => {
    const { value = null, holds = 0 } = ranking.cuts[place] ?? {};
    return { ...cut, value, holds };
  });
  return { population: key, says, at, people: ranking.people, isAge: measure.kind === "recency", cuts };
}

function accountRefresh({ key, says, cuts }: AccountPopulation, found: AccountCounts, at: Instant): Refresh {
  const pinned = cuts.map((cut, place) => {
    const { accounts = [], holds = 0 } = found.cuts[place] ?? {};
    return { ...cut, accounts, holds };
  });
  return { population: key, says, at, people: found.accounts, isAge: false, cuts: pinned };
}

/** Each once, in the order they are asked for; null if one of them is not pinned. */
function usedBy(question: Question, context: PlanContext, pins: Pins): readonly PinnedThreshold[] | null {
  const used = new Map<string, PinnedThreshold>();
  const bare = { ...contextFor(context, question), thresholds: {} };
  let isMissing = false;
  try {
    withThresholds(question.definition, bare, (population, { key }) => {
      const pinned = pins.get(key);
      if (pinned === undefined) isMissing = true;
      else used.set(key, pinned);
      return pinned === undefined ? standInFor(population) : thresholdOf(pinned.cut);
    });
  } catch (error) {
    if (!(error instanceof HabitusError)) throw error;
  }
  return isMissing ? null : [...used.values()];
}

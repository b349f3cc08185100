import { must } from "@habitus/kernel";
import {
  type BuyerFigures,
  judge,
  type Judged,
  SCORE_NAMES,
  scoreBuyers,
  type ScoreName,
  type Scores,
} from "@habitus/models";
import type { OrderSums, OrdersUpTo } from "@habitus/segments-sql";
import type { PersonNumber } from "../store/event-store.ts";
import type { BuyingQuestion } from "./model-question.ts";
import type { BuyingResult, ScoreFigures } from "./model-runs.ts";
import { CHANGES_AT_ONCE, changesOf, noChanges, type ScoreChange } from "./score-changes.ts";

/** What is known of one person: orders, null of whoever has none or may not be looked at, and stored scores as in `SCORE_NAMES`. */
export type PersonRow = {
  readonly person: PersonNumber;
  readonly orders: OrderSums | null;
  readonly numbers: readonly (number | null)[];
  /** Of the covariates; NaN where it is not known. */
  readonly known: readonly number[];
};

export type RunPhase = "reading" | "fitting" | "scoring" | "writing";

/** Where a run tells what it comes to. */
export type RunTelling = {
  /** Resolves once there is room for more. */
  say(changes: readonly ScoreChange[]): Promise<void>;
  progress(phase: RunPhase, done: number, total: number | null): Promise<void>;
};

export type ScoreRunDeps = RunTelling & {
  /** The people above `after`, up to `upTo`, of whom there is something. */
  page(after: PersonNumber, upTo: PersonNumber): Promise<readonly PersonRow[]>;
};

const PEOPLE_AT_ONCE = 50_000;

/**
 * Reads what people bought, fits the model, and says the difference between the scores that are stored and those that it comes to. It rests on
 * what is stored alone, so a run that was cut off is made whole by another.
 *
 * What the data do not tell this time stays as it was told last; whoever may not be looked at any more has all scores taken back.
 * @param highest the highest number of a person.
 */
export async function runScores(
  question: BuyingQuestion,
  told: readonly ScoreName[],
  highest: PersonNumber,
  deps: ScoreRunDeps,
): Promise<BuyingResult> {
  const { newestDay, holdoutDays } = question;
  const known = await readPeople(question, highest, deps);
  await deps.progress("fitting", 0, null);
  const value = question.path !== null;
  const judged = judge(known.figures(), { ...question, value });
  const scores = await scoresOf(judged, question, deps);
  const changes = await sayChanges(known, { told, scores, refused: untold(judged, told) }, deps);
  const { all, firstDay } = known.figures();
  return {
    window: {
      from: firstDay.length === 0 ? null : firstDay.reduce((first, day) => Math.min(first, day)),
      to: newestDay,
      seenUpTo: holdoutDays === 0 ? null : newestDay - holdoutDays,
    },
    people: firstDay.length,
    orders: all.days.reduce((sum, days) => sum + days, 0),
    fit: judged.report,
    value: judged.spendReport,
    quality: judged.quality,
    changes,
  };
}

async function readPeople(
  { covariates }: Pick<BuyingQuestion, "covariates">,
  highest: PersonNumber,
  deps: ScoreRunDeps,
): Promise<KnownPeople> {
  const known = new KnownPeople(covariates);
  for (let after = 0; after < highest; after += PEOPLE_AT_ONCE) {
    await deps.progress("reading", after, highest);
    const upTo = Math.min(after + PEOPLE_AT_ONCE, highest);
    for (const row of await deps.page(after, upTo)) known.add(row);
  }
  return known;
}

async function scoresOf(
  { fit, spend, history }: Judged,
  question: BuyingQuestion,
  deps: ScoreRunDeps,
): Promise<Scores> {
  if (fit.kind === "refused") return {};
  const values = spend?.kind === "fitted" ? spend.model : null;
  return scoreBuyers(history, { fit, spend: values }, question, (done, total) =>
    deps.progress("scoring", done, total),
  );
}

/** What the model is for and these data do not tell. */
function untold({ fit, spend }: Judged, told: readonly ScoreName[]): ReadonlySet<ScoreName> {
  if (fit.kind === "refused") return new Set(told);
  return new Set(
    spend?.kind === "refused" ? told.filter((name) => name === "spend" || name === "value") : [],
  );
}

type Fresh = {
  readonly told: readonly ScoreName[];
  readonly scores: Scores;
  readonly refused: ReadonlySet<ScoreName>;
};

async function sayChanges(known: KnownPeople, fresh: Fresh, deps: ScoreRunDeps): Promise<ScoreFigures> {
  const figures = noChanges();
  let waiting: ScoreChange[] = [];
  let done = 0;
  for (const { person, buyer, stored } of known.rows()) {
    const valueOf = (name: ScoreName): number => fresh.scores[name]?.[buyer ?? -1] ?? Number.NaN;
    const scores = changesOf(stored, buyer === null ? null : { ...fresh, valueOf }, figures);
    if (scores.length > 0) waiting.push({ person, scores });
    if (buyer !== null && Object.keys(fresh.scores).length > 0) figures.scored++;
    done++;
    if (waiting.length < CHANGES_AT_ONCE && done < known.size) continue;
    if (waiting.length > 0) await deps.say(waiting);
    waiting = [];
    await deps.progress("writing", done, known.size);
  }
  return figures;
}

type KnownRow = {
  readonly person: PersonNumber;
  /** The place among those with orders, null of the others. */
  readonly buyer: number | null;
  /** As in `SCORE_NAMES`, NaN where there is none. */
  readonly stored: readonly number[];
};

/** People column by column, a few numbers each. */
class KnownPeople {
  readonly #person: number[] = [];
  readonly #buyer: number[] = [];
  readonly #stored = SCORE_NAMES.map((): number[] => []);
  readonly #firstDay: number[] = [];
  readonly #all = new SumColumns();
  readonly #seen = new SumColumns();
  readonly #known: readonly { readonly name: string; readonly values: number[] }[];

  constructor(covariates: readonly string[]) {
    this.#known = covariates.map((name) => ({ name, values: [] }));
  }

  get size(): number {
    return this.#person.length;
  }

  add({ person, orders, numbers, known }: PersonRow): void {
    this.#person.push(person);
    this.#buyer.push(orders === null ? -1 : this.#firstDay.length);
    for (const [place, column] of this.#stored.entries()) column.push(numbers[place] ?? Number.NaN);
    if (orders === null) return;
    this.#firstDay.push(orders.firstDay);
    this.#all.add(orders.all);
    this.#seen.add(orders.seen);
    for (const [place, { values }] of this.#known.entries()) values.push(known[place] ?? Number.NaN);
  }

  figures(): BuyerFigures {
    const firstDay = Float64Array.from(this.#firstDay);
    const covariates = this.#known.map(({ name, values }) => ({ name, values: Float64Array.from(values) }));
    return { firstDay, all: this.#all.columns(), seen: this.#seen.columns(), covariates };
  }

  *rows(): Generator<KnownRow> {
    for (const [place, person] of this.#person.entries()) {
      const buyer = must(this.#buyer[place], "every person says whether there are orders");
      const stored = this.#stored.map((column) => column[place] ?? Number.NaN);
      yield { person, buyer: buyer < 0 ? null : buyer, stored };
    }
  }
}

class SumColumns {
  readonly #days: number[] = [];
  readonly #lastDay: number[] = [];
  readonly #spentAgain: number[] = [];
  #logGaps = 0;

  add({ days, lastDay, spentAgain, logGaps }: OrdersUpTo): void {
    this.#days.push(days);
    this.#lastDay.push(lastDay);
    this.#spentAgain.push(spentAgain);
    this.#logGaps += logGaps;
  }

  columns(): BuyerFigures["all"] {
    return {
      days: Float64Array.from(this.#days),
      lastDay: Float64Array.from(this.#lastDay),
      spentAgain: Float64Array.from(this.#spentAgain),
      logGaps: this.#logGaps,
    };
  }
}

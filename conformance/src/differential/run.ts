import { assert, type Instant, type Random } from "@habitus/kernel";
import type { History, Plan } from "@habitus/segments";
import type { MakeLive, Reference } from "../engines/evaluators.ts";
import type { SqlEvaluator } from "../engines/sql.ts";
import { type Life, withoutDuplicates } from "../world/life.ts";
import { makeEventful } from "./eventful.ts";
import { makeSetting, type Setting } from "../world/plan-maker.ts";
import { randomFor } from "../world/seed.ts";
import { Coverage } from "./coverage.ts";
import { compareSql, historyOf, type Moment, sqlJudge } from "./judge-sql.ts";
import { type Mismatch, runPair } from "./pair.ts";
import { shrink, type Shrunk } from "./shrink.ts";

export type RunOptions = {
  readonly seed: number;
  readonly pairs: number;
  readonly reference: Reference;
  /** Null leaves the stream out. */
  readonly live: MakeLive | null;
  /** Null leaves SQL out. */
  readonly sql: SqlEvaluator | null;
  /** SQL plays one batch in so many; 1 unless given. */
  readonly sqlEvery?: number;
  /** The run stops after so many failures. */
  readonly mostFailures: number;
  /** How often shrinking a failure may try. */
  readonly mostTries?: number;
  readonly plansPerBatch?: number;
  /** SQL is asked only at moments at which it holds for one of the lives; at all of them unless given. */
  readonly shows?: (plan: Plan, history: History, moment: Moment) => boolean;
  /** Only settings that it takes are played. */
  readonly accept?: (setting: Setting) => boolean;
  readonly onProgress?: (pairs: number) => void;
};

export type RunSummary = {
  readonly pairs: number;
  /** Answers of SQL that were compared: one person at one instant. */
  readonly sqlAnswers: number;
  readonly flips: number;
  readonly edges: number;
  readonly coverage: Coverage;
  readonly failures: readonly Shrunk[];
};

const LIVES_PER_PLAN = 12;
const PLANS_PER_BATCH = 40;
const INSTANTS_PER_PLAN = 3;
const STREAM_TRIES = 3_000;
const SQL_TRIES = 300;
const MOST_REFUSED = 5_000;

/** One plan with the lives made for it. */
type Cast = {
  readonly setting: Setting;
  readonly lives: readonly Life[];
  readonly moments: readonly Moment[];
};

/** A question to SQL about a cast, whose people stand from `first` on. */
type Question = {
  readonly cast: Cast;
  readonly moment: Moment;
  readonly first: number;
  readonly histories: readonly History[];
};

/** Compares the evaluators on generated pairs of a plan and a life, batch by batch, and shrinks what fails. */
export async function run(options: RunOptions): Promise<RunSummary> {
  const runner = new Runner(options);
  for (let batch = 0; !runner.isDone; batch++) await runner.batch(batch);
  return runner.summary();
}

class Runner {
  readonly #options: RunOptions;
  readonly #coverage = new Coverage();
  readonly #failures: Shrunk[] = [];
  #pairs = 0;
  #sqlAnswers = 0;
  #flips = 0;
  #edges = 0;

  constructor(options: RunOptions) {
    this.#options = options;
  }

  get isDone(): boolean {
    return this.#pairs >= this.#options.pairs || this.#failures.length >= this.#options.mostFailures;
  }

  summary(): RunSummary {
    return {
      pairs: this.#pairs,
      sqlAnswers: this.#sqlAnswers,
      flips: this.#flips,
      edges: this.#edges,
      coverage: this.#coverage,
      failures: this.#failures,
    };
  }

  async batch(batch: number): Promise<void> {
    const { pairs, onProgress, plansPerBatch = PLANS_PER_BATCH } = this.#options;
    const plans = Math.min(plansPerBatch, Math.ceil((pairs - this.#pairs) / LIVES_PER_PLAN));
    const casts = Array.from({ length: plans }, (_, number) => makeCast(this.#options, batch, number));
    if (this.#options.live !== null) {
      for (const cast of casts) {
        if (!this.isDone) await this.#playLive(cast, this.#options.live);
      }
    }
    const { sql, sqlEvery = 1 } = this.#options;
    if (sql !== null && batch % sqlEvery === 0 && !this.isDone) await this.#playSql(casts, sql);
    this.#pairs += casts.reduce((sum, cast) => sum + cast.lives.length, 0);
    onProgress?.(this.#pairs);
  }

  async #playLive({ setting, lives }: Cast, live: MakeLive): Promise<void> {
    const { reference } = this.#options;
    for (const life of lives) {
      const { plan } = setting;
      const result = runPair(plan, life, reference, live);
      this.#coverage.add(setting, life, result);
      this.#flips += result.flips;
      this.#edges += result.edges;
      if (result.mismatch === null) continue;
      const judge = async (one: { readonly plan: typeof plan; readonly life: Life }) =>
        runPair(one.plan, one.life, reference, live).mismatch;
      this.#failures.push(
        await shrink({ plan, life }, result.mismatch, judge, this.#options.mostTries ?? STREAM_TRIES),
      );
      if (this.isDone) return;
    }
  }

  async #playSql(casts: readonly Cast[], sql: SqlEvaluator): Promise<void> {
    const questions = this.#questions(casts);
    if (questions.length === 0) return;
    const people = casts.flatMap(({ lives }) => lives);
    await sql.load(people.map((life) => ({ arrivals: withoutDuplicates(life.arrivals) })));
    const failed: { readonly cast: Cast; readonly life: Life; readonly mismatch: Mismatch }[] = [];
    for (const question of questions) {
      if (this.#failures.length + failed.length >= this.#options.mostFailures) break;
      const { cast, moment } = question;
      const members = await sql.members(cast.setting.plan, moment.at, moment.present);
      failed.push(...this.#compareCast(question, members));
    }
    for (const { cast, life, mismatch } of failed) {
      if (this.isDone) return;
      const judge = sqlJudge(sql, this.#options.reference, momentOf(mismatch));
      const start = { plan: cast.setting.plan, life };
      this.#failures.push(await shrink(start, mismatch, judge, this.#options.mostTries ?? SQL_TRIES));
    }
  }

  #questions(casts: readonly Cast[]): readonly Question[] {
    const { shows } = this.#options;
    let first = 0;
    return casts.flatMap((cast) => {
      const own = { cast, first, histories: cast.lives.map(historyOf) };
      first += cast.lives.length;
      return cast.moments
        .filter(
          (moment) =>
            shows === undefined || own.histories.some((one) => shows(cast.setting.plan, one, moment)),
        )
        .map((moment) => ({ ...own, moment }));
    });
  }

  #compareCast(
    { cast, moment, first, histories }: Question,
    members: ReadonlySet<number>,
  ): readonly { readonly cast: Cast; readonly life: Life; readonly mismatch: Mismatch }[] {
    const { plan } = cast.setting;
    return cast.lives.flatMap((life, number) => {
      this.#sqlAnswers++;
      const history = histories[number] ?? { events: [], traits: [] };
      const mismatch = compareSql(
        plan,
        history,
        moment,
        members.has(first + number),
        this.#options.reference,
      );
      return mismatch === null ? [] : [{ cast, life, mismatch }];
    });
  }
}

function makeCast({ seed, accept }: RunOptions, batch: number, number: number): Cast {
  const setting = acceptedSetting(randomFor(seed, batch, number, "setting"), accept);
  const lives = Array.from({ length: LIVES_PER_PLAN }, (_, life) =>
    makeEventful(randomFor(seed, batch, number, life), setting),
  );
  const random = randomFor(seed, batch, number, "instants");
  const instants = Array.from({ length: INSTANTS_PER_PLAN }, () => random.pick(random.pick(lives).probes));
  const moments = [...new Set(instants)].map((at) => ({ at, present: presentFor(random, setting, at) }));
  return { setting, lives, moments };
}

/** Questions about the past: what is in force is read later, where the plan reads anything in force. */
function presentFor(random: Random, { plan, scene, times }: Setting, at: Instant): Instant {
  const readsInForce = plan.leaves.some((leaf) => leaf.kind === "trait" && leaf.inForce === true);
  return readsInForce ? random.pick([at, random.pick(times), at + scene.span, at - scene.span]) : at;
}

function momentOf({ at, present = at }: Mismatch): Moment {
  return { at, present };
}

function acceptedSetting(random: Random, accept: RunOptions["accept"]): Setting {
  for (let refused = 0; refused < MOST_REFUSED; refused++) {
    const setting = makeSetting(random);
    if (accept === undefined || accept(setting)) return setting;
  }
  return assert(false, "no plan is made that the run accepts") as never;
}

import {
  type BenefitFit,
  type BenefitQuality,
  nearest,
  type RefusedBenefits,
  type SaidBenefits,
} from "@habitus/models";
import type { Deeds } from "@habitus/segments-sql";
import type { PersonNumber } from "../store/event-store.ts";
import { createBenefitAnswers } from "./benefit-answers.ts";
import type { ScoreFigures } from "./model-runs.ts";
import type { AskedPart, RatingQuestion } from "./rating-question.ts";
import { type RatingScore, TOTAL, UNCLEAR } from "./rating-store.ts";

/** What is to be said of a person: JSON values by the trait's name; null takes back. */
export type RatingChange = {
  readonly person: PersonNumber;
  readonly facts: readonly (readonly [trait: string, value: number | string | null])[];
};

export type RatingPhase = "reading" | "judging" | "writing";

export type RatingRunDeps = {
  /** The people above `after`, up to `upTo`, of whom there is something. */
  page(after: PersonNumber, upTo: PersonNumber): Promise<readonly Deeds[]>;
  /** Resolves once there is room for more. */
  say(changes: readonly RatingChange[]): Promise<void>;
  /** Takes seconds of a processor. */
  judge(said: SaidBenefits): Promise<BenefitFit | RefusedBenefits>;
  progress(phase: RatingPhase, done: number, total: number | null): Promise<void>;
};

export type RatingResult = {
  /** People of whom something is told. */
  readonly people: number;
  /** How many have points of a part, or seek a benefit; by its key, `unclear` for no benefit that stands out. */
  readonly parts: Readonly<Record<string, number>>;
  readonly benefits: BenefitReport | null;
  readonly changes: ScoreFigures;
};

/** How benefits are told, and how surely. */
type BenefitReport = {
  /** Null of a fit. */
  readonly refused: { readonly reason: RefusedBenefits["reason"]; readonly detail: string } | null;
  /** Keys of the benefits that enough people said, in the order of the table's lines. */
  readonly known: readonly string[];
  readonly quality: BenefitQuality | null;
  /** Null of what was refused. */
  readonly sharpness: number | null;
  readonly shrink: number | null;
};

/** What is written: the numbers and texts, in the order in which they are read. */
export type RatingTraits = { readonly scores: readonly RatingScore[]; readonly texts: readonly string[] };

const PEOPLE_AT_ONCE = 20_000;
const CHANGES_AT_ONCE = 400;
/** What is nearer to 0 is nothing. */
const LEAST_POINTS = 0.01;
/** A trend of less than a point says nothing. */
const LEAST_BEFORE = 1;
const DIGITS = 3;
/** A stored number stays while the new one is as near. */
const NEAR = { relative: 0.01, absolute: 0.005 };

/**
 * Reads what people do and says the difference between what is stored and what it comes to. It rests on what is stored alone, so a run that
 * was cut off is made whole by another. Benefits are told only where those who said theirs show that it can be done; where it cannot, what was told
 * last stays, but for people who may not be looked at any more.
 * @param question null takes everything back.
 */
export async function runRating(
  question: RatingQuestion | null,
  { scores, texts }: RatingTraits,
  highest: PersonNumber,
  deps: RatingRunDeps,
): Promise<RatingResult> {
  const judged = question?.kind === "benefits" ? await judge(question, highest, deps) : null;
  const report = judged === null || question === null ? null : reportOf(judged, question);
  const teller = tellerOf(question, judged, { scores, texts });
  const changes = { scored: 0, written: 0, unchanged: 0, takenBack: 0 };
  const parts: Record<string, number> = {};
  await pages(highest, deps, "writing", async (people) => {
    const said: RatingChange[] = [];
    for (const deeds of people) {
      const told = deeds.isLookedAt ? teller(deeds) : NOTHING_TOLD;
      if (told === "as it was") continue;
      if (told.of.length > 0) changes.scored++;
      for (const part of told.of) parts[part] = (parts[part] ?? 0) + 1;
      const facts = changesOf(deeds, told, { scores, texts }, changes);
      if (facts.length > 0) said.push({ person: deeds.person, facts });
    }
    for (let from = 0; from < said.length; from += CHANGES_AT_ONCE) {
      await deps.say(said.slice(from, from + CHANGES_AT_ONCE));
    }
  });
  return { people: changes.scored, parts, benefits: report, changes };
}

async function pages(
  highest: PersonNumber,
  { page, progress }: Pick<RatingRunDeps, "page" | "progress">,
  phase: RatingPhase,
  visit: (people: readonly Deeds[]) => Promise<void> | void,
): Promise<void> {
  for (let after = 0; after < highest; after += PEOPLE_AT_ONCE) {
    await progress(phase, after, highest);
    await visit(await page(after, Math.min(after + PEOPLE_AT_ONCE, highest)));
  }
}

/** What is told of a person: numbers and texts in the order of the traits, and the parts they count for. */
type Told = {
  readonly numbers: readonly (number | null)[];
  readonly texts: readonly (string | null)[];
  readonly of: readonly string[];
};

const NOTHING_TOLD: Told = { numbers: [], texts: [], of: [] };

type Teller = (deeds: Deeds) => Told | "as it was";

function tellerOf(
  question: RatingQuestion | null,
  judged: BenefitFit | RefusedBenefits | null,
  { scores }: RatingTraits,
): Teller {
  if (question === null) return () => NOTHING_TOLD;
  if (judged === null) return (deeds) => pointsOf(deeds, question, scores);
  return judged.kind === "refused" ? () => "as it was" : (deeds) => benefitOf(deeds, question, judged);
}

function pointsOf(deeds: Deeds, { parts }: RatingQuestion, scores: readonly RatingScore[]): Told {
  const ofDeeds = (left: readonly number[]) =>
    withTotal(parts.map(({ key, deeds: all }) => [key, worth(all, (at) => left[at] ?? 0)]));
  const held = withTotal(
    parts.map(({ key, facts }) => [key, worth(facts, (at) => (deeds.holds[at] === true ? 1 : 0))]),
  );
  const now = ofDeeds(deeds.left);
  const before = ofDeeds(deeds.before);
  const numbers = scores.map(({ name, isTrend }) => {
    const done = now.get(name) ?? 0;
    const points = done + (held.get(name) ?? 0);
    if (!isTrend) return Math.abs(points) < LEAST_POINTS ? null : rounded(points);
    // Of deeds alone: what held four weeks ago is not asked.
    const then = before.get(name) ?? 0;
    return then < LEAST_BEFORE ? null : rounded((100 * done) / then);
  });
  const of = scores.flatMap(({ name, isTrend }, place) => (isTrend || numbers[place] === null ? [] : [name]));
  return { numbers, texts: [], of };
}

function worth(all: AskedPart["deeds"], countAt: (place: number) => number): number {
  return all.reduce((sum, { place, points }) => sum + points * countAt(place), 0);
}

function withTotal(parts: readonly (readonly [string, number])[]): ReadonlyMap<string, number> {
  return new Map([...parts, [TOTAL, parts.reduce((sum, [, points]) => sum + points, 0)]]);
}

/** Whoever said one benefit seeks that one, whatever the model would tell of them. */
function benefitOf(deeds: Deeds, question: RatingQuestion, { model, sharpness, benefits }: BenefitFit): Told {
  const figures = figuresOf(deeds, question);
  if (figures === null) return saidAlone(deeds, question);
  const { first, second, distance, probability } = nearest(model, figures, sharpness);
  const keyOf = (label: number): string => question.parts[benefits[label] ?? -1]?.key ?? UNCLEAR;
  const said = saidBy(deeds, question);
  const clear = probability >= question.clearFrom ? keyOf(first) : UNCLEAR;
  const benefit = said === null ? clear : (question.parts[said]?.key ?? UNCLEAR);
  const next = keyOf(first) === benefit ? keyOf(second) : keyOf(first);
  return { numbers: [rounded(distance), rounded(probability)], texts: [benefit, next], of: [benefit] };
}

/** Of somebody who does nothing there is what they said, and no distance. */
function saidAlone(deeds: Deeds, question: RatingQuestion): Told {
  const said = saidBy(deeds, question);
  const benefit = said === null ? undefined : question.parts[said]?.key;
  return benefit === undefined
    ? NOTHING_TOLD
    : { numbers: [null, null], texts: [benefit, null], of: [benefit] };
}

/** The place of the one benefit that the person said; null of none and of several. */
function saidBy({ holds }: Deeds, { parts }: RatingQuestion): number | null {
  const said = [...parts.keys()].filter((place) => {
    const root = parts[place]?.said ?? null;
    return root !== null && holds[root] === true;
  });
  const [only] = said;
  return only !== undefined && said.length === 1 ? only : null;
}

/** What a person does, as the model sees it: how much of each deed, told apart less the more there is, and what holds. Null of nothing at all. */
function figuresOf({ left, holds }: Deeds, { parts }: RatingQuestion): readonly number[] | null {
  const figures = parts.flatMap(({ deeds, facts }) => [
    ...deeds.map(({ place }) => Math.log1p(left[place] ?? 0)),
    ...facts.map(({ place }) => (holds[place] === true ? 1 : 0)),
  ]);
  return figures.every((figure) => figure < LEAST_POINTS) ? null : figures;
}

async function judge(
  question: RatingQuestion,
  highest: PersonNumber,
  deps: RatingRunDeps,
): Promise<BenefitFit | RefusedBenefits> {
  const answers = createBenefitAnswers();
  await pages(highest, deps, "reading", (people) => {
    for (const deeds of people) {
      const label = deeds.isLookedAt ? saidBy(deeds, question) : null;
      const figures = label === null ? null : figuresOf(deeds, question);
      if (label === null || figures === null) continue;
      answers.add({ person: deeds.person, label, figures });
    }
  });
  await deps.progress("judging", 0, null);
  const { parts } = question;
  const features = parts.reduce((count, { deeds, facts }) => count + deeds.length + facts.length, 0);
  return deps.judge(answers.taken({ features, classes: parts.length }));
}

function reportOf(judged: BenefitFit | RefusedBenefits, { parts }: RatingQuestion): BenefitReport {
  const keyOf = (place: number): string => parts[place]?.key ?? "";
  if (judged.kind === "refused") {
    const { reason, detail, quality, benefits } = judged;
    return {
      refused: { reason, detail },
      known: benefits.map(keyOf),
      quality,
      sharpness: null,
      shrink: null,
    };
  }
  const { quality, sharpness, shrink, benefits } = judged;
  return { refused: null, known: benefits.map(keyOf), quality, sharpness, shrink };
}

type Figures = { -readonly [Name in keyof ScoreFigures]: number };

function changesOf(
  { numbers, texts }: Deeds,
  told: Told,
  traits: RatingTraits,
  figures: Figures,
): RatingChange["facts"] {
  const facts: (readonly [string, number | string | null])[] = [];
  const settle = (trait: string, before: number | string | null, after: number | string | null): void => {
    if (before === null && after === null) return;
    if (isNear(before, after)) {
      figures.unchanged++;
      return;
    }
    figures[after === null ? "takenBack" : "written"]++;
    facts.push([trait, after]);
  };
  for (const [place, { trait }] of traits.scores.entries()) {
    settle(trait, numbers[place] ?? null, told.numbers[place] ?? null);
  }
  for (const [place, trait] of traits.texts.entries()) {
    settle(trait, texts[place] ?? null, told.texts[place] ?? null);
  }
  return facts;
}

function isNear(before: number | string | null, after: number | string | null): boolean {
  if (typeof before !== "number" || typeof after !== "number") return before === after;
  return Math.abs(before - after) <= Math.max(NEAR.absolute, NEAR.relative * Math.abs(after));
}

const SCALE = 10 ** DIGITS;
const rounded = (value: number): number => Math.round(value * SCALE) / SCALE;

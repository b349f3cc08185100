import { must } from "@habitus/kernel";
import { type Interval, shareInterval, shareOf } from "../statistics/proportions.ts";
import { type Centroids, fitCentroids, type Labelled, probabilities } from "./shrunken-centroids.ts";

/** What the people who said what they seek do; classes are the benefits that are listed, in their order. */
export type SaidBenefits = Labelled;

export type BenefitQuality = {
  /** The rows: of those who said one benefit that enough people said, and who do something, as many as were asked for. */
  readonly people: number;
  /** Of them, whose benefit was told from what they do by a model that had not seen them. */
  readonly right: number;
  readonly rightInterval: Interval;
  /** What guessing the most frequent benefit would have told right. */
  readonly guessed: number;
  /** A row for each benefit that was said, a column for each that was told. */
  readonly table: readonly (readonly number[])[];
};

export type BenefitFit = {
  readonly kind: "fitted";
  readonly model: Centroids;
  readonly sharpness: number;
  /** By how many standard errors centroids are drawn to the mean. */
  readonly shrink: number;
  /** Places of the benefits that the classes of the model stand for. */
  readonly benefits: readonly number[];
  readonly quality: BenefitQuality;
};

export type RefusedBenefits = {
  readonly kind: "refused";
  readonly reason: "too_few_answers" | "no_behaviour" | "no_better_than_guessing";
  readonly detail: string;
  /** Places of the benefits that enough people said. */
  readonly benefits: readonly number[];
  /** Null where nothing could be tried. */
  readonly quality: BenefitQuality | null;
};

/** Fewer people who said a benefit do not tell what such people do. */
export const LEAST_ANSWERS = 20;
/** Parts that are told by what the others said, in turn. */
const FOLDS = 10;
const SHRINKS = [0, 0.5, 1, 1.5, 2, 3, 4];
/** Above 1 too: scales hold the median spread on top, so distances are smaller than their units. */
const SHARPNESSES = [0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 6];
/** So that a benefit that was told surely and wrongly is not infinitely bad. */
const LEAST_PROBABILITY = 1e-12;

/**
 * Fits centroids to what people of each benefit do, and judges them by people they had not seen: each tenth in turn is told from the other
 * nine. By that is chosen how far centroids are drawn together and how sure the model may be of itself (least logarithmic loss).
 */
export function judgeBenefits(said: SaidBenefits): BenefitFit | RefusedBenefits {
  const sizes = Array.from({ length: said.classes }, (_, label) => countOf(said.labels, label));
  const benefits = [...sizes.keys()].filter((label) => (sizes[label] ?? 0) >= LEAST_ANSWERS);
  if (benefits.length < 2) {
    const detail = `At least two benefits must have been said by ${LEAST_ANSWERS} people or more who also do something; so far they were said by ${[...(said.all ?? sizes)].join(", ")}.`;
    return { kind: "refused", reason: "too_few_answers", detail, benefits, quality: null };
  }
  const data = only(said, benefits);
  if (!differs(data)) {
    const detail = "Whoever answered does the same of all that is looked at, or nothing of it.";
    return { kind: "refused", reason: "no_behaviour", detail, benefits, quality: null };
  }
  const tried = SHRINKS.map((shrink) => ({ shrink, held: heldOut(data, shrink) }));
  const best = lastBest(tried, ({ held }) => rightIn(data, held, 1));
  const sharpness = lastBest(SHARPNESSES, (each) => -loss(data, best.held, each));
  const quality = qualityOf(data, best.held);
  if (quality.rightInterval.low <= shareOf({ hits: quality.guessed, of: quality.people })) {
    const percent = (part: number): string => ((100 * part) / quality.people).toFixed(0);
    const detail = `What people do tells ${percent(quality.right)} % of what they said, and guessing the most frequent benefit ${percent(quality.guessed)} %: that is not surely better.`;
    return { kind: "refused", reason: "no_better_than_guessing", detail, benefits, quality };
  }
  const model = fitCentroids(data, best.shrink);
  return { kind: "fitted", model, sharpness, shrink: best.shrink, benefits, quality };
}

/** Of equally good ones the last, which is the simplest; asks once for each. */
function lastBest<T>(all: readonly T[], worth: (one: T) => number): T {
  const asked = all.map((one) => ({ one, worth: worth(one) }));
  return asked.reduce((a, b) => (b.worth >= a.worth ? b : a)).one;
}

/** Rows of the classes alone, which are counted anew. */
function only({ features, values, labels, all }: Labelled, classes: readonly number[]): Labelled {
  const rows = [...labels.keys()].filter((row) => classes.includes(labels[row] ?? -1));
  return {
    features,
    classes: classes.length,
    labels: Int32Array.from(rows, (row) => classes.indexOf(labels[row] ?? -1)),
    values: Float64Array.from(rows.flatMap((row) => [...rowOf({ features, values }, row)])),
    ...(all === undefined ? {} : { all: Float64Array.from(classes, (label) => all[label] ?? 0) }),
  };
}

function rowOf({ features, values }: Pick<Labelled, "features" | "values">, row: number): Float64Array {
  return values.subarray(row * features, (row + 1) * features);
}

function differs({ features, values }: Labelled): boolean {
  return values.some((value, place) => value !== values[place % features]);
}

const countOf = (labels: Int32Array, label: number): number =>
  labels.reduce((count, each) => count + (each === label ? 1 : 0), 0);

/** Of each row the probabilities of a model that was fitted without its tenth, before they are sharpened. */
function heldOut(data: Labelled, shrink: number): readonly ((sharpness: number) => Float64Array)[] {
  const folds = foldsOf(data);
  const models = Array.from({ length: FOLDS }, (_, fold) => {
    const rows = [...folds.keys()].filter((row) => folds[row] !== fold);
    return fitCentroids(
      {
        ...data,
        labels: Int32Array.from(rows, (row) => data.labels[row] ?? 0),
        values: Float64Array.from(rows.flatMap((row) => [...rowOf(data, row)])),
      },
      shrink,
    );
  });
  return folds.map((fold, row) => {
    const model = must(models[fold], "each fold has a model");
    return (sharpness) => probabilities(model, rowOf(data, row), sharpness);
  });
}

/** Tenths with as many of each class as of every other tenth. */
function foldsOf({ classes, labels }: Labelled): readonly number[] {
  const seen = Array.from({ length: classes }, () => 0);
  return Array.from(labels, (label) => {
    const number = seen[label] ?? 0;
    seen[label] = number + 1;
    return number % FOLDS;
  });
}

type Held = ReturnType<typeof heldOut>;

const firstOf = (likely: Float64Array): number => likely.indexOf(Math.max(...likely));

function rightIn({ labels }: Labelled, held: Held, sharpness: number): number {
  return held.reduce((sum, of, row) => sum + (firstOf(of(sharpness)) === labels[row] ? 1 : 0), 0);
}

function loss({ labels }: Labelled, held: Held, sharpness: number): number {
  return held.reduce((sum, of, row) => {
    const likely = of(sharpness)[labels[row] ?? 0] ?? 0;
    return sum - Math.log(Math.max(LEAST_PROBABILITY, likely));
  }, 0);
}

function qualityOf(data: Labelled, held: Held): BenefitQuality {
  const { classes, labels } = data;
  const table = Array.from({ length: classes }, () => Array.from({ length: classes }, () => 0));
  for (const [row, of] of held.entries()) {
    const line = must(table[labels[row] ?? 0], "a line for each class");
    const told = firstOf(of(1));
    line[told] = (line[told] ?? 0) + 1;
  }
  const people = labels.length;
  const right = table.reduce((sum, line, label) => sum + (line[label] ?? 0), 0);
  const guessed = Math.max(...table.map((line) => line.reduce((sum, count) => sum + count, 0)));
  return { people, right, rightInterval: shareInterval({ hits: right, of: people }), guessed, table };
}

import { type Instant, readReservedTrait } from "@habitus/kernel";
import type { NodeTrait } from "../profiles/trait-word.ts";
import { type ModelRecord, scoreKeys } from "./model-store.ts";
import { bandOf, type RatingRecord, ratingScores, ratingTexts, TOTAL } from "./rating-store.ts";

/** A number that is told of a person. */
export type PersonScore = {
  /** As definitions name it. */
  readonly key: string;
  readonly value: number;
  readonly time: Instant;
  /** `prediction`: written by the API, nobody here knows by what. */
  readonly from: {
    readonly kind: "model" | "rating" | "prediction";
    readonly key: string;
    readonly name: string;
  };
  /** What of it: a score of a model, a part of a rating, or the key again. */
  readonly name: string;
  /** What the part is called; null of what is no part. */
  readonly part: string | null;
  readonly isTrend: boolean;
  /** A lead says where to invest, and not who belongs together. */
  readonly isLead: boolean;
  readonly band: string | null;
};

type PersonBenefit = {
  readonly rating: string;
  readonly name: string;
  /** The key of a benefit, or `unclear`; null where nothing is told. */
  readonly benefit: string;
  readonly benefitName: string | null;
  readonly secondName: string | null;
};

type PersonScores = {
  readonly scores: readonly PersonScore[];
  readonly benefits: readonly PersonBenefit[];
};

/** What models, ratings and predictions say of a person, by those that there are now. */
export function personScores(
  traits: readonly NodeTrait[],
  models: readonly ModelRecord[],
  ratings: readonly RatingRecord[],
): PersonScores {
  const known = new Map([...models.flatMap(modelScores), ...ratings.flatMap(ratedScores)]);
  const scores = traits.flatMap(({ name: trait, value, time }): readonly PersonScore[] => {
    const reserved = readReservedTrait(trait);
    const number = reserved?.kind === "score" ? Number(value) : Number.NaN;
    if (reserved === null || value === "null" || !Number.isFinite(number)) return [];
    const about = known.get(reserved.key) ?? predicted(reserved.key);
    const { bands, ...rest } = about;
    return [{ ...rest, key: reserved.key, value: number, time, band: bandOf(bands, number)?.name ?? null }];
  });
  return {
    scores: scores.toSorted((a, b) => (a.key < b.key ? -1 : 1)),
    benefits: ratings.flatMap((rating) => benefitOf(rating, traits)),
  };
}

type About = Omit<PersonScore, "key" | "value" | "time" | "band"> & { readonly bands: RatingRecord["bands"] };

function modelScores(model: ModelRecord): readonly (readonly [string, About])[] {
  const from = { kind: "model", key: model.key, name: model.name } as const;
  return scoreKeys(model.key, model).map(({ key, name }) => [
    key,
    { from, name, part: null, isTrend: false, isLead: false, bands: [] },
  ]);
}

function ratedScores(rating: RatingRecord): readonly (readonly [string, About])[] {
  const from = { kind: "rating", key: rating.key, name: rating.name } as const;
  return ratingScores(rating.key, rating).map(({ key, name, isTrend }) => {
    const part = rating.parts.find((each) => each.key === name)?.name ?? null;
    const bands = name === TOTAL && !isTrend ? rating.bands : [];
    return [key, { from, name, part, isTrend, isLead: rating.kind === "lead", bands }];
  });
}

function predicted(key: string): About {
  const from = { kind: "prediction", key, name: key } as const;
  return { from, name: key, part: null, isTrend: false, isLead: false, bands: [] };
}

function benefitOf(rating: RatingRecord, traits: readonly NodeTrait[]): readonly PersonBenefit[] {
  const [benefit = null, second = null] = ratingTexts(rating.key, rating).map((name) => {
    const value = traits.find((trait) => trait.name === name)?.value ?? "null";
    return JSON.parse(value) as string | null;
  });
  if (benefit === null) return [];
  const nameOf = (key: string | null): string | null =>
    rating.parts.find((part) => part.key === key)?.name ?? null;
  return [
    {
      rating: rating.key,
      name: rating.name,
      benefit,
      benefitName: nameOf(benefit),
      secondName: nameOf(second),
    },
  ];
}

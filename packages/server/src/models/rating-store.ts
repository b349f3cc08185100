import { type Actor, LIMITS } from "@habitus/contract";
import { HabitusError, type Instant, reservedTrait } from "@habitus/kernel";
import { type Condition, type PlanContext, printDefinition } from "@habitus/segments";
import type { Audit } from "../platform/audit.ts";
import { createDocuments, type DocumentRecord, type Documents } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";
import { mustReadDefinition } from "../segments/language.ts";
import type { RuleReader } from "../segments/score-store.ts";

/**
 * What a rating is for. `engagement`: how much people do on each channel of late. `lead`: where to invest, which is no group of
 * people. `benefits`: what people seek, by what those do who said it.
 */
export type RatingKind = "engagement" | "lead" | "benefits";

export type RatingRule = {
  /** Something that is done, of which half is left after each half-life; anything else counts while it holds. */
  readonly when: Condition;
  readonly points: number;
};

/** A channel, a side of a lead, or a benefit. */
export type RatingPart = {
  readonly key: string;
  readonly name: string;
  readonly rules: readonly RatingRule[];
  /** Who surely seeks the benefit: mostly, who said so in a survey. Null of what is no benefit. */
  readonly said: Condition | null;
};

/** From so many points on a lead is called so. */
type RatingBand = { readonly name: string; readonly from: number };

/** Points or benefits that are worked out of everybody on schedule. */
export type RatingContent = {
  readonly name: string;
  /** What it is for, and who answers for it. */
  readonly goal: string;
  readonly owner: string;
  readonly kind: RatingKind;
  readonly parts: readonly RatingPart[];
  readonly halfLifeDays: number;
  /** Ascending. */
  readonly bands: readonly RatingBand[];
  /** Whoever is less likely than this to seek a benefit is told to seek none clearly. */
  readonly clearFrom: number;
  /** Hours from one run to the next; null: only when somebody asks for it. */
  readonly everyHours: number | null;
  /** What it is run for: who does not allow it is neither read nor rated. Null asks nobody. */
  readonly purpose: string | null;
};

export type RatingRecord = DocumentRecord<RatingContent>;

/** Key: rating key. */
const RATINGS: Table<RatingRecord> = { name: "ratings", version: 1 };

export type RatingStore = Documents<RatingContent>;

export function createRatingStore(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  /** Whether something else writes scores of such names. */
  readonly isTaken: (key: string) => boolean;
}): RatingStore {
  const documents = createDocuments<RatingContent>({
    ...deps,
    table: RATINGS,
    kind: "rating",
    target: "rating",
    called: "rating",
    contentOf,
    summaryOf: (content) => ({ ...contentOf(content), parts: content.parts.map(shownPart) }),
  });
  return {
    ...documents,
    async set(key: string, content: RatingContent, rev: number, by: Actor) {
      if (rev === 0 && deps.isTaken(key)) {
        throw new HabitusError("conflict", `There is a model "${key}", whose scores have such names.`, {
          fix: "Take another key.",
        });
      }
      if (rev === 0 && documents.list().length >= LIMITS.ratings) {
        throw new HabitusError("too_many", `There are at most ${LIMITS.ratings} ratings.`, {
          fix: "Delete one that nothing uses any more.",
          details: { limit: LIMITS.ratings },
        });
      }
      return documents.set(key, content, rev, by);
    },
  };
}

/** As what reads segments, scores and occasions. */
export function ratingReader({ key, name, parts }: RatingRecord): RuleReader {
  const conditions = parts.flatMap(({ rules, said }) => [
    ...rules.map(({ when }) => when),
    ...(said === null ? [] : [said]),
  ]);
  return {
    kind: "rating",
    key,
    name,
    definitions: conditions.map((condition) => ({ version: 1, condition })),
  };
}

function contentOf(content: RatingContent): RatingContent {
  const { name, goal, owner, kind, parts, halfLifeDays, bands, clearFrom, everyHours, purpose } = content;
  return { name, goal, owner, kind, parts, halfLifeDays, bands, clearFrom, everyHours, purpose };
}

type ShownPart = Omit<RatingPart, "rules" | "said"> & {
  readonly rules: readonly { readonly when: string; readonly points: number }[];
  readonly said: string | null;
};

/** With sentences. */
export function shownPart({ rules, said, ...part }: RatingPart): ShownPart {
  return {
    ...part,
    rules: rules.map(({ when, points }) => ({ when: sentence(when), points })),
    said: said === null ? null : sentence(said),
  };
}

const sentence = (condition: Condition): string => printDefinition({ version: 1, condition });

/** @throws HabitusError `definition_refused`, `invalid_request` where a benefit does not say who seeks it. */
export function readParts(
  parts: readonly ShownPart[],
  kind: RatingKind,
  context: PlanContext,
): readonly RatingPart[] {
  return parts.map(({ key, name, rules, said }) => {
    if (kind === "benefits" && said === null) {
      throw new HabitusError("invalid_request", `Nothing says who seeks the benefit "${key}".`, {
        fix: 'Write the answer that says it, such as $answer_benefits_sought is "work".',
      });
    }
    return {
      key,
      name,
      rules: rules.map(({ when, points }) => ({ when: mustReadDefinition(when, context).condition, points })),
      said: said === null || kind !== "benefits" ? null : mustReadDefinition(said, context).condition,
    };
  });
}

/** The sum of all parts. */
export const TOTAL = "total";

export type RatingScore = {
  /** The part, or `total`; `distance` and `probability` of the benefit. */
  readonly name: string;
  /** Whether it is told how much is left of four weeks ago. */
  readonly isTrend: boolean;
  /** As definitions name it: `predicted "engagement.email" >= 5`. */
  readonly key: string;
  readonly trait: string;
};

/** The numbers a rating tells of people. */
export function ratingScores(
  rating: string,
  { kind, parts }: Pick<RatingContent, "kind" | "parts">,
): readonly RatingScore[] {
  const score = (name: string, isTrend = false): RatingScore => {
    const key = `${rating}.${name}${isTrend ? ".trend" : ""}`;
    return { name, isTrend, key, trait: reservedTrait("score", key) };
  };
  if (kind === "benefits") return ["distance", "probability"].map((name) => score(name));
  const names = [...parts.map(({ key }) => key), TOTAL];
  return kind === "lead"
    ? names.map((name) => score(name))
    : names.flatMap((name) => [score(name), score(name, true)]);
}

/** Keys of predictions that say where to invest, and not who belongs together. */
export function leadScores(ratings: readonly RatingRecord[]): readonly string[] {
  const leads = ratings.filter(({ kind }) => kind === "lead");
  return leads.flatMap((rating) => ratingScores(rating.key, rating).map(({ key }) => key));
}

/** The texts a rating tells of people: the benefit, and the one that is next likely. */
export function ratingTexts(rating: string, { kind }: Pick<RatingContent, "kind">): readonly string[] {
  if (kind !== "benefits") return [];
  return [reservedTrait("benefit", rating), reservedTrait("second benefit", rating)];
}

/** What the benefit is called where none stands out. */
export const UNCLEAR = "unclear";

/** The highest band that so many points reach; null below all of them. */
export function bandOf(bands: readonly RatingBand[], points: number): RatingBand | null {
  return bands.findLast(({ from }) => points >= from) ?? null;
}

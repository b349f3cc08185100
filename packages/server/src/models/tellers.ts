import { readReservedTrait, reservedTrait } from "@habitus/kernel";
import { SCORE_NAMES } from "@habitus/models";
import { type Definition, type ObservedWarning, predictionsReadBy, referencesOf } from "@habitus/segments";
import { answerTraits, type SurveyRecord } from "../people/surveys.ts";
import { isOfKind } from "./model-warnings.ts";
import { scoreKeys } from "./model-store.ts";
import type { ModelRun } from "./model-runs.ts";
import type { ModelView } from "./models.ts";
import type { RatingView } from "./ratings.ts";
import { ratingScores, ratingTexts } from "./rating-store.ts";

/**
 * What tells of people something that a definition reads: it is to be made and run before anybody can meet the definition.
 * `missing`: there is none, or it does not tell this; `silent`: it has told nobody anything yet; `untold`: what it tells of this means little.
 */
export type Teller =
  | Told<"model", "there" | "silent" | "untold" | "missing">
  | Told<"rating", "there" | "silent" | "missing">
  | Told<"survey", "there" | "missing">;

type Told<Kind, State> = { readonly kind: Kind; readonly key: string; readonly state: State };

/** What there is in the workspace. */
export type TellersThere = {
  readonly models: readonly Pick<ModelView, "key" | "kind" | "valueProperty" | "inForce">[];
  readonly ratings: readonly Pick<RatingView, "key" | "kind" | "parts" | "inForce">[];
  readonly surveys: readonly SurveyRecord[];
};

const WORST: readonly Teller["state"][] = ["missing", "silent", "untold", "there"];

/** What tells a trait; null where nothing here does. */
export type TellerOf = (trait: string) => Teller | null;

/** To be made once for all that is asked of one and the same workspace. */
export function tellerBy(there: TellersThere): TellerOf {
  const known = knownTellers(there);
  return (trait) => known.get(trait) ?? missingTeller(trait, there);
}

/** Each that the definition needs, once. A score without a point in its key is written by the API, nobody here knows by what. */
export function tellersOf(definition: Definition, tellerOf: TellerOf): readonly Teller[] {
  const found = new Map<string, Teller>();
  for (const trait of [...predictionsReadBy(definition).map(scoreTrait), ...reservedTraitsIn(definition)]) {
    const teller = tellerOf(trait);
    if (teller === null) continue;
    const name = `${teller.kind} ${teller.key}`;
    const before = found.get(name);
    if (before === undefined || WORST.indexOf(teller.state) < WORST.indexOf(before.state)) {
      found.set(name, teller);
    }
  }
  return [...found.values()];
}

/**
 * Of each score that a definition reads and that is told of nobody, where to mend it.
 * @param look Asked only where a score is read: a sentence is checked while it is typed.
 */
export function scoreWarnings(definition: Definition, look: () => TellersThere): readonly ObservedWarning[] {
  const scores = referencesOf(definition).filter(({ kind }) => kind === "predicted");
  if (scores.length === 0) return [];
  const there = look();
  const tellerOf = tellerBy(there);
  return scores.flatMap(({ name, at }): readonly ObservedWarning[] => {
    const teller = tellerOf(scoreTrait(name));
    // Surveys tell no scores.
    if (teller === null || teller.kind === "survey" || teller.state === "there") return [];
    const path = `/${at.join("/")}/score`;
    const message = says(teller, name, there);
    const code = teller.state === "untold" ? "untold_score" : CODES[teller.kind];
    return [{ code, message, path, written: `"${name}"`, suggestion: null }];
  });
}

const CODES = { model: "missing_score", rating: "missing_rating" } as const;
const PAGES = { model: "Models", rating: "Engagement, leads, benefits" } as const;

type ScoreTeller = Exclude<Teller, { readonly kind: "survey" }>;

function says({ kind, key, state }: ScoreTeller, score: string, there: TellersThere): string {
  const page = `Settings › ${PAGES[kind]}`;
  if (state === "silent") {
    return `The ${kind} \`${key}\` has told nothing yet, so nobody has \`${score}\`: run it in ${page}`;
  }
  if (state === "untold") {
    return `The data do not tell the model \`${key}\` who has stopped, so \`${score}\` says little: ask how long people have been silent, as \`did not "Order Completed" in last 180 days\``;
  }
  const isThere = keysOf(kind, there).includes(key);
  return isThere
    ? `The ${kind} \`${key}\` does not tell \`${score}\`, so nobody has it: see in ${page} what it tells`
    : `There is no ${kind} \`${key}\`, so nobody has \`${score}\`: make one in ${page}`;
}

function keysOf(kind: ScoreTeller["kind"], { models, ratings }: TellersThere): readonly string[] {
  return { model: models, rating: ratings }[kind].map(({ key }) => key);
}

/** Whether the data tell no more of who has stopped than chance would. */
function saysNothingOfEnds(run: ModelRun | null): boolean {
  const result = run?.result ?? null;
  const fit = result === null || result.kind === "propensity" ? null : result.fit;
  return fit?.kind === "fitted" && fit.endIsTold === false;
}

/** By the traits in which it is told. */
function knownTellers({ models, ratings, surveys }: TellersThere): ReadonlyMap<string, Teller> {
  const told = new Map<string, Teller>();
  const add = (traits: readonly string[], teller: Teller): void => {
    for (const trait of traits) told.set(trait, teller);
  };
  for (const model of models) {
    const { key, inForce } = model;
    const state = inForce === null || !isOfKind(model, inForce) ? "silent" : "there";
    for (const { name, trait } of scoreKeys(key, model)) {
      const isUntold = name === "alive" && saysNothingOfEnds(inForce);
      add([trait], { kind: "model", key, state: isUntold ? "untold" : state });
    }
  }
  for (const rating of ratings) {
    const { key, inForce } = rating;
    const traits = [...ratingScores(key, rating).map(({ trait }) => trait), ...ratingTexts(key, rating)];
    add(traits, { kind: "rating", key, state: inForce === null ? "silent" : "there" });
  }
  for (const { key, questions } of surveys) {
    const traits = questions.flatMap((question) => Object.values(answerTraits(key, question.key)));
    add(traits, { kind: "survey", key, state: "there" });
  }
  return told;
}

/** What would have to tell it; null where nothing here does. */
function missingTeller(trait: string, there: TellersThere): Teller | null {
  const reserved = readReservedTrait(trait);
  if (reserved === null) return null;
  const state = "missing";
  const { kind, key } = reserved;
  switch (kind) {
    case "score": {
      const [owner = "", ...rest] = key.split(".");
      if (rest.length === 0) return null;
      const isOfModel =
        keysOf("model", there).includes(owner) || SCORE_NAMES.some((name) => name === rest.join("."));
      const isRating = keysOf("rating", there).includes(owner);
      return { kind: isOfModel && !isRating ? "model" : "rating", key: owner, state };
    }
    case "benefit":
    case "second benefit":
      return { kind: "rating", key, state };
    case "answer":
    case "answered":
      // Keys of surveys have no underscore.
      return { kind: "survey", key: key.slice(0, key.indexOf("_")), state };
    case "list":
    case "subscription":
    case "consent":
    case "bucket":
    case "account":
    case "accounts":
    case "zone":
      return null;
  }
}

const scoreTrait = (score: string): string => reservedTrait("score", score);

/** The names that the product gives among those of traits that a definition reads. */
function reservedTraitsIn(definition: Definition): readonly string[] {
  const names: string[] = [];
  const walk = (part: unknown): void => {
    if (Array.isArray(part)) return part.forEach(walk);
    if (typeof part !== "object" || part === null) return;
    const { kind, path } = part as Readonly<Record<string, unknown>>;
    if (kind === "trait" && Array.isArray(path) && String(path[0]).startsWith("$"))
      names.push(String(path[0]));
    Object.values(part).forEach(walk);
  };
  walk(definition.condition);
  return names;
}

import { CALL_NAMES } from "@habitus/events";
import { HabitusError } from "@habitus/kernel";
import {
  type EventRead,
  eventsRead,
  type Leaf,
  parseComputed,
  type PlanContext,
  planComputed,
  readsPlace,
} from "@habitus/segments";
import type { ModelRecord } from "../models/model-store.ts";
import { buyingQuestion } from "../models/model-question.ts";
import { propensityQuestion } from "../models/propensity-question.ts";
import { ratingQuestion } from "../models/rating-question.ts";
import type { RatingRecord } from "../models/rating-store.ts";
import type { ComputedTraitRecord } from "../segments/computed-traits.ts";
import { isAnswer } from "../people/survey-arrivals.ts";
import type { SurveyRecord } from "../people/surveys.ts";
import { type TraitReader, type TraitReaders, traitOf } from "../people/trait-readers.ts";
import { isEventRead } from "../segments/data-uses.ts";
import { type PlanContexts, leavesToRead, type Question } from "../segments/plan-contexts.ts";
import { definitionsOf, type ScoreRecord } from "../segments/score-store.ts";
import type { SegmentRecord } from "../segments/segment-store.ts";
import type { Template } from "../segments/templates.ts";

/** Keys of what reads an event or a field of it, also through segments and scores inside. */
export type Readers = {
  readonly segments: readonly string[];
  readonly scores: readonly string[];
  readonly computedTraits: readonly string[];
  readonly models: readonly string[];
  /** Whose answers such events are. */
  readonly surveys: readonly string[];
  /** Ready-made segments; nobody reads with them before they are taken. */
  readonly templates: readonly string[];
};

/** What is made of definitions. */
export type DefinedReaders = {
  readonly context: PlanContexts;
  readonly segments: () => readonly SegmentRecord[];
  readonly scores: () => readonly ScoreRecord[];
  readonly computedTraits: () => readonly ComputedTraitRecord[];
  readonly models: () => readonly ModelRecord[];
  readonly ratings: () => readonly RatingRecord[];
};

export type ReadersDeps = DefinedReaders & {
  readonly surveys: () => readonly Pick<SurveyRecord, "key">[];
  readonly templates: () => Promise<readonly Template[]>;
};

type Read = Pick<TraitReader, "leaves" | "traits"> & { readonly events: readonly EventRead[] };
type Reader = TraitReader & Read;

/** Who reads each of the fields, in their order; all is planned once. `null` asks for the event as a whole; fields of `$identify` are traits. */
export type FindReaders = (event: string, fields: readonly (string | null)[]) => Promise<readonly Readers[]>;

export function createReaders(deps: ReadersDeps): FindReaders {
  return async (event, fields) => {
    if (fields.length === 0) return [];
    const context = deps.context();
    const all = readersIn(deps, context);
    const templates = (await deps.templates()).map(({ key, definition }) => ({
      key,
      read: questionsRead(context, [{ definition, purpose: null }]),
    }));
    return fields.map((field) => {
      const keysOf = (kind: Reader["kind"]): readonly string[] =>
        all.filter((each) => each.kind === kind && isRead(each, event, field)).map(({ key }) => key);
      return {
        segments: keysOf("segments"),
        scores: keysOf("scores"),
        computedTraits: keysOf("computedTraits"),
        models: keysOf("models"),
        surveys: isAnswer(event, field) ? deps.surveys().map(({ key }) => key) : [],
        templates: templates.filter(({ read }) => isRead(read, event, field)).map(({ key }) => key),
      };
    });
  };
}

/** Whatever reads a trait, through segments and scores inside too. */
export function createTraitReaders(deps: DefinedReaders): TraitReaders {
  return () => readersIn(deps, deps.context()).filter(({ traits }) => traits.length > 0);
}

function readersIn(deps: DefinedReaders, context: PlanContext): readonly Reader[] {
  const of = <T extends { readonly key: string }>(
    kind: Reader["kind"],
    all: readonly T[],
    read: (each: T) => Read,
  ): readonly Reader[] => all.map((each) => ({ kind, key: each.key, ...read(each) }));
  return [
    ...of("segments", deps.segments(), (segment) => questionsRead(context, [segment])),
    ...of("scores", deps.scores(), (score) => questionsRead(context, questionsOf(score))),
    ...of("computedTraits", deps.computedTraits(), ({ definition }) => computedRead(definition, context)),
    ...of("models", deps.models(), (model) => readOf(() => leavesOfModel(model, context))),
    // They score people on schedule, too.
    ...of("models", deps.ratings(), (rating) =>
      readOf(() => ratingQuestion(rating, context, 0).plans.leaves),
    ),
  ];
}

function leavesOfModel(model: ModelRecord, context: PlanContext): readonly Leaf[] {
  if (model.kind !== "propensity") return buyingQuestion(model, context, 0).people.leaves;
  return propensityQuestion(model, context, 0, []).plans.leaves;
}

function questionsOf(score: ScoreRecord): readonly Question[] {
  return definitionsOf(score).map((definition) => ({ definition, purpose: score.purpose }));
}

function questionsRead(context: PlanContext, all: readonly Question[]): Read {
  return readOf(() => all.flatMap((each) => leavesToRead(context, each)));
}

/** Nothing where it names what is no longer there. */
function readOf(leavesOf: () => readonly Leaf[]): Read {
  try {
    const leaves = leavesOf();
    return { leaves, events: eventsRead(leaves), traits: leaves.flatMap((leaf) => traitOf(leaf) ?? []) };
  } catch (error) {
    if (error instanceof HabitusError) return NOTHING;
    throw error;
  }
}

const NOTHING: Read = { leaves: [], events: [], traits: [] };

function computedRead(text: string, context: PlanContext): Read {
  const parsed = parseComputed(text);
  if (parsed.kind === "refused") return NOTHING;
  const { measures } = parsed.definition;
  const read = readOf(() =>
    planComputed(parsed.definition, context).measures.flatMap(({ leaf }) => leaf ?? []),
  );
  const traits = measures.flatMap((measure) => (measure.kind === "trait" ? measure.path.slice(0, 1) : []));
  return { ...read, traits };
}

function isRead({ events, traits }: Read, event: string, field: string | null): boolean {
  const isOf = (paths: readonly string[]): boolean =>
    field === null || paths.some((path) => readsPlace(path, field));
  if (event === CALL_NAMES.identify && field !== null && isOf(traits)) return true;
  return events.some((read) => isEventRead(read, event) && isOf(read.paths));
}

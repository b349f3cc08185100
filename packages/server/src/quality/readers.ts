import { CALL_NAMES } from "@habitus/events";
import { HabitusError } from "@habitus/kernel";
import { type EventRead, eventsRead, type Leaf, parseComputed, planComputed } from "@habitus/segments";
import type { ModelRecord } from "../models/model-store.ts";
import { questionOf } from "../models/model-question.ts";
import type { ComputedTraitRecord } from "../people/computed-traits.ts";
import { isAnswer } from "../people/survey-arrivals.ts";
import type { SurveyRecord } from "../people/surveys.ts";
import { isEventRead } from "../segments/data-uses.ts";
import { type PlanContexts, planToRead, type Question } from "../segments/plan-contexts.ts";
import { definitionsOf, type ScoreRecord } from "../segments/score-store.ts";
import type { SegmentRecord } from "../segments/segment-store.ts";
import { traitOf } from "../segments/segments-reading.ts";
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

export type ReadersDeps = {
  readonly context: PlanContexts;
  readonly segments: () => readonly SegmentRecord[];
  readonly scores: () => readonly ScoreRecord[];
  readonly computedTraits: () => readonly ComputedTraitRecord[];
  readonly models: () => readonly ModelRecord[];
  readonly surveys: () => readonly Pick<SurveyRecord, "key">[];
  readonly templates: () => Promise<readonly Template[]>;
};

type Read = { readonly events: readonly EventRead[]; readonly traits: readonly string[] };

/** Who reads each of the fields, in their order; all is planned once. `null` asks for the event as a whole; fields of `$identify` are traits. */
export type FindReaders = (event: string, fields: readonly (string | null)[]) => Promise<readonly Readers[]>;

export function createReaders(deps: ReadersDeps): FindReaders {
  return async (event, fields) => {
    if (fields.length === 0) return [];
    const { segments, scores, computedTraits, models, templates } = await everybodysReads(deps);
    return fields.map((field) => {
      const reading = (all: readonly Reader[]): readonly string[] =>
        all.filter(({ read }) => isRead(read, event, field)).map(({ key }) => key);
      return {
        segments: reading(segments),
        scores: reading(scores),
        computedTraits: reading(computedTraits),
        models: reading(models),
        surveys: isAnswer(event, field) ? deps.surveys().map(({ key }) => key) : [],
        templates: reading(templates),
      };
    });
  };
}

type Reader = { readonly key: string; readonly read: Read };

async function everybodysReads(
  deps: ReadersDeps,
): Promise<Readonly<Record<Exclude<keyof Readers, "surveys">, readonly Reader[]>>> {
  const context = deps.context();
  const questions = (all: readonly Question[]): Read =>
    readOf(() => all.flatMap((each) => planToRead(context, each).leaves));
  const readers = <T extends { readonly key: string }>(all: readonly T[], of: (each: T) => Read) =>
    all.map((each): Reader => ({ key: each.key, read: of(each) }));
  return {
    segments: readers(deps.segments(), (segment) => questions([segment])),
    scores: readers(deps.scores(), (score) =>
      questions(definitionsOf(score).map((definition) => ({ definition, purpose: score.purpose }))),
    ),
    computedTraits: readers(deps.computedTraits(), ({ definition }) => computedRead(definition, context)),
    models: readers(deps.models(), (model) => readOf(() => questionOf(model, context, 0).people.leaves)),
    templates: readers(await deps.templates(), ({ definition }) =>
      questions([{ definition, purpose: null }]),
    ),
  };
}

/** "segments a, b and models c" */
export function readersText({ segments, scores, computedTraits, models, surveys }: Readers): string {
  const kinds = [
    ["segments", segments],
    ["scores", scores],
    ["computed traits", computedTraits],
    ["models", models],
    ["surveys", surveys],
  ] as const;
  const told = kinds
    .filter(([, keys]) => keys.length > 0)
    .map(([kind, keys]) => `${kind} ${keys.join(", ")}`);
  return told.join(" and ");
}

/** Nothing where it names what is no longer there. */
function readOf(leavesOf: () => readonly Leaf[]): Read {
  try {
    const leaves = leavesOf();
    const traits = leaves.flatMap((leaf) => traitOf(leaf) ?? []);
    return { events: eventsRead(leaves), traits };
  } catch (error) {
    if (error instanceof HabitusError) return { events: [], traits: [] };
    throw error;
  }
}

function computedRead(text: string, context: ReturnType<PlanContexts>): Read {
  const parsed = parseComputed(text);
  if (parsed.kind === "refused") return { events: [], traits: [] };
  const { measures } = parsed.definition;
  const read = readOf(() =>
    planComputed(parsed.definition, context).measures.flatMap(({ leaf }) => leaf ?? []),
  );
  const traits = measures.flatMap((measure) => (measure.kind === "trait" ? measure.path.slice(0, 1) : []));
  return { events: read.events, traits };
}

function isRead({ events, traits }: Read, event: string, field: string | null): boolean {
  if (event === CALL_NAMES.identify && field !== null && traits.includes(field)) return true;
  return events.some((read) => isEventRead(read, event) && (field === null || read.fields.includes(field)));
}

import { DAY_MS, must } from "@habitus/kernel";
import { mergePlans, type Plan } from "@habitus/segments";
import type { Moment } from "../segments/evaluate.ts";
import { isOwnFailure } from "../segments/own-failure.ts";
import type { Question } from "../segments/plan-contexts.ts";
import type { SegmentRecord } from "../segments/segment-store.ts";
import { ladderOf, linesOf } from "./drift.ts";
import {
  EARLIER_DAYS,
  EVERYONE,
  type ExamineDeps,
  type PeopleQuestions,
  type ReachedSides,
  type Round,
  type Steps,
} from "./examined.ts";
import { goalEventOf } from "./health-settings.ts";
import { mayReadFor } from "./may-read.ts";
import { type Portrayed, type Traces, tracesOf } from "./portrait.ts";
import { candidatesOf } from "./splits.ts";
import { together } from "./together.ts";
import { conditionOf, LOOKED_DAYS, within } from "./traces.ts";

/** A round that asks about its segments in their order. */
type Asking = ExamineDeps & {
  readonly round: Round;
  readonly segments: readonly SegmentRecord[];
  readonly signal: AbortSignal;
};

export function createPeopleQuestions(asking: Asking): PeopleQuestions {
  const [days, longer] = EARLIER_DAYS;
  const present = daysBefore(asking, 0);
  const people = peopleAt(asking, present);
  const traces = tracesAt(asking, present);
  const earlier = {
    [days]: peopleAt(asking, daysBefore(asking, days)),
    [longer]: peopleAt(asking, daysBefore(asking, longer)),
  };
  return {
    people,
    before: (segment, daysAgo) => earlier[daysAgo](segment),
    steps: stepsAt(asking, present),
    stepsBefore: stepsAt(asking, daysBefore(asking, days)),
    traces,
    reached: reachedSince(asking, { people, traces }),
  };
}

/** What was then, by what people allow now. */
function daysBefore({ round: { at } }: Asking, days: number): Moment {
  return { at: at - days * DAY_MS, present: at };
}

async function planned(
  { evaluator, signal }: Asking,
  questions: readonly Question[],
  { at, present }: Moment,
): Promise<readonly Plan[]> {
  return questions.map(await evaluator.planner(questions, at === present ? null : at, signal, present));
}

/** One for each of these of the same purpose, then one for all who are looked at. */
function plansOf(asking: Asking, part: readonly SegmentRecord[], at: Moment): Promise<readonly Plan[]> {
  const everybody = { definition: EVERYONE, purpose: purposeOf(first(part)) };
  return planned(asking, [...part.map(questionOf), everybody], at);
}

function peopleAt(asking: Asking, at: Moment): PeopleQuestions["people"] {
  const { reads, segments, signal } = asking;
  return together(segments, purposeOf, async (part): Promise<readonly Portrayed[]> => {
    const counts = await reads.counts(await plansOf(asking, part, at), at, signal);
    const everybody = counts.at(-1) ?? 0;
    return part.map(({ key }, place) => ({ segment: key, inside: counts[place] ?? 0, everybody }));
  });
}

function stepsAt(asking: Asking, at: Moment): PeopleQuestions["steps"] {
  const { reads, segments, signal } = asking;
  return together(segments, purposeOf, async (part): Promise<readonly Steps[]> => {
    const ladders = part.map((segment) => linesOf(segment).map(ladderOf));
    const purpose = purposeOf(first(part));
    const questions = ladders.flat(2).map((condition): Question => {
      return { definition: { version: 1, condition }, purpose };
    });
    const counts = [...(await reads.counts(await planned(asking, questions, at), at, signal))];
    return ladders.map((own) => own.map((ladder) => counts.splice(0, ladder.length)));
  });
}

function tracesAt(asking: Asking, moment: Moment): PeopleQuestions["traces"] {
  const { reads, queries, segments, signal, round } = asking;
  const { observed, itemPaths, context } = round;
  return together(segments, purposeOf, async (part): Promise<readonly Traces[]> => {
    const judged = { plans: mergePlans(await plansOf(asking, part, moment)) };
    const mayRead = mayReadFor(purposeOf(first(part)));
    const deps = { reads, queries, observed, itemPaths, data: context.dataPurposes, mayRead };
    return tracesOf(deps, { judged, segments: part.length, moment }, signal);
  });
}

type Known = Pick<PeopleQuestions, "people" | "traces">;

function reachedSince(asking: Asking, known: Known): PeopleQuestions["reached"] {
  const { reads, segments, signal, round } = asking;
  const eventOf = ({ key }: SegmentRecord): string | null => goalEventOf(round.settings, key);
  const kindOf = (segment: SegmentRecord): string => `${segment.purpose} ${eventOf(segment)}`;
  const before = daysBefore(asking, LOOKED_DAYS);
  const span = { from: before.at + 1, to: round.at + 1 };
  return together(segments, kindOf, async (part): Promise<readonly ReachedSides[]> => {
    const asked: Sides[] = [];
    for (const segment of part) asked.push(await sidesOf(known, segment));
    const questions = asked.flatMap((sides) => sides.questions);
    const goal = { event: must(eventOf(first(part)), "whoever asks has a goal"), span };
    const plans = await planned(asking, questions, before);
    const counts = [...(await reads.reached(plans, goal, before, signal))];
    return asked.map(({ candidates, questions: { length } }) => {
      const [whole = { people: 0, reached: 0 }, ...having] = counts.splice(0, length);
      return { candidates, whole, having };
    });
  });
}

type Sides = Pick<ReachedSides, "candidates"> & { readonly questions: readonly Question[] };

/** All of a segment, and those of each of its sides. */
async function sidesOf({ people, traces }: Known, segment: SegmentRecord): Promise<Sides> {
  const found = await orNull(() => traces(segment));
  const candidates = candidatesOf(found?.traces ?? [], (await people(segment)).inside);
  const having = candidates.map((trace): Question => {
    return { definition: within(segment.key, conditionOf(trace)), purpose: segment.purpose };
  });
  return { candidates, questions: [questionOf(segment), ...having] };
}

const questionOf = ({ definition, purpose }: SegmentRecord): Question => ({ definition, purpose });
const purposeOf = ({ purpose }: SegmentRecord): string => purpose;
const first = (part: readonly SegmentRecord[]): SegmentRecord => must(part[0], "some are asked about");

/** What cannot be answered by itself says so where it is asked for. */
async function orNull<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (!isOwnFailure(error)) throw error;
    return null;
  }
}

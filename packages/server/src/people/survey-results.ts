import { decimalFromJsonNumber, decimalToText, type Instant } from "@habitus/kernel";
import { netPromoterScore } from "@habitus/models";
import { type Condition, type Definition, type NumberLiteral, printDefinition } from "@habitus/segments";
import type { Evaluator } from "../segments/evaluate.ts";
import type { EventReads, ValueCount } from "../store/event-reads.ts";
import { answerTraits, type SurveyQuestion, type SurveyRecord } from "./surveys.ts";

/** How many people, and the sentence that finds them. */
export type Counted = { readonly people: number; readonly definition: string };

export type QuestionResult = {
  readonly key: string;
  /** People whose answer counts now. */
  readonly answered: Counted;
  /** People whose answer counts no longer. */
  readonly decayed: number;
  readonly answers: readonly (Counted & { readonly answer: string })[];
  readonly isWhole: boolean;
  readonly nps:
    | (Record<"score" | "low" | "high", number> & Record<"promoters" | "passives" | "detractors", Counted>)
    | null;
};

export type SurveyResult = { readonly at: Instant; readonly questions: readonly QuestionResult[] };

/** Of numbers and texts the most frequent of the newest answers are told. */
const TOLD = { answers: 30, sample: 5_000 } as const;

export type ResultDeps = {
  readonly evaluator: Pick<Evaluator, "counts">;
  readonly events: Pick<EventReads, "traitValues">;
  readonly logicalNow: () => Instant;
};

/**
 * Who has answered what, as definitions find them now: an answer that has decayed is none.
 * @throws what the event store throws.
 */
export async function surveyResults(
  deps: ResultDeps,
  survey: SurveyRecord,
  signal: AbortSignal,
): Promise<SurveyResult> {
  const questions: QuestionResult[] = [];
  for (const question of survey.questions) questions.push(await resultOf(deps, survey.key, question, signal));
  return { at: deps.logicalNow(), questions };
}

type Asked = { readonly answer: string; readonly definition: Definition };

async function resultOf(
  { evaluator, events }: ResultDeps,
  survey: string,
  question: SurveyQuestion,
  signal: AbortSignal,
): Promise<QuestionResult> {
  const { answer, answered } = answerTraits(survey, question.key);
  const { sample, answers: limit } = TOLD;
  const asked =
    possible(question, answer) ??
    given(answer, await events.traitValues({ name: answer, sample, limit }, signal));
  const nps = question.answer.type === "nps" ? groupsOf(answer) : [];
  const wanted = [exists(answer), exists(answered), ...nps, ...asked.map(({ definition }) => definition)];
  const counts = await evaluator.counts(
    wanted.map((definition) => ({ definition, purpose: null })),
    signal,
  );
  const [all, everSaid, ...rest] = wanted.map((definition, place): Counted => {
    return { people: counts[place] ?? 0, definition: printDefinition(definition) };
  });
  const [promoters, passives, detractors] = rest;
  const told = rest.slice(nps.length);
  const isWhole = question.answer.type === "choices" || peopleOf(told) === all?.people;
  const hasScore = isWhole && promoters && passives && detractors && all && all.people > 0;
  return {
    key: question.key,
    answered: all ?? NOBODY,
    decayed: (everSaid ?? NOBODY).people - (all ?? NOBODY).people,
    answers: told.map((counted, place) => ({ answer: asked[place]?.answer ?? "", ...counted })),
    isWhole,
    nps: hasScore ? { ...scoreOf(promoters, passives, detractors), promoters, passives, detractors } : null,
  };
}

const peopleOf = (told: readonly Counted[]): number => told.reduce((sum, { people }) => sum + people, 0);

const NOBODY: Counted = { people: 0, definition: "" };

/** In percent. */
function scoreOf(promoters: Counted, passives: Counted, detractors: Counted) {
  const { score, low, high } = netPromoterScore({
    promoters: promoters.people,
    passives: passives.people,
    detractors: detractors.people,
  });
  return { score: score * 100, low: low * 100, high: high * 100 };
}

const NPS_POINTS = { from: 0, to: 10 } as const;

/** All that may be answered; null where that is without end. */
function possible({ answer: form }: SurveyQuestion, trait: string): readonly Asked[] | null {
  switch (form.type) {
    case "choice":
      return form.choices.map((choice) => is(trait, choice, { kind: "text", value: choice }));
    case "choices":
      return form.choices.map((choice) => ({
        answer: choice,
        definition: test(trait, { op: "includes", values: [{ kind: "text", value: choice }] }),
      }));
    case "yes_no":
      return [true, false].map((value) => is(trait, value ? "yes" : "no", { kind: "boolean", value }));
    case "nps":
      return points(trait, NPS_POINTS);
    case "scale":
      return points(trait, form);
    case "number":
    case "text":
      return null;
  }
}

function points(
  trait: string,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Asked[] {
  return Array.from({ length: to - from + 1 }, (_, place) => {
    const value = String(from + place);
    return is(trait, value, { kind: "number", value });
  });
}

/** What was given: numbers in their order, texts by how often they were. */
function given(trait: string, values: readonly ValueCount[]): readonly Asked[] {
  const literals = values.flatMap(
    ({ value }): readonly (NumberLiteral | { kind: "text"; value: string })[] => {
      if (value.startsWith('"')) return [{ kind: "text", value: String(JSON.parse(value)) }];
      const decimal = decimalFromJsonNumber(value);
      return decimal === null ? [] : [{ kind: "number", value: decimalToText(decimal) }];
    },
  );
  const numbers = literals
    .filter(({ kind }) => kind === "number")
    .sort((a, b) => Number(a.value) - Number(b.value));
  return [...numbers, ...literals.filter(({ kind }) => kind === "text")].map((literal) =>
    is(trait, literal.value, literal),
  );
}

type TraitTest = Extract<Condition, { readonly kind: "trait" }>["test"];
type IsTest = Extract<TraitTest, { readonly op: "is" }>;

function is(trait: string, answer: string, value: IsTest["value"]): Asked {
  return { answer, definition: test(trait, { op: "is", value }) };
}

function test(trait: string, of: TraitTest): Definition {
  return { version: 1, condition: { kind: "trait", path: [trait], test: of } };
}

const exists = (trait: string): Definition => test(trait, { op: "exists" });

function groupsOf(trait: string): readonly Definition[] {
  const number = (value: string): NumberLiteral => ({ kind: "number", value });
  return [
    test(trait, { op: ">=", value: number("9") }),
    test(trait, { op: "between", from: number("7"), to: number("8") }),
    test(trait, { op: "<=", value: number("6") }),
  ];
}

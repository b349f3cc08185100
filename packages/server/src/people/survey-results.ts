import { assert, decimalFromJsonNumber, decimalToText, type Instant, type JsonValue } from "@habitus/kernel";
import { netPromoterScore } from "@habitus/models";
import { type Condition, type Definition, type NumberLiteral, printDefinition } from "@habitus/segments";
import type { Evaluator } from "../segments/evaluate.ts";
import type { EventReads, ValueCount } from "../store/event-reads.ts";
import { possibleAnswers } from "./possible-answers.ts";
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
  const asked = await allAsked(deps, survey, signal);
  const wanted = asked.flatMap(({ definitions }) => definitions);
  const counts = await countsOf(deps, wanted, signal);
  let place = 0;
  const questions = asked.map((question) => {
    const own = question.definitions.map((definition): Counted => {
      return { people: counts[place++] ?? 0, definition: printDefinition(definition) };
    });
    return resultOf(question, own);
  });
  return { at: deps.logicalNow(), questions };
}

type Asked = { readonly answer: string; readonly definition: Definition };

type AskedQuestion = {
  readonly question: SurveyQuestion;
  readonly answers: readonly Asked[];
  /** Who has an answer that counts, who ever had one, the groups of a score, and each answer. */
  readonly definitions: readonly Definition[];
};

/** What to count; what was said where there is no end of answers is asked for once, for all such questions. */
async function allAsked(
  { events }: ResultDeps,
  { key, questions }: SurveyRecord,
  signal: AbortSignal,
): Promise<readonly AskedQuestion[]> {
  const named = questions.map((question) => ({ question, ...answerTraits(key, question.key) }));
  const names = named
    .filter(({ question }) => possibleAnswers(question.answer) === null)
    .map(({ answer }) => answer);
  const { sample, answers: limit } = TOLD;
  const values = names.length === 0 ? [] : await events.traitValues({ names, sample, limit }, signal);
  return named.map(({ question, answer, answered }) => {
    const answers = possible(question, answer) ?? given(answer, values[names.indexOf(answer)] ?? []);
    const nps = question.answer.type === "nps" ? groupsOf(answer) : [];
    const definitions = [
      exists(answer),
      exists(answered),
      ...nps,
      ...answers.map(({ definition }) => definition),
    ];
    return { question, answers, definitions };
  });
}

/** More than a survey usually has; more columns make one query slow to plan. */
const COUNTS_AT_ONCE = 1_000;

async function countsOf(
  { evaluator }: ResultDeps,
  definitions: readonly Definition[],
  signal: AbortSignal,
): Promise<readonly number[]> {
  const counts: number[] = [];
  for (let from = 0; from < definitions.length; from += COUNTS_AT_ONCE) {
    const some = definitions.slice(from, from + COUNTS_AT_ONCE);
    const questions = some.map((definition) => ({ definition, purpose: null }));
    counts.push(...(await evaluator.counts(questions, null, signal)));
  }
  return counts;
}

function resultOf({ question, answers }: AskedQuestion, counted: readonly Counted[]): QuestionResult {
  const [all = NOBODY, everSaid = NOBODY, ...rest] = counted;
  const told = rest.slice(rest.length - answers.length);
  const isWhole = question.answer.type === "choices" || peopleOf(told) === all.people;
  const hasScore = question.answer.type === "nps" && isWhole && all.people > 0;
  const [promoters = NOBODY, passives = NOBODY, detractors = NOBODY] = rest;
  return {
    key: question.key,
    answered: all,
    decayed: everSaid.people - all.people,
    answers: told.map((each, place) => ({ answer: answers[place]?.answer ?? "", ...each })),
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

/** All that may be answered; null where that is without end. */
function possible({ answer: form }: SurveyQuestion, trait: string): readonly Asked[] | null {
  if (form.type === "choices") {
    return form.choices.map((choice) => ({
      answer: choice,
      definition: test(trait, { op: "includes", values: [{ kind: "text", value: choice }] }),
    }));
  }
  return possibleAnswers(form)?.map((answer) => isAnswered(trait, answer)) ?? null;
}

function isAnswered(trait: string, answer: JsonValue): Asked {
  if (typeof answer === "boolean")
    return is(trait, answer ? "yes" : "no", { kind: "boolean", value: answer });
  if (typeof answer === "number") return is(trait, String(answer), { kind: "number", value: String(answer) });
  assert(typeof answer === "string", "all other forms have one value");
  return is(trait, answer, { kind: "text", value: answer });
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

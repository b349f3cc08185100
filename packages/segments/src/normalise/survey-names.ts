import type { Filter, TextTest, ValueTest } from "../plan/plan.ts";
import type { EventName } from "../tree/definition.ts";
import { STANDARD_EVENTS, SURVEY } from "../vocabulary/standard-events.ts";
import type { PlanContext } from "./context.ts";

/** A survey is the same under its key and its name: where an answer is asked for by one of them, what says the other is meant too. */
export function withSurveyNames(
  event: EventName,
  where: Filter,
  { surveys }: Pick<PlanContext, "surveys">,
): Filter {
  if (event !== STANDARD_EVENTS.surveyAnswered.name || surveys.length === 0) return where;
  return widened(where, surveys);
}

function widened(filter: Filter, surveys: PlanContext["surveys"]): Filter {
  switch (filter.kind) {
    case "not":
      return { kind: "not", of: widened(filter.of, surveys) };
    case "and":
    case "or":
      return { kind: filter.kind, of: filter.of.map((each) => widened(each, surveys)) };
    case "test": {
      const [key, ...below] = filter.path;
      return key === SURVEY && below.length === 0
        ? { ...filter, test: ofAllNames(filter.test, surveys) }
        : filter;
    }
  }
}

function ofAllNames(test: ValueTest, surveys: PlanContext["surveys"]): ValueTest {
  if (test.kind === "text") return anyOf([test], surveys) ?? test;
  return test.kind === "any" ? (anyOf(test.of, surveys) ?? test) : test;
}

type Single = Extract<ValueTest, { readonly kind: "any" }>["of"][number];

/** Null where none of them names a survey that goes by another name too. */
function anyOf(tests: readonly Single[], surveys: PlanContext["surveys"]): ValueTest | null {
  const all = tests.flatMap((test): readonly Single[] =>
    test.kind === "text" && test.op === "is" ? namesOf(test, surveys) : [test],
  );
  const [first, ...others] = [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
  if (first === undefined || 1 + others.length === tests.length) return null;
  return { kind: "any", of: [first, ...others] };
}

function namesOf(test: TextTest, surveys: PlanContext["surveys"]): readonly TextTest[] {
  const fold = (text: string): string => (test.ignoreCase ? text.toLowerCase() : text);
  const survey = surveys.find((names) => names.some((name) => fold(name) === fold(test.value)));
  if (survey === undefined) return [test];
  const others = survey.filter((name) => fold(name) !== fold(test.value));
  return [test, ...others.map((value) => ({ ...test, value }))];
}

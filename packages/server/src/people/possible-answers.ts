import type { AnswerForm } from "@habitus/contract";
import type { JsonValue } from "@habitus/kernel";
import { type Filter, type Leaf, passes, type ValueTest } from "@habitus/segments";

/** All that may be answered, where there is an end of it; several choices as one list of all. Null of numbers and texts. */
export function possibleAnswers(form: AnswerForm): readonly JsonValue[] | null {
  switch (form.type) {
    case "choice":
      return form.choices;
    case "choices":
      return [form.choices];
    case "nps":
      return range(0, 10);
    case "scale":
      return range(form.from, form.to);
    case "yes_no":
      return [true, false];
    case "number":
    case "text":
      return null;
  }
}

/** Whether something that a leaf asks of the values of its trait could be met by answers of the form before, and by none of the form after. */
export function losesSense(leaf: Leaf, before: AnswerForm, after: AnswerForm): boolean {
  return testsIn(leaf).some((test) => canMeet(before, test) && !canMeet(after, test));
}

function testsIn(leaf: Leaf): readonly ValueTest[] {
  switch (leaf.kind) {
    case "trait":
      // Answers are no dates: those that could be read as one are as good after a change as before.
      return leaf.test.kind === "when" ||
        leaf.test.kind === "day" ||
        leaf.test.kind === "yearly" ||
        leaf.test.kind === "dated"
        ? []
        : [leaf.test];
    case "held":
      return testsOf(leaf.where);
    case "changed":
      return [...testsOf(leaf.from), ...testsOf(leaf.to)];
    case "count":
    case "days":
    case "aggregate":
    case "favourite":
    case "outermost":
    case "overdue":
    case "ratio":
    case "sequence":
    case "sessions":
      return [];
  }
}

function testsOf(filter: Filter): readonly ValueTest[] {
  switch (filter.kind) {
    case "test":
      return [filter.test];
    case "not":
      return testsOf(filter.of);
    case "and":
    case "or":
      return filter.of.flatMap(testsOf);
  }
}

function canMeet(form: AnswerForm, test: ValueTest): boolean {
  const possible = possibleAnswers(form);
  if (possible !== null) return possible.some((value) => passes(test, value, null));
  switch (test.kind) {
    case "any":
      return test.of.some((of) => canMeet(form, of));
    case "boolean":
    case "near":
    case "items":
      return false;
    case "number":
      return (
        form.type !== "number" ||
        numbersNear(Number(test.value), form).some((value) => passes(test, value, null))
      );
    case "exists":
    case "text":
    case "one of":
    case "matches":
    case "time":
    case "age":
    case "bucket":
      return true;
  }
}

/** Of a range the numbers one of which meets a comparison with `value` if any number of it does. */
function numbersNear(
  value: number,
  { from, to }: Extract<AnswerForm, { readonly type: "number" }>,
): readonly number[] {
  const [least, most] = [from ?? Number.NEGATIVE_INFINITY, to ?? Number.POSITIVE_INFINITY];
  return [value - 1, value, value + 1, least, most].filter(
    (each) => Number.isFinite(each) && each >= least && each <= most,
  );
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, place) => from + place);
}

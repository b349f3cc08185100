import { type AnswerForm, LIMITS } from "@habitus/contract";
import {
  decimalFromJsonNumber,
  decimalFromText,
  decimalToText,
  ExactNumber,
  type JsonObject,
  type JsonValue,
} from "@habitus/kernel";

/** JSON text of what was answered, or why it is no answer to the question. */
export type ReadAnswer =
  | { readonly kind: "ok"; readonly value: string }
  | { readonly kind: "fault"; readonly detail: string };

/** What the properties of an event say to a question of some form. */
export function readAnswer(form: AnswerForm, properties: JsonObject): ReadAnswer {
  switch (form.type) {
    case "choice":
      return readChoice(form.choices, textOf(said(properties, "answer", "choices")));
    case "choices":
      return readChoices(form.choices, said(properties, "choices", "answer"));
    case "number":
      return readNumber(properties, form, false);
    case "scale":
      return readNumber(properties, form, true);
    case "nps":
      return readNumber(properties, { from: 0, to: 10 }, true);
    case "yes_no":
      return readYesNo(said(properties, "answer", "score"));
    case "text":
      return readText(textOf(said(properties, "answer")));
  }
}

/** Where definitions find what was answered to a question of some form. */
export function answerProperty({ type }: AnswerForm): "answer" | "choices" | "score" {
  switch (type) {
    case "choices":
      return "choices";
    case "number":
    case "scale":
    case "nps":
      return "score";
    case "choice":
    case "yes_no":
    case "text":
      return "answer";
  }
}

/** Null and empty text say nothing. */
export function isSaid(properties: JsonObject, name: string): boolean {
  const value = Object.hasOwn(properties, name) ? (properties[name] ?? null) : null;
  return value !== null && value !== "";
}

/** The first of these properties that is given. */
function said(properties: JsonObject, ...names: readonly string[]): JsonValue {
  const given = names.find((name) => isSaid(properties, name));
  return given === undefined ? null : (properties[given] ?? null);
}

const ok = (value: string): ReadAnswer => ({ kind: "ok", value });
const fault = (detail: string): ReadAnswer => ({ kind: "fault", detail });

/** A list of one thing is that thing. */
function textOf(value: JsonValue): string | null {
  if (Array.isArray(value)) return value.length === 1 ? textOf(value[0] ?? null) : null;
  if (typeof value === "string") return value;
  if (typeof value === "number") return String(value);
  if (value instanceof ExactNumber) return value.text;
  return typeof value === "boolean" ? String(value) : null;
}

function readChoice(choices: readonly string[], value: string | null): ReadAnswer {
  if (value === null) return fault(`"answer" must be one of ${shown(choices)}.`);
  return choices.includes(value)
    ? ok(JSON.stringify(value))
    : fault(
        `"${cut(value)}" is none of the choices ${shown(choices)}: send one of them, or add it to the question.`,
      );
}

/** In the order of the question, each once, so that equal answers are equal values. */
function readChoices(choices: readonly string[], value: JsonValue): ReadAnswer {
  const chosen = (Array.isArray(value) ? value : [value]).map(textOf);
  if (chosen.length === 0 || chosen.includes(null))
    return fault(`"choices" must be a list of ${shown(choices)}.`);
  const other = chosen.find((each) => each !== null && !choices.includes(each)) ?? null;
  if (other !== null) {
    return fault(
      `"${cut(other)}" is none of the choices ${shown(choices)}: send some of them, or add it to the question.`,
    );
  }
  return ok(JSON.stringify(choices.filter((choice) => chosen.includes(choice))));
}

type Range = { readonly from: number | null; readonly to: number | null };

function readNumber(properties: JsonObject, { from, to }: Range, isWhole: boolean): ReadAnswer {
  const text = textOf(said(properties, "score", "answer"));
  const isNumber = typeof said(properties, "score", "answer") !== "string";
  const decimal = text === null ? null : isNumber ? decimalFromJsonNumber(text) : decimalFromText(text);
  const range = `${isWhole ? "a whole number" : "a number"}${from === null ? "" : ` from ${from}`}${to === null ? "" : ` up to ${to}`}`;
  if (decimal === null) return fault(`"score" must be ${range}.`);
  const value = decimalToText(decimal);
  const number = Number(value);
  const fits = (from === null || number >= from) && (to === null || number <= to);
  return fits && (!isWhole || Number.isInteger(number))
    ? ok(value)
    : fault(`"score" is ${value}; it must be ${range}.`);
}

const WORDS: Readonly<Record<string, boolean>> = {
  true: true,
  yes: true,
  "1": true,
  false: false,
  no: false,
  "0": false,
};

function readYesNo(value: JsonValue): ReadAnswer {
  const word = (textOf(value) ?? "").toLowerCase();
  const read = Object.hasOwn(WORDS, word) ? WORDS[word] : undefined;
  return read === undefined ? fault('"answer" must be true, false, "yes" or "no".') : ok(String(read));
}

function readText(value: string | null): ReadAnswer {
  if (value === null) return fault('"answer" must be text.');
  const { surveyAnswerLength: most } = LIMITS;
  return value.length > most
    ? fault(`"answer" has ${value.length} characters; at most ${most} are kept.`)
    : ok(JSON.stringify(value));
}

const SHOWN = 10;
const CUT = 60;

function shown(choices: readonly string[]): string {
  const some = choices.slice(0, SHOWN).map((choice) => `"${cut(choice)}"`);
  return some.join(", ") + (choices.length > SHOWN ? ` and ${choices.length - SHOWN} more` : "");
}

const cut = (text: string): string => (text.length > CUT ? `${text.slice(0, CUT)}…` : text);

import type { AnswerForm } from "@habitus/contract";
import { isJsonObject, must, parseJson } from "@habitus/kernel";
import { expect, test } from "vitest";
import { readAnswer } from "./read-answer.ts";

const CHOICE: AnswerForm = { type: "choice", choices: ["work", "status"] };
const CHOICES: AnswerForm = { type: "choices", choices: ["work", "status", "7"] };
const SCALE: AnswerForm = { type: "scale", from: -2, to: 2 };
const NUMBER: AnswerForm = { type: "number", from: 0, to: null };

function read(form: AnswerForm, properties: string) {
  const said = parseJson(properties);
  return readAnswer(form, must(isJsonObject(said) ? said : null, "an object"));
}

test.each<[AnswerForm, string, string]>([
  [CHOICE, '{"answer":"work"}', '"work"'],
  [CHOICE, '{"answer":null,"choices":["status"]}', '"status"'],
  [CHOICES, '{"choices":["status","work","status"]}', '["work","status"]'],
  [CHOICES, '{"answer":7}', '["7"]'],
  [{ type: "nps" }, '{"score":10}', "10"],
  [{ type: "nps" }, '{"score":"","answer":"07"}', "7"],
  [{ type: "nps" }, '{"score":9.0}', "9"],
  [SCALE, '{"score":-2}', "-2"],
  [NUMBER, '{"answer":"0.50"}', "0.5"],
  [NUMBER, '{"score":1e3}', "1000"],
  [NUMBER, '{"score":12345678901234567.123456789}', "12345678901234567.123456789"],
  [{ type: "yes_no" }, '{"answer":"No"}', "false"],
  [{ type: "yes_no" }, '{"answer":true}', "true"],
  [{ type: "yes_no" }, '{"score":1}', "true"],
  [{ type: "text" }, '{"answer":" \\"so so\\" "}', '" \\"so so\\" "'],
])("%j takes %s as %s", (form, properties, value) => {
  expect(read(form, properties)).toEqual({ kind: "ok", value });
});

test.each<[AnswerForm, string, string]>([
  [CHOICE, "{}", '"answer" must be one of "work", "status"'],
  [CHOICE, '{"answer":"Work"}', '"Work" is none of the choices "work", "status": send one of them'],
  [CHOICE, '{"choices":["work","status"]}', '"answer" must be one of'],
  [CHOICES, '{"choices":["work","fun"]}', '"fun" is none of the choices'],
  [CHOICES, '{"choices":[]}', '"choices" must be a list'],
  [CHOICES, '{"choices":[{}]}', '"choices" must be a list'],
  [{ type: "nps" }, '{"score":11}', '"score" is 11; it must be a whole number from 0 up to 10'],
  [{ type: "nps" }, '{"score":9.5}', '"score" is 9.5'],
  [{ type: "nps" }, '{"score":-1}', '"score" is -1'],
  [{ type: "nps" }, '{"score":" 9"}', '"score" must be a whole number from 0 up to 10'],
  [{ type: "nps" }, '{"score":true}', '"score" must be'],
  [{ type: "nps" }, '{"__proto__":{"score":3}}', '"score" must be'],
  [NUMBER, '{"score":-0.1}', "it must be a number from 0"],
  [{ type: "yes_no" }, '{"answer":"maybe"}', "must be true, false"],
  [{ type: "yes_no" }, '{"answer":"constructor"}', "must be true, false"],
  [{ type: "text" }, '{"answer":{"a":1}}', "must be text"],
  [{ type: "text" }, JSON.stringify({ answer: "x".repeat(5_001) }), "at most 5000 are kept"],
])("%j does not take %s", (form, properties, detail) => {
  expect(read(form, properties)).toMatchObject({ kind: "fault", detail: expect.stringContaining(detail) });
});

import type { SurveyEdit } from "@habitus/contract";
import { beforeEach, expect, test } from "vitest";
import { adminCookie, clientOf, createManagement, type Management } from "./testing/management.ts";
import { newSegment } from "./testing/new-segment.ts";

let management: Management;
beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
});

const SCORE: SurveyEdit["questions"][number] = {
  key: "score",
  text: "How likely?",
  answer: { type: "nps" },
  tag: "nps",
  decayDays: 90,
};
const NPS: SurveyEdit = { name: "NPS", questions: [SCORE], rev: 0 };
const params = { key: "nps" };
const SEGMENT = newSegment("promoters", "$answer_nps_score >= 9");

test("a question's answers have a name that definitions take without quotes, and the question stays while one is read", async () => {
  const client = clientOf(management.app);
  expect(await client.listSurveys({})).toEqual({ surveys: [] });
  expect(await client.editSurvey({ params, body: NPS })).toMatchObject({
    key: "nps",
    questions: [{ ...SCORE, trait: "$answer_nps_score" }],
    rev: 1,
  });
  expect(await client.checkSegment({ body: { definition: "$answer_nps_score >= 9" } })).toMatchObject({
    ok: true,
    text: "$answer_nps_score >= 9",
    planText: expect.stringContaining("$answered_nps_score"),
  });
  await client.createSegment({ body: SEGMENT });
  const mood = { ...SCORE, key: "mood", text: "How are you?" };
  await expect(
    client.editSurvey({ params, body: { ...NPS, questions: [mood], rev: 1 } }),
  ).rejects.toMatchObject({ code: "in_use", details: { question: "score", segments: ["promoters"] } });
  await expect(client.deleteSurvey({ params })).rejects.toMatchObject({ code: "in_use" });
  await client.editSurvey({ params, body: { ...NPS, questions: [SCORE, mood], rev: 1 } });
  await client.deleteSegment({ params: { key: "promoters" }, query: { rev: 1 } });
  await client.deleteSurvey({ params });
  await expect(client.deleteSurvey({ params })).rejects.toMatchObject({ code: "not_found" });
});

test("questions are among what definitions are made of, with what may be answered, before anybody has", async () => {
  const client = clientOf(management.app);
  const mood = { ...SCORE, key: "mood", text: "How are you?", tag: null };
  const choice = { ...mood, answer: { type: "choice" as const, choices: ["good", "bad"] } };
  await client.editSurvey({ params, body: { ...NPS, questions: [SCORE, choice] } });
  const { traits } = await client.getVocabulary({});
  expect(traits.filter(({ asked }) => asked !== undefined)).toEqual([
    expect.objectContaining({
      path: ["$answer_nps_score"],
      seen: 0,
      values: ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"],
      closed: true,
      asked: { survey: "NPS", text: "How likely?", tag: "nps" },
    }),
    expect.objectContaining({ path: ["$answer_nps_mood"], readings: ["text"], values: ['"good"', '"bad"'] }),
  ]);
  const { warnings } = await client.checkSegment({ body: { definition: "$answer_nps_mood > 3" } });
  expect(warnings).toMatchObject([{ message: expect.stringContaining("number") }]);
});

test("answers are asked for by the key of their survey or its name, whichever events say", async () => {
  const client = clientOf(management.app);
  const planText = async (definition: string) =>
    (await client.checkSegment({ body: { definition } })).planText;
  const byKey = await planText('answered survey "nps"');
  await client.editSurvey({ params, body: NPS });
  expect(await planText('answered survey "nps"')).not.toBe(byKey);
  expect(await planText('answered survey "nps"')).toBe(
    await planText('answered survey where survey in ("nps", "NPS")'),
  );
  expect(await planText('answered survey "NPS"')).toBe(
    await planText('answered survey where survey in ("NPS", "nps")'),
  );
});

test("a definition that asks when an answer changed keeps its question too", async () => {
  const client = clientOf(management.app);
  await client.editSurvey({ params, body: NPS });
  const definition = "$answer_nps_score changed from >= 9 in last 30 days";
  await client.createSegment({ body: { ...SEGMENT, definition } });
  await expect(client.deleteSurvey({ params })).rejects.toMatchObject({ code: "in_use" });
});

test("scores and computed traits keep a question too, and all that reads it is named", async () => {
  const client = clientOf(management.app);
  await client.editSurvey({ params, body: NPS });
  const elements = [{ when: "$answer_nps_score >= 9", value: 1 }];
  const score = { name: "Fans", kind: "behaviour" as const, purpose: null, elements, rev: 0 };
  await client.editScore({ params: { key: "fans" }, body: score });
  const computed = { name: "Said", definition: "$answer_nps_score", rev: 0 };
  await client.editComputedTrait({ params: { key: "said" }, body: computed });
  await expect(client.deleteSurvey({ params })).rejects.toMatchObject({
    code: "in_use",
    message: 'Answers to "score" are read by scores fans and computed traits said.',
    details: { question: "score", scores: ["fans"], computedTraits: ["said"] },
  });
  await client.deleteScore({ params: { key: "fans" } });
  await client.deleteComputedTrait({ params: { key: "said" } });
  await client.deleteSurvey({ params });
});

test("a question stays such that what it is compared with can be answered", async () => {
  const client = clientOf(management.app);
  await client.editSurvey({ params, body: NPS });
  await client.createSegment({ body: SEGMENT });
  const edit = (answer: SurveyEdit["questions"][number]["answer"], rev: number) =>
    client.editSurvey({ params, body: { ...NPS, questions: [{ ...SCORE, answer }], rev } });
  for (const answer of [
    { type: "scale" as const, from: 1, to: 5 },
    { type: "yes_no" as const },
    { type: "choices" as const, choices: ["9", "10"] },
    { type: "number" as const, from: null, to: 8.5 },
  ]) {
    await expect(edit(answer, 1)).rejects.toMatchObject({
      code: "in_use",
      fix: expect.stringContaining("a key of its own"),
      details: { question: "score", path: "questions.0.answer", segments: ["promoters"] },
    });
  }
  await edit({ type: "number", from: 0, to: 100 }, 1);
  await edit({ type: "text" }, 2);
  // Text that reads as a number is one.
  await edit({ type: "choice", choices: ["1", "9"] }, 3);
});

test("surveys that cannot be are refused", async () => {
  const client = clientOf(management.app);
  const edit = (change: object, key = "nps") =>
    client.editSurvey({ params: { key }, body: { ...NPS, ...change } });
  const invalid = { code: "invalid_request" };
  await expect(edit({}, "n_ps")).rejects.toMatchObject(invalid);
  await expect(edit({ questions: [] })).rejects.toMatchObject(invalid);
  await expect(edit({ questions: [SCORE, SCORE] })).rejects.toMatchObject(invalid);
  await expect(edit({ questions: [{ ...SCORE, decayDays: 0 }] })).rejects.toMatchObject(invalid);
  const answer = { type: "scale", from: 5, to: 1 };
  await expect(edit({ questions: [{ ...SCORE, answer }] })).rejects.toMatchObject(invalid);
  const twice = { type: "choice", choices: ["a", "a"] };
  await expect(edit({ questions: [{ ...SCORE, answer: twice }] })).rejects.toMatchObject(invalid);
  await edit({});
  await expect(edit({})).rejects.toMatchObject({ code: "conflict" });
  await expect(edit({}, "other")).rejects.toMatchObject({ code: "already_exists", details: { key: "nps" } });
  await expect(edit({ name: "nps" }, "other")).rejects.toMatchObject({ code: "already_exists" });
});

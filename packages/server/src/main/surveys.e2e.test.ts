import type { DeadLetter, Job, Person, Survey, SurveyAnswers, TraitHistory } from "@habitus/contract";
import { DAY_MS, formatInstant } from "@habitus/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { drained, type RealServer, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

// Answers to surveys on the real server: what becomes of them, and who is found by them.

const SURVEY = {
  name: "NPS",
  questions: [
    { key: "score", text: "How likely?", answer: { type: "nps" }, tag: "nps", decayDays: 30 },
    {
      key: "benefit",
      text: "What for?",
      answer: { type: "choice", choices: ["work", "status"] },
      tag: "benefit",
      decayDays: null,
    },
    { key: "why", text: "Why?", answer: { type: "text" }, tag: null, decayDays: null },
  ],
};
const PROMOTERS = "$answer_nps_score >= 9";

const dataDir = temporaryFolder("surveys");
let server: RealServer;
beforeAll(async () => {
  server = await startRealServer({ dataDir });
  await server.api("PUT", "/api/surveys/nps", { ...SURVEY, rev: 0 });
  const told = { goal: "g", owner: "o", action: "a", reviewDate: "2030-01-01", purpose: "p" };
  await server.api("POST", "/api/segments", { key: "promoters", name: "P", definition: PROMOTERS, ...told });
}, 120_000);
afterAll(async () => {
  expect(await server.stop()).toBe(0);
});

type Said = Readonly<Record<string, unknown>>;

async function answer(userId: string, properties: Said, daysAgo = 0, survey = "NPS"): Promise<void> {
  const event = {
    type: "track",
    event: "Survey Answered",
    userId,
    properties: { survey, ...properties },
    timestamp: formatInstant(Date.now() - daysAgo * DAY_MS),
  };
  const sent = await fetch(`${server.url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` },
    body: JSON.stringify({ batch: [event] }),
  });
  expect(sent.status).toBe(200);
}

async function found(definition: string): Promise<readonly string[]> {
  await drained(server);
  type Page = { readonly people: readonly { readonly ids: readonly string[] }[] };
  const { people } = await server.api<Page>("POST", "/api/segments/evaluate", { definition });
  return people.map(({ ids }) => ids[0] ?? "").sort();
}

async function ended(id: string): Promise<Job> {
  for (;;) {
    const job = await server.api<Job>("GET", `/api/jobs/${id}`);
    if (job.state === "done") return job;
    expect(["queued", "running", "interrupted"]).toContain(job.state);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

/** By live membership, which keeps every answer and its hour. */
async function live(): Promise<readonly string[]> {
  await drained(server);
  type Page = { readonly people: readonly { readonly ids: readonly string[] }[] };
  const page = await server.api<Page>("GET", "/api/segments/promoters/members");
  const ids = page.people.map(({ ids }) => ids[0] ?? "").sort();
  for (const id of ["ann", "bob", "cem", "dora"]) {
    type Lives = {
      readonly memberships: readonly {
        readonly segment: string;
        readonly member: boolean;
        readonly agrees: boolean | null;
      }[];
    };
    const { memberships } = await server.api<Lives>("GET", `/api/people/${id}/memberships`);
    expect([id, memberships[0]?.member, memberships[0]?.agrees]).toEqual([id, ids.includes(id), true]);
  }
  return ids;
}

test("an answer is a trait at once, the latest by time wins, decay ends it, and what does not fit is kept aside", {
  timeout: 300_000,
}, async () => {
  await answer("ann", { question: "score", score: 9 });
  await answer("bob", { question: "How likely?", score: 10 }, 5);
  // Arrives later, but was said before.
  await answer("ann", { question: "score", score: 2 }, 1);
  await answer("cem", { question: "score", score: 10 }, 29);
  await answer("dora", { question: "score", score: 10 }, 31);
  expect(await found(PROMOTERS)).toEqual(["ann", "bob", "cem"]);
  expect(await found(`not ${PROMOTERS}`)).toEqual(["dora"]);
  expect(await live()).toEqual(["ann", "bob", "cem"]);

  // A shorter decay is another meaning: the segment is built anew.
  const [score, ...others] = SURVEY.questions;
  const questions = [{ ...score, decayDays: 7 }, ...others];
  await server.api("PUT", "/api/surveys/nps", { ...SURVEY, questions, rev: 1 });
  expect(await live()).toEqual(["ann", "bob"]);
  expect(await found(PROMOTERS)).toEqual(["ann", "bob"]);
  await server.api("PUT", "/api/surveys/nps", { ...SURVEY, rev: 2 });
  expect(await live()).toEqual(["ann", "bob", "cem"]);

  await answer("ann", { question: "benefit", answer: "work" });
  await answer("bob", { question: "benefit", answer: "fun" });
  await answer("bob", { question: "mood", answer: "fine" });
  await answer("bob", { question: "score", score: 11 });
  await answer("bob", { answer: "blue" }, 0, "Colours");
  await answer("ann", { question: "why", answer: "because" });
  expect(await found('$answer_nps_benefit is "work"')).toEqual(["ann"]);
  expect(await found('answered survey "Colours"')).toEqual(["bob"]);
  expect(await found('$answer_nps_why contains "cause"')).toEqual(["ann"]);
  type Letters = { readonly deadLetters: readonly DeadLetter[] };
  const { deadLetters: letters } = await server.api<Letters>("GET", "/api/dead-letters");
  expect(letters.map(({ reason, detail }) => [reason, detail])).toEqual([
    [
      "wrong_answer",
      'Survey "nps", question "score": "score" is 11; it must be a whole number from 0 up to 10.',
    ],
    [
      "wrong_answer",
      expect.stringContaining('the answer has no question "mood". Name one of "score", "benefit", "why"'),
    ],
    ["wrong_answer", expect.stringContaining('"fun" is none of the choices "work", "status"')],
  ]);

  // The choice is added, and the letter sent again.
  const benefit = { ...SURVEY.questions[1], answer: { type: "choice", choices: ["work", "status", "fun"] } };
  const grown = [SURVEY.questions[0], benefit, SURVEY.questions[2]];
  const { rev } = (await server.api<{ readonly surveys: readonly Survey[] }>("GET", "/api/surveys"))
    .surveys[0] ?? { rev: 0 };
  await server.api("PUT", "/api/surveys/nps", { ...SURVEY, questions: grown, rev });
  await server.api("POST", `/api/dead-letters/${letters[2]?.id}/replay`, {});
  expect(await found('$answer_nps_benefit is "fun"')).toEqual(["bob"]);
});

test("the answers are counted as definitions find them, and survive a crash", {
  timeout: 300_000,
}, async () => {
  // Asked for only now, while bob has said it before; the job is cut off and goes on.
  const colours = { name: "Colours", questions: [{ ...SURVEY.questions[2], key: "which" }], rev: 0 };
  await server.api("PUT", "/api/surveys/colours", colours);
  expect(await found('$answer_colours_which is "blue"')).toEqual([]);
  const { id } = await server.api<Job>("POST", "/api/surveys/colours/backfill", {});
  await server.kill();
  server = await startRealServer({ dataDir });
  await drained(server);
  await ended(id);
  expect(await found('$answer_colours_which is "blue"')).toEqual(["bob"]);
  const again = await server.api<Job>("POST", "/api/surveys/colours/backfill", {});
  expect((await ended(again.id)).result).toEqual({ survey: "colours", taken: 0, known: 1, unfit: 0 });
  const history = "/api/people/bob/traits/$answer_colours_which";
  expect((await server.api<TraitHistory>("GET", history)).values).toMatchObject([{ value: "blue" }]);
  const known = await server.api<Job>("POST", "/api/surveys/nps/backfill", {});
  expect((await ended(known.id)).result).toMatchObject({ taken: 0, unfit: 0 });
  const { questions } = await server.api<SurveyAnswers>("GET", "/api/surveys/nps/answers");
  const [score, benefit, why] = questions;
  expect(score).toMatchObject({ key: "score", answered: { people: 3 }, decayed: 1, isWhole: true });
  expect(score?.answers.filter(({ people }) => people > 0)).toEqual([
    { answer: "9", people: 1, definition: "$answer_nps_score is 9" },
    { answer: "10", people: 2, definition: "$answer_nps_score is 10" },
  ]);
  expect(score?.nps).toMatchObject({
    score: 100,
    high: 100,
    promoters: { people: 3, definition: "$answer_nps_score >= 9" },
    passives: { people: 0, definition: "$answer_nps_score between 7 and 8" },
    detractors: { people: 0, definition: "$answer_nps_score <= 6" },
  });
  expect(benefit?.answers.map(({ answer, people }) => [answer, people])).toEqual([
    ["work", 1],
    ["status", 0],
    ["fun", 1],
  ]);
  expect(why).toMatchObject({ answers: [{ answer: "because", people: 1 }], isWhole: true, nps: null });
  for (const { definition, people } of questions.flatMap(({ answers }) => answers)) {
    expect([definition, (await found(definition)).length]).toEqual([definition, people]);
  }
  const dora = await server.api<Person>("GET", "/api/people/dora");
  expect(dora.traits).toEqual({});
  expect(dora.answers).toEqual([
    {
      survey: "nps",
      surveyName: "NPS",
      question: "score",
      text: "How likely?",
      tag: "nps",
      trait: "$answer_nps_score",
      value: 10,
      time: expect.any(String),
      source: expect.any(String),
      countsUntil: expect.any(String),
      counts: false,
    },
  ]);
});

test("answers that the question no longer has are not passed over in silence, and make no score", {
  timeout: 300_000,
}, async () => {
  const [score] = SURVEY.questions;
  const ask = async (form: object): Promise<void> => {
    const { surveys } = await server.api<{ readonly surveys: readonly Survey[] }>("GET", "/api/surveys");
    const { rev, questions } = surveys.find(({ key }) => key === "nps") ?? { rev: 0, questions: [] };
    const others = questions.slice(1).map(({ trait: _trait, ...question }) => question);
    await server.api("PUT", "/api/surveys/nps", {
      ...SURVEY,
      questions: [{ ...score, answer: form }, ...others],
      rev,
    });
  };
  await ask({ type: "number", from: null, to: null });
  await answer("eve", { question: "score", score: 8.5 });
  await drained(server);
  await ask({ type: "nps" });
  const { questions } = await server.api<SurveyAnswers>("GET", "/api/surveys/nps/answers");
  expect(questions[0]).toMatchObject({ answered: { people: 4 }, isWhole: false, nps: null });
  expect(questions[0]?.answers.reduce((sum, { people }) => sum + people, 0)).toBe(3);
});

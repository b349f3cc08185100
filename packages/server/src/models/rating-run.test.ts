import { judgeBenefits } from "@habitus/models";
import type { Deeds } from "@habitus/segments-sql";
import { expect, test } from "vitest";
import type { RatingQuestion } from "./rating-question.ts";
import { type RatingChange, type RatingTraits, runRating } from "./rating-run.ts";
import { ratingScores, ratingTexts } from "./rating-store.ts";

const NONE = { matches: [], halfLifeMs: 1, at: 0, present: 0, plans: { roots: [], leaves: [] } };
const part = (key: string) => ({ key, name: key, rules: [], said: null });

async function ran(question: RatingQuestion | null, traits: RatingTraits, people: readonly Partial<Deeds>[]) {
  const all = people.map(
    (each, place): Deeds => ({
      person: place + 1,
      isLookedAt: true,
      left: [],
      before: [],
      holds: [],
      numbers: traits.scores.map(() => null),
      texts: traits.texts.map(() => null),
      ...each,
    }),
  );
  const said: RatingChange[] = [];
  const result = await runRating(question, traits, all.length, {
    page: (after, upTo) => Promise.resolve(all.slice(after, upTo)),
    say: (changes) => {
      said.push(...changes);
      return Promise.resolve();
    },
    judge: (answers) => Promise.resolve(judgeBenefits(answers)),
    progress: () => Promise.resolve(),
  });
  return { result, said: said.map(({ person, facts }) => [person, Object.fromEntries(facts)]) };
}

const ENGAGEMENT = { kind: "engagement", parts: [part("email"), part("app")] } as const;
const points: RatingQuestion = {
  ...NONE,
  kind: "engagement",
  clearFrom: 0.6,
  earlier: 0,
  parts: [
    {
      key: "email",
      deeds: [
        { place: 0, points: 1 },
        { place: 1, points: 3 },
      ],
      facts: [],
      said: null,
    },
    { key: "app", deeds: [{ place: 2, points: 2 }], facts: [{ place: 0, points: 10 }], said: null },
  ],
};
const traits: RatingTraits = { scores: ratingScores("e", ENGAGEMENT), texts: [] };

test("points are what is left of deeds and what holds, with the part of four weeks ago that is left", async () => {
  const { result, said } = await ran(points, traits, [
    { left: [0.5, 0.25, 0], before: [2, 0, 0], holds: [false] },
    { left: [0, 0, 1.5], before: [0, 0, 0.4], holds: [true] },
    { left: [0.001, 0, 0], before: [0, 0, 0], holds: [false] },
  ]);
  expect(said).toEqual([
    [
      1,
      {
        "$score/e.email": 1.25,
        "$score/e.email.trend": 62.5,
        "$score/e.total": 1.25,
        "$score/e.total.trend": 62.5,
      },
    ],
    [2, { "$score/e.app": 13, "$score/e.total": 13 }],
  ]);
  expect(result).toMatchObject({ people: 2, parts: { email: 1, app: 1, total: 2 }, benefits: null });
});

test("what is near enough stays, what fell away is taken back, and so is all of whoever may not be looked at", async () => {
  const stored = [1.255, 62.4, null, null, 1.25, 62.5];
  const { result, said } = await ran(points, traits, [
    { left: [0.5, 0.25, 0], before: [2, 0, 0], holds: [false], numbers: stored },
    { left: [0, 0, 0], before: [0, 0, 0], holds: [false], numbers: [5, null, null, null, 5, null] },
    { isLookedAt: false, left: [9, 9, 9], holds: [true], numbers: [null, null, 3, null, 3, null] },
  ]);
  expect(said).toEqual([
    [2, { "$score/e.email": null, "$score/e.total": null }],
    [3, { "$score/e.app": null, "$score/e.total": null }],
  ]);
  expect(result.changes).toEqual({ scored: 1, written: 0, unchanged: 4, takenBack: 4 });
  // The rating ends.
  const ended = await ran(null, traits, [{ numbers: stored }]);
  expect(Object.values(ended.said[0]?.[1] ?? {})).toEqual([null, null, null, null]);
});

const BENEFITS = { kind: "benefits", parts: [part("work"), part("status")] } as const;
const benefits: RatingQuestion = {
  ...NONE,
  kind: "benefits",
  clearFrom: 0.6,
  earlier: null,
  parts: [
    { key: "work", deeds: [{ place: 0, points: 1 }], facts: [], said: 0 },
    { key: "status", deeds: [{ place: 1, points: 1 }], facts: [], said: 1 },
  ],
};
const told: RatingTraits = { scores: ratingScores("b", BENEFITS), texts: ratingTexts("b", BENEFITS) };

/** Thirty people of each benefit who said it, and do mostly what such people do. */
const asked = Array.from({ length: 60 }, (_, who): Partial<Deeds> => {
  const isWork = who % 2 === 0;
  const [much, little] = [6 + (who % 5), who % 3];
  return { left: isWork ? [much, little] : [little, much], holds: [isWork, !isWork] };
});

test("who said a benefit has that one, others what they do tells, or none that is clear", async () => {
  const { result, said } = await ran(benefits, told, [
    ...asked,
    { left: [8, 0], holds: [false, false] },
    { left: [0.5, 0.5], holds: [true, false] },
    // Does what others do, and says otherwise.
    { left: [8, 0], holds: [false, true] },
    // Said both: no one benefit.
    { left: [0, 8], holds: [true, true] },
    { left: [0, 0], holds: [true, false] },
    { left: [0, 0], holds: [false, false] },
  ]);
  const of = new Map(said.map(([person, facts]) => [person, facts as Record<string, unknown>]));
  expect(of.get(61)).toMatchObject({ $benefit_b: "work", $second_benefit_b: "status" });
  expect(of.get(62)).toMatchObject({ $benefit_b: "work" });
  expect(of.get(63)).toMatchObject({ $benefit_b: "status", $second_benefit_b: "work" });
  expect(of.get(64)).toMatchObject({ $benefit_b: "status" });
  expect(of.get(65)).toEqual({ $benefit_b: "work" });
  expect(of.has(66)).toBe(false);
  expect(Number(of.get(61)?.["$score/b.probability"])).toBeGreaterThan(0.9);
  expect(result.benefits).toMatchObject({ refused: null, known: ["work", "status"] });
  const halves = { left: [0.5, 0.5], holds: [false, false] };
  const careful = await ran({ ...benefits, clearFrom: 1 }, told, [...asked, halves]);
  expect(careful.said.at(-1)?.[1]).toMatchObject({ $benefit_b: "unclear" });
  expect(careful.result.parts["unclear"]).toBe(1);
});

test("where nothing can be told, what was told stays, but of whoever may not be looked at any more", async () => {
  const { result, said } = await ran(benefits, told, [
    ...asked.slice(0, 20),
    { left: [8, 0], holds: [false, false], texts: ["work", "status"], numbers: [1, 0.9] },
    { isLookedAt: false, texts: ["work", "status"], numbers: [1, 0.9] },
  ]);
  expect(result.benefits?.refused?.reason).toBe("too_few_answers");
  expect(said).toEqual([
    [
      22,
      { "$score/b.distance": null, "$score/b.probability": null, $benefit_b: null, $second_benefit_b: null },
    ],
  ]);
});

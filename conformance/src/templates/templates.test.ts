import { fileURLToPath } from "node:url";
import {
  DEFAULT_CONTEXT,
  type Definition,
  missingPopulations,
  type Plan,
  rankReference,
} from "@habitus/segments";
import { compileStream } from "@habitus/segments-stream";
import { readTemplates } from "@habitus/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { reference } from "../engines/evaluators.ts";
import { openSqlEvaluator, type SqlEvaluator } from "../engines/sql.ts";
import { arrivalsOf } from "../world/life.ts";
import { BASICS } from "./basics.ts";
import { BENEFITS_SOUGHT } from "./benefits.ts";
import { ENGAGEMENT } from "./engagement.ts";
import { FREQUENCY } from "./frequency.ts";
import { INTERESTS } from "./interests.ts";
import { LIFECYCLE } from "./lifecycle.ts";
import { LOYALTY } from "./loyalty.ts";
import type { PlantedFamily, PlantedTemplate } from "./planted.ts";
import { plannedAmong } from "./planned-among.ts";
import { READINESS } from "./readiness.ts";
import { RFM } from "./rfm.ts";
import { TIMING } from "./timing.ts";
import { VALUE } from "./value.ts";

const FOLDER = fileURLToPath(new URL("../../../packages/server/data/templates", import.meta.url));

const PLANTED: Readonly<Record<string, PlantedFamily>> = {
  basics: BASICS,
  benefits: BENEFITS_SOUGHT,
  engagement: ENGAGEMENT,
  frequency: FREQUENCY,
  interests: INTERESTS,
  lifecycle: LIFECYCLE,
  loyalty: LOYALTY,
  readiness: READINESS,
  RFM,
  timing: TIMING,
  value: VALUE,
};

const templates = await readTemplates(FOLDER);
const called = (family: string, key: string): string => `${family}/${key}`;

test("of every template there is somebody who is meant and somebody who is not", () => {
  const planted = Object.entries(PLANTED).flatMap(([family, all]) =>
    Object.entries(all).map(([key, { people }]) => ({ name: called(family, key), people })),
  );
  expect(planted.map(({ name }) => name).sort()).toEqual(
    templates.map(({ family, key }) => called(family, key)).sort(),
  );
  for (const { name, people } of planted) {
    expect([name, new Set(people.map(({ isIn }) => isIn)).size]).toEqual([name, 2]);
  }
});

type Case = PlantedTemplate & { readonly name: string; readonly definition: Definition };

const cases = templates.flatMap(({ family, key, definition }): readonly Case[] => {
  const planted = PLANTED[family]?.[key];
  return planted === undefined ? [] : [{ name: called(family, key), definition, ...planted }];
});

/** Places among people are among those who are planted for it. */
const ownPlan = ({ definition, people, at }: Case): Plan =>
  plannedAmong(
    definition,
    people.map(({ history }) => history),
    at,
  );

const meant = ({ people }: Case) => people.filter(({ isIn }) => isIn).map(({ says }) => says);

describe.each(cases)("$name", (each) => {
  const plan = ownPlan(each);
  const { people, at } = each;

  test("reference", () => {
    const found = people.filter(({ history }) => reference(plan, history, at));
    expect(found.map(({ says }) => says)).toEqual(meant(each));
  });

  test("stream, each thing at its own time", () => {
    const program = compileStream([{ key: "s", plan }]);
    const found = people.filter(({ history }) => {
      const inputs = [
        ...history.events.map((event) => ({ kind: "event", event, time: event.time }) as const),
        ...history.traits.map((change) => ({ kind: "trait", change, time: change.time }) as const),
      ].toSorted((a, b) => a.time - b.time);
      const state = program.createState((inputs[0]?.time ?? at) - 1);
      for (const input of inputs) program.apply(state, input, input.time);
      program.advance(state, at);
      return program.truth(state, "s");
    });
    expect(found.map(({ says }) => says)).toEqual(meant(each));
  });
});

describe("SQL", () => {
  let sql: SqlEvaluator;
  beforeAll(async () => {
    sql = await openSqlEvaluator();
  });
  afterAll(() => sql.close());

  test("finds those who are meant, among everybody that is planted for any template", async () => {
    const everybody = cases.flatMap(({ people }) => people);
    await sql.load(everybody.map(({ history }) => ({ arrivals: arrivalsOf(history) })));
    let first = 0;
    for (const each of cases) {
      const found = await sql.members(ownPlan(each), each.at);
      const says = each.people.filter((_, place) => found.has(first + place)).map((person) => person.says);
      expect([each.name, says]).toEqual([each.name, meant(each)]);
      first += each.people.length;
    }
  });

  const ranked = cases.flatMap((each) =>
    missingPopulations(each.definition, DEFAULT_CONTEXT).flatMap((population) =>
      population.kind === "people" ? [{ ...each, population }] : [],
    ),
  );

  test.each(ranked)("$name is ranked as by the reference", async ({ people, at, population }) => {
    const histories = people.map(({ history }) => history);
    await sql.load(histories.map((history) => ({ arrivals: arrivalsOf(history) })));
    expect(await sql.rank(population, at, at)).toEqual(rankReference(population, histories, at, at));
  });
});

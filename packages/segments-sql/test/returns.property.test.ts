import { DAY_MS, type Instant, type Random, seededRandom } from "@habitus/kernel";
import type { HistoryEvent } from "@habitus/segments";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it, test } from "vitest";
import {
  calendarPeriods,
  readReturns,
  type Returns,
  type ReturnsRow,
  returnsPeopleCount,
  returnsPeopleStatement,
  returnsStatement,
} from "../src/index.ts";
import { TestStore } from "./chdb.ts";
import { matchOf } from "./explored-worlds.ts";
import type { StoredPerson } from "./history-rows.ts";
import { NOW } from "./worlds.ts";

/** Each person is a world of its own: 250 people for each of ten questions. */
const RUN = {
  seed: Number(process.env["HABITUS_SEED"] ?? 7_702),
  numRuns: Number(process.env["HABITUS_RUNS"] ?? 10),
  endOnFailure: true,
};
const PEOPLE = 250;
const ZONES = ["UTC", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Apia"] as const;
const UNITS = ["day", "week", "month"] as const;

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open();
});
afterAll(() => store.close());

function makePeople(random: Random, edges: readonly Instant[], unitDays: number): readonly StoredPerson[] {
  let node = 0;
  let id = 0;
  return Array.from({ length: PEOPLE }, (): StoredPerson => {
    const nodes: [number, ...number[]] = [++node];
    while (random.int(0, 3) === 0) nodes.push(++node);
    const event = (): HistoryEvent => ({
      name: random.pick(["a", "a", "b", "c"]),
      // At the edges of periods, just before them, and anywhere around.
      time: random.pick([
        random.pick(edges) - random.int(0, 1),
        NOW - random.int(0, 12 * unitDays) * DAY_MS - random.int(0, DAY_MS),
        NOW + random.int(0, 2),
      ]),
      idHash: (++id).toString(16).padStart(32, "0"),
      offsetMinutes: null,
      properties: { x: random.int(0, 1) },
    });
    return { nodes, history: { events: Array.from({ length: random.int(0, 7) }, event), traits: [] } };
  });
}

it("who comes back in which period is as in a plain count", { timeout: 600_000 }, async () => {
  const property = fc.asyncProperty(fc.nat(), async (seed) => {
    const random = seededRandom(seed);
    const unit = random.pick(UNITS);
    const count = random.int(1, 9);
    const periods = calendarPeriods({ unit, count, weekStart: random.int(1, 7) }, random.pick(ZONES), NOW);
    const bounds = [...periods.map(({ from }) => from), periods.at(-1)?.to ?? NOW];
    const people = makePeople(random, bounds, { day: 1, week: 7, month: 30 }[unit]);
    await store.empty();
    await store.fill(people);
    const [start, back] = [random.pick(["did a", "did a where x is 1"]), random.pick(["did a", "did b"])];
    const isFirst = random.int(0, 1) === 0;
    const isRolling = random.int(0, 1) === 0;
    const returns: Returns = {
      start: matchOf(start),
      back: matchOf(back),
      bounds,
      isFirst,
      isRolling,
      at: NOW,
      audience: null,
    };
    const placeOf = (time: Instant): number => periods.findIndex(({ from, to }) => time >= from && time < to);
    const timesOf = ({ history }: StoredPerson, text: string): readonly Instant[] =>
      history.events
        .filter(({ name, time }) => time <= NOW && name === text.slice(4, 5))
        .filter(({ properties }) => !text.includes("where") || properties["x"] === 1)
        .map(({ time }) => time)
        .toSorted((a, b) => a - b);
    const cohortsOf = (person: StoredPerson): readonly number[] => {
      const times = timesOf(person, start);
      const own = isFirst ? times.slice(0, 1) : times;
      return [...new Set(own.map(placeOf))].filter((place) => place >= 0);
    };
    const isBack = (person: StoredPerson, place: number): boolean =>
      timesOf(person, back)
        .map(placeOf)
        .some((own) => (isRolling ? own >= place : own === place));

    const rows = await store.rows<ReturnsRow>(returnsStatement(returns));
    const told = rows.map((row) => readReturns(row, count)).toSorted((a, b) => a.cohort - b.cohort);
    const expected = periods.flatMap((_, cohort) => {
      const members = people.filter((person) => cohortsOf(person).includes(cohort));
      const ahead = Array.from({ length: count - cohort }, (__, by) => cohort + by);
      const backs = ahead.map((place) => members.filter((person) => isBack(person, place)).length);
      return members.length === 0 ? [] : [{ cohort, size: members.length, back: backs }];
    });
    expect(told).toEqual(expected);

    const cohort = random.int(0, count - 1);
    const period = random.pick([null, random.int(0, count - 1 - cohort)]);
    const cell = { cohort, period, came: random.int(0, 1) === 0 };
    const listed = await store.rows<{ readonly person: string }>(
      returnsPeopleStatement(returns, cell, { after: 20, limit: 30 }),
    );
    const [counted] = await store.rows<{ readonly count: string }>(returnsPeopleCount(returns, cell));
    const all = people
      .filter((person) => cohortsOf(person).includes(cohort))
      .filter((person) => period === null || isBack(person, cohort + period) === cell.came)
      .map(({ nodes: [person] }) => person);
    expect(Number(counted?.count)).toBe(all.length);
    expect(listed.map(({ person }) => Number(person))).toEqual(
      all.filter((person) => person > 20).slice(0, 30),
    );
  });
  await fc.assert(property, RUN);
});

test("periods are those of the calendar where clocks change and where a day is missing", () => {
  const berlin = calendarPeriods({ unit: "day", count: 2, weekStart: 1 }, "Europe/Berlin", NOW);
  expect(berlin.map(({ from, to }) => (to - from) / 3_600_000)).toEqual([24, 23]);
  const at = Date.UTC(2011, 11, 31, 6);
  const apia = calendarPeriods({ unit: "day", count: 3, weekStart: 1 }, "Pacific/Apia", at);
  expect(apia.map(({ from, to }) => (to - from) / 3_600_000)).toEqual([24, 0, 24]);
});

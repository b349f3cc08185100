import { createClient, type RetentionPeopleRequest, type RetentionRequest } from "@habitus/contract";
import { DAY_MS, formatInstant, seededRandom } from "@habitus/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { sendBatch } from "./testing/live.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer } from "./testing/real-server.ts";

const PEOPLE = 300;
const NOW = Date.now() - 60_000;
const ZONE = "Europe/Berlin";
const PERIODS = 6;
const random = seededRandom(4_411);

type Person = {
  readonly came: readonly number[];
  readonly bought: readonly number[];
  readonly refuses: boolean;
};

const instant = (): number => NOW - random.int(0, 55 * 24) * (DAY_MS / 24) - random.int(0, 3_599_999);
const several = (most: number): readonly number[] =>
  Array.from({ length: random.int(0, most) }, instant).toSorted((a, b) => a - b);
const people: readonly Person[] = Array.from({ length: PEOPLE }, (_, person) => ({
  came: several(3),
  bought: several(5),
  refuses: person % 7 === 0,
}));

let server: RealServer;
const api = () => createClient({ baseUrl: server.url, fetch: globalThis.fetch, token: ADMIN_TOKEN });

function callsOf({ came, bought, refuses }: Person, person: number) {
  const userId = `u${person}`;
  const context = { consent: { categoryPreferences: { research: !refuses } } };
  const track = (event: string) => (at: number) => ({ userId, event, timestamp: formatInstant(at), context });
  return [...came.map(track("Came")), ...bought.map(track("Bought"))];
}

beforeAll(async () => {
  server = await startRealServer({ dataDir: temporaryFolder("retention-table") });
  const { rev, name, pinnedNow } = await api().getWorkspace();
  await api().changeWorkspace({ body: { name, pinnedNow, zone: ZONE, weekStart: 1, rev } });
  const purpose = {
    name: "Research",
    kind: "purpose",
    otherwise: true,
    exceptIn: [],
    refusedBySignal: false,
  };
  await server.api("PUT", "/api/purposes/research", { ...purpose, categories: [], rev: 0 });
  for (let from = 0; from < PEOPLE; from += 100) {
    const calls = people.slice(from, from + 100).flatMap((person, index) => callsOf(person, from + index));
    await sendBatch(server.url, calls);
  }
  await drained(server);
}, 60_000);
afterAll(() => server.stop());

const QUESTION: RetentionRequest = { start: "did Came", back: "did Bought", unit: "week", periods: PERIODS };
const ask = (body: Partial<RetentionRequest>) => api().exploreRetention({ body: { ...QUESTION, ...body } });
const behind = (body: Partial<RetentionPeopleRequest>) =>
  api().listRetentionPeople({ body: { ...QUESTION, cohort: 0, ...body } });

/** The Monday of the week of an instant, by the calendar of the zone. */
function weekOf(at: number): string {
  const written = new Intl.DateTimeFormat("sv-SE", { timeZone: ZONE }).format(at);
  const day = Date.parse(written);
  const weekday = (new Date(day).getUTCDay() + 6) % 7;
  return new Date(day - weekday * DAY_MS).toISOString().slice(0, 10);
}

type Mode = Pick<RetentionRequest, "cohorts" | "counting">;

function countOf(weeks: readonly string[], { cohorts, counting }: Mode, among: readonly Person[]) {
  const placesOf = (times: readonly number[]): readonly number[] =>
    times.map((at) => weeks.indexOf(weekOf(at))).filter((place) => place >= 0);
  return weeks.map((_, cohort) => {
    const members = among.filter(({ came }) =>
      placesOf(cohorts === "every" ? came : came.slice(0, 1)).includes(cohort),
    );
    const cells = weeks
      .slice(cohort)
      .map(
        (__, by) =>
          members.filter(({ bought }) =>
            placesOf(bought).some((place) =>
              counting === "rolling" ? place >= cohort + by : place === cohort + by,
            ),
          ).length,
      );
    return { size: members.length, cells };
  });
}

test("a retention table is that of a plain count, and unfinished weeks are marked and in no curve", {
  timeout: 120_000,
}, async () => {
  const modes: readonly Mode[] = [
    {},
    { cohorts: "every" },
    { counting: "rolling" },
    { cohorts: "every", counting: "rolling" },
  ];
  for (const mode of modes) {
    const { cohorts, curve, zone } = await ask(mode);
    expect(zone).toBe(ZONE);
    const weeks = cohorts.map(({ day }) => day);
    expect(weeks.at(-1)).toBe(weekOf(Date.now()));
    const expected = countOf(weeks, mode, people);
    expect(cohorts.map(({ size, cells }) => ({ size, cells: cells.map((cell) => cell.people) }))).toEqual(
      expected,
    );
    expect(cohorts.map(({ cells }) => cells.map(({ finished }) => finished))).toEqual(
      weeks.map((_, cohort) => weeks.slice(cohort).map((__, by) => cohort + by < PERIODS - 1)),
    );
    expect(curve).toHaveLength(PERIODS - 1);
    for (const [by, point] of curve.entries()) {
      const over = expected.filter((_, cohort) => cohort + by < PERIODS - 1);
      expect([point.people, point.of]).toEqual([
        over.reduce((sum, { cells }) => sum + (cells[by] ?? 0), 0),
        over.reduce((sum, { size }) => sum + size, 0),
      ]);
      expect(point.rate.low).toBeLessThanOrEqual(point.rate.share);
      expect(point.rate.high).toBeGreaterThanOrEqual(point.rate.share);
    }
  }
});

test("every cell opens its people, who can be kept as a segment", { timeout: 120_000 }, async () => {
  const { cohorts } = await ask({});
  const rolling = await ask({ counting: "rolling", cohorts: "every" });
  const sizeOf = async (definition: string | null): Promise<number> => {
    const answer = await api().evaluateSegment({ body: { definition: definition ?? "", limit: 0 } });
    return answer.count;
  };
  for (const [cohort, { size, cells }] of cohorts.entries()) {
    const all = await behind({ cohort });
    expect([all.count, await sizeOf(all.definition)]).toEqual([size, size]);
    for (const [period, { people: back }] of cells.entries()) {
      const came = await behind({ cohort, period, limit: 5 });
      expect([came.count, came.people.length, await sizeOf(came.definition)]).toEqual([
        back,
        Math.min(5, back),
        back,
      ]);
      const stayed = await behind({ cohort, period, came: false, limit: 1 });
      expect([stayed.count, await sizeOf(stayed.definition)]).toEqual([size - back, size - back]);
      const later = await behind({ cohort, period, cohorts: "every", counting: "rolling", limit: 1 });
      const expected = rolling.cohorts[cohort]?.cells[period]?.people;
      expect([later.count, await sizeOf(later.definition)]).toEqual([expected, expected]);
    }
  }
});

test("of a past instant the cells are kept as they were then", { timeout: 120_000 }, async () => {
  const at = formatInstant(NOW - 17.5 * DAY_MS);
  const sizeOf = async (definition: string | null): Promise<number> =>
    (await api().evaluateSegment({ body: { definition: definition ?? "", limit: 0 } })).count;
  const cells = [
    { cohort: PERIODS - 1 },
    { cohort: 2, period: PERIODS - 3 },
    { cohort: 2, period: PERIODS - 3, came: false },
    { cohort: 2, period: 1, counting: "rolling" },
    { cohort: 2, period: 1, came: false, cohorts: "every", counting: "rolling" },
  ] as const;
  for (const cell of cells) {
    const page = await behind({ at, ...cell });
    expect([page.count, page.remark]).toEqual([await sizeOf(page.definition), null]);
    // Of the last period there may be little yet.
    if ("counting" in cell) expect(page.count).toBeGreaterThan(0);
  }
});

test("who refuses the purpose is in no cell, and what is more than an event is refused", async () => {
  const { cohorts } = await ask({ purpose: "research" });
  const allowing = people.filter(({ refuses }) => !refuses);
  const expected = countOf(
    cohorts.map(({ day }) => day),
    {},
    allowing,
  );
  expect(cohorts.map(({ size, cells }) => ({ size, cells: cells.map((cell) => cell.people) }))).toEqual(
    expected,
  );
  for (const start of ["did Came at least 2 times", "did Came in last 3 days", "plan is pro"]) {
    await expect(ask({ start })).rejects.toMatchObject({ code: "definition_refused" });
  }
  const at = formatInstant(NOW + 90 * DAY_MS);
  await expect(ask({ at })).rejects.toMatchObject({ code: "invalid_request" });
  await expect(behind({ cohort: 3, period: 4 })).rejects.toMatchObject({ code: "invalid_request" });
});

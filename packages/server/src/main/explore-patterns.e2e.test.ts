import { createClient, type Patterns, type PatternsRequest, type TrendsRequest } from "@habitus/contract";
import { DAY_MS, formatInstant, HOUR_MS } from "@habitus/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { segmentOf, sendBatch } from "./testing/live.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer } from "./testing/real-server.ts";

const PEOPLE = 60;
/** Eight weeks and the day before them, on which counting began; today is not over. */
const DAYS = 57;
const TODAY = Math.floor(Date.now() / DAY_MS) * DAY_MS;
const FIRST = TODAY - DAYS * DAY_MS;
const isVip = (person: number): boolean => person % 3 === 0;

type Act = {
  readonly person: number;
  readonly day: number;
  readonly name: string;
  readonly skus: readonly string[];
};

/** Moves by no more than a few, never alike on two days. */
const stir = (day: number, salt: number): number => ((day * 7919 + salt * 104_729) % 5) - 2;

function actsOf(day: number): readonly Act[] {
  const some = (name: string, count: number, skusOf: (person: number) => readonly string[] = () => []) =>
    Array.from({ length: Math.max(0, count) }, (_, place): Act => {
      // Everybody once a day at most, but one of them twice.
      const person = (place * 7 + day * 3) % PEOPLE;
      return { person, day, name, skus: skusOf(person) };
    });
  const orders = 20 + stir(day, 1);
  return [
    ...some("Came", 30 + stir(day, 2)),
    ...some("Came", 1),
    ...some("Shared", (day < 36 ? 5 : 18) + stir(day, 3)),
    ...some("Printed", 26 - Math.round(day / 3) + stir(day, 4)),
    ...some("Bought", orders, (person) => (person < day ? ["hat", "cap", "hat"] : ["cap"])),
    ...(day % 20 === 0 ? some("Rare", 1) : []),
  ];
}
const acts = Array.from({ length: DAYS + 1 }, (_, day) => actsOf(day)).flat();

let server: RealServer;
const api = () => createClient({ baseUrl: server.url, fetch: globalThis.fetch, token: ADMIN_TOKEN });
const timeOf = ({ day, person }: Act): number => FIRST + day * DAY_MS + (1 + (person % 22)) * HOUR_MS;

beforeAll(async () => {
  server = await startRealServer({ dataDir: temporaryFolder("patterns") });
  const known = Array.from({ length: PEOPLE }, (_, person) => {
    const traits = isVip(person) ? { vip: true } : {};
    return { type: "identify", userId: `u${person}`, traits, timestamp: formatInstant(FIRST) };
  });
  const calls = acts
    .map((act, place) => ({ act, place }))
    .filter(({ act }) => timeOf(act) < Date.now())
    .map(({ act, place }) => ({
      userId: `u${act.person}`,
      event: act.name,
      messageId: `m${place}`,
      properties: act.skus.length === 0 ? {} : { products: act.skus.map((sku) => ({ sku })) },
      timestamp: formatInstant(timeOf(act)),
    }));
  const all: readonly Readonly<Record<string, unknown>>[] = [...known, ...calls];
  for (let from = 0; from < all.length; from += 500) await sendBatch(server.url, all.slice(from, from + 500));
  await drained(server);
}, 90_000);
afterAll(() => server.stop());

const ask = (body: PatternsRequest = {}) => api().explorePatterns({ body });
type Told = Patterns["changing"][number];
const named = ({ changing }: Patterns, name: string): Told | undefined =>
  changing.find(({ behaviour: { event, value } }) => (value ?? event) === name);

/** By plain counting, of each day of the eight weeks. */
function counted(of: (act: Act) => boolean, ofWhom: (person: number) => boolean = () => true) {
  return Array.from({ length: 56 }, (_, index) => {
    const own = acts.filter((act) => act.day === index + 1 && of(act) && ofWhom(act.person));
    return { people: new Set(own.map(({ person }) => person)).size, times: own.length };
  });
}
const peopleOf = (days: ReturnType<typeof counted>) => days.map(({ people }) => people);
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const shares = (own: readonly number[], all: readonly number[]) =>
  own.map((each, day) => each / (all[day] ?? 1));

const did = (name: string) => (act: Act) => act.name === name;
const hat = (act: Act) => act.skus.includes("hat");

test("what rises, fades and is on another level is told with its days and figures, and nothing else", {
  timeout: 60_000,
}, async () => {
  const told = await ask();
  expect(told.notEnough).toBeNull();
  expect(told.days).toHaveLength(56);
  expect(told.days[0]).toBe(formatInstant(FIRST + DAY_MS));
  expect(told.everything.people).toEqual(peopleOf(counted(() => true)));
  expect(told.everything.times).toEqual(counted(() => true).map(({ times }) => times));
  expect(told.changing.map(({ behaviour: { event, value } }) => value ?? event).toSorted()).toEqual([
    "Printed",
    "Shared",
    "hat",
  ]);
  expect(told.steady.map(({ event, value }) => value ?? event).toSorted()).toEqual(["Bought", "Came", "cap"]);
  expect(told.tooRare.map(({ event, total }) => [event, total])).toEqual([["Rare", 2]]);
  expect(told.looked).toEqual([
    { event: null, property: [], looked: 5, all: 5 },
    { event: "Bought", property: ["products", "sku"], looked: 2, all: 2 },
  ]);

  const shared = named(told, "Shared");
  const points = peopleOf(counted(did("Shared")));
  expect(shared?.points).toEqual(points);
  const [change] = shared?.changes ?? [];
  const at = told.days.indexOf(change?.after.from ?? "");
  expect(Math.abs(at - 35)).toBeLessThanOrEqual(1);
  expect(change).toMatchObject({ shape: "level", after: { to: told.days[at + 21] ?? told.to } });
  expect(change?.after.perDay).toBeCloseTo(mean(points.slice(at, at + 21)), 9);
  expect(change?.before.perDay).toBeCloseTo(mean(points.slice(at - 35, at)), 9);
  expect(change?.change).toBeCloseTo((change?.after.perDay ?? 0) / (change?.before.perDay ?? 1) - 1, 9);

  const [fading] = named(told, "Printed")?.changes ?? [];
  const printed = peopleOf(counted(did("Printed")));
  expect(fading).toMatchObject({ shape: "trend", before: { from: told.days[0], to: told.days[14] } });
  expect(fading?.before.perDay).toBeCloseTo(mean(printed.slice(0, 14)), 9);
  expect(fading?.after.perDay).toBeCloseTo(mean(printed.slice(42)), 9);
  expect(fading?.high).toBeLessThan(0);
  expect(named(told, "hat")?.points).toEqual(peopleOf(counted(hat)));
});

test("every figure opens its people, as a line of a trend", { timeout: 60_000 }, async () => {
  const told = await ask();
  for (const [name, of] of [
    ["hat", hat],
    ["Shared", did("Shared")],
  ] as const) {
    const { behaviour, points = [] } = named(told, name) ?? {};
    const lines = [{ event: behaviour?.text ?? "", measure: "people" as const }];
    const trend = { lines, unit: "day" as const, from: told.from, to: told.days.at(-1) ?? "" };
    const drawn = await api().exploreTrends({ body: trend });
    expect(drawn.lines[0]?.figures.points).toEqual(points);
    const behind = await api().listTrendPeople({ body: { ...trend, line: 0, period: 50 } });
    const own = acts.filter((act) => act.day === 51 && of(act));
    expect(behind.count).toBe(new Set(own.map(({ person }) => person)).size);
    expect(new Set(behind.people.map(({ ids }) => ids[0]))).toEqual(
      new Set(own.map(({ person }) => `u${person}`)),
    );
  }
});

test("behind the figures of a segment are those who were its members when they were counted", {
  timeout: 60_000,
}, async () => {
  await server.api("POST", "/api/segments", segmentOf("lately", 'did "Came" in last 1 day'));
  const lately = acts.filter((act) => act.day === 56 && did("Came")(act)).map(({ person }) => person);
  const told = await ask({ segment: "lately" });
  const { membersAt } = told;
  const { behaviour, points = [], changes: [change] = [] } = named(told, "Shared") ?? {};
  const isMember = (person: number) => lately.includes(person);
  expect(points).toEqual(peopleOf(counted(did("Shared"), isMember)));
  const trend = {
    lines: [{ event: behaviour?.text ?? "", measure: "people" as const }],
    unit: "day" as const,
    from: told.from,
    to: formatInstant(Date.parse(change?.before.to ?? "") - 1),
    at: told.at,
    segment: "lately",
  };
  const before = points.slice(0, told.days.indexOf(change?.before.to ?? ""));
  const pointsOf = async (body: TrendsRequest) =>
    (await api().exploreTrends({ body })).lines[0]?.figures.points;
  expect(await pointsOf({ ...trend, membersAt })).toEqual(before);
  expect(await pointsOf(trend)).not.toEqual(before);
  const behind = await api().listTrendPeople({ body: { ...trend, membersAt, line: 0, period: null } });
  const own = acts.filter(({ day }) => day > 0 && day <= before.length).filter(did("Shared"));
  expect(new Set(behind.people.map(({ ids }) => ids[0]))).toEqual(
    new Set(own.filter(({ person }) => isMember(person)).map(({ person }) => `u${person}`)),
  );
  await expect(pointsOf({ ...trend, members: "start", membersAt })).rejects.toMatchObject({
    code: "invalid_request",
  });
});

test("of a segment, by how often and as a share; too little is said to be too little", {
  timeout: 60_000,
}, async () => {
  await server.api("POST", "/api/segments", segmentOf("vip", "vip is true"));
  const ofSegment = await ask({ segment: "vip", measure: "times" });
  expect(named(ofSegment, "Shared")?.points).toEqual(counted(did("Shared"), isVip).map(({ times }) => times));
  const share = await ask({ measure: "share" });
  expect(named(share, "hat")?.points).toEqual(
    shares(peopleOf(counted(hat)), peopleOf(counted(() => true))).map(
      (each) => expect.closeTo(each, 10) as number,
    ),
  );
  const short = await ask({ weeks: 5 });
  expect(short.notEnough).toMatch(/Only 5 whole weeks/);
  expect([short.changing, short.steady]).toEqual([[], []]);
  expect(short.tooRare.length).toBeGreaterThan(5);
  const chosen = await ask({ values: [{ event: "Bought", property: ["products", "sku"] }], top: 1 });
  expect(chosen.looked).toEqual([
    { event: null, property: [], looked: 1, all: 5 },
    { event: "Bought", property: ["products", "sku"], looked: 1, all: 2 },
  ]);
});

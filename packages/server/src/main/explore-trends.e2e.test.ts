import {
  createClient,
  type PathEnd,
  type PathPeopleRequest,
  type PathsRequest,
  type TrendPeopleRequest,
  type TrendsRequest,
} from "@habitus/contract";
import { DAY_MS, formatInstant, MINUTE_MS } from "@habitus/kernel";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { isLive, segmentOf, sendBatch } from "./testing/live.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer } from "./testing/real-server.ts";

const PEOPLE = 300;
/** Noon two days ago, so that the days below are whole. */
const NOON = Math.floor(Date.now() / DAY_MS) * DAY_MS - 1.5 * DAY_MS;
const all = Array.from({ length: PEOPLE }, (_, person) => person);
const planOf = (person: number): string | null =>
  [null, "free", "free", "pro", "team", "solo"][person % 6] ?? null;
const refuses = (person: number): boolean => person % 5 === 0;
/** How many days before noon each comes, and how often on that day. */
const daysAgo = (person: number): number => person % 8;
const times = (person: number): number => 1 + (person % 3);

type Act = { readonly person: number; readonly name: string; readonly at: number; readonly revenue: number };

/** Everybody came, then looked once or more, and of the odd ones some bought right after; one pause is too long. */
function actsOf(person: number): readonly Act[] {
  const came = NOON - daysAgo(person) * DAY_MS;
  const looks = Array.from({ length: times(person) }, (_, look) => came + (look + 1) * MINUTE_MS);
  const act = (name: string, at: number): Act => ({ person, name, at, revenue: person % 7 });
  const bought = person % 2 === 1 ? [act("Bought", came + (person % 4 === 1 ? 10 : 90) * MINUTE_MS)] : [];
  return [act("Came", came), ...looks.map((at) => act("Looked", at)), ...bought];
}
const acts = all.flatMap(actsOf);

let server: RealServer;
const api = () => createClient({ baseUrl: server.url, fetch: globalThis.fetch, token: ADMIN_TOKEN });

function callsOf(person: number): readonly Readonly<Record<string, unknown>>[] {
  const userId = `u${person}`;
  const plan = planOf(person);
  const context = { consent: { categoryPreferences: { research: !refuses(person) } } };
  const traits = plan === null ? {} : { plan };
  return [
    { type: "identify", userId, traits, timestamp: formatInstant(NOON - 60 * DAY_MS) },
    // Between coming and what follows; saying who one is, is no step.
    ...(person % 10 === 9
      ? [
          {
            type: "identify",
            userId,
            traits: { again: "yes" },
            timestamp: formatInstant(NOON - daysAgo(person) * DAY_MS + 1_000),
          },
        ]
      : []),
    ...actsOf(person).map(({ name, at, revenue }) => {
      return {
        userId,
        event: name,
        properties: { revenue, kind: planOf(person) ?? "" },
        timestamp: formatInstant(at),
        context,
      };
    }),
  ];
}

beforeAll(async () => {
  server = await startRealServer({ dataDir: temporaryFolder("trends") });
  const purpose = {
    name: "Research",
    kind: "purpose",
    otherwise: true,
    exceptIn: [],
    refusedBySignal: false,
  };
  await server.api("PUT", "/api/purposes/research", { ...purpose, categories: [], rev: 0 });
  for (let from = 0; from < PEOPLE; from += 100) {
    await sendBatch(server.url, all.slice(from, from + 100).flatMap(callsOf));
  }
  await drained(server);
}, 90_000);
afterAll(() => server.stop());

const WEEK = { unit: "day", from: formatInstant(NOON - 3 * DAY_MS) } as const;
const ask = (body: Partial<TrendsRequest>) =>
  api().exploreTrends({ body: { lines: [{ event: 'did "Looked"' }], ...WEEK, ...body } });
const behind = (body: Partial<TrendPeopleRequest>) =>
  api().listTrendPeople({
    body: { lines: [{ event: 'did "Looked"' }], ...WEEK, line: 0, period: null, ...body },
  });
const kept = async (definition: string | null): Promise<number> =>
  (await api().evaluateSegment({ body: { definition: definition ?? "", limit: 0 } })).count;

const different = (own: readonly Act[]): number => new Set(own.map(({ person }) => person)).size;
/** The acts of each of the periods, oldest first. */
const perPeriod = (periods: readonly { from: string; to: string }[], own: readonly Act[]) =>
  periods.map(({ from, to }) => own.filter(({ at }) => formatInstant(at) >= from && formatInstant(at) < to));
/** A count of nothing is 0, a sum of nothing is none. */
const orNull = (own: readonly Act[], figure: number, { measure }: TrendsRequest["lines"][number]) =>
  own.length === 0 && measure === "sum" ? null : figure;

test("times and people per day, beside the days before, and every number opens the people behind it", {
  timeout: 90_000,
}, async () => {
  const lines: TrendsRequest["lines"] = [
    { event: 'did "Looked"' },
    { event: 'did "Looked" where revenue > 2', measure: "people" },
    { event: 'did "Bought"', measure: "sum", property: ["revenue"] },
  ];
  const { lines: told, periods, before } = await ask({ lines, compare: true });
  expect(periods).toHaveLength(6);
  expect(periods.map(({ isUnfinished }) => isUnfinished)).toEqual([false, false, false, false, false, true]);
  const figures = [
    (own: readonly Act[]) => own.length,
    different,
    (own: readonly Act[]) => own.reduce((sum, { revenue }) => sum + revenue, 0),
  ];
  const meant = [
    acts.filter(({ name }) => name === "Looked"),
    acts.filter(({ name, revenue }) => name === "Looked" && revenue > 2),
    acts.filter(({ name }) => name === "Bought"),
  ];
  for (const [line, asked] of lines.entries()) {
    const figure = figures[line] ?? different;
    for (const [stretch, of] of [
      [periods, "figures"],
      [before ?? [], "before"],
    ] as const) {
      const own = perPeriod(stretch, meant[line] ?? []);
      const whole = own.flat();
      expect(told[line]?.[of]).toEqual({
        points: own.map((each) => orNull(each, figure(each), asked)),
        total: orNull(whole, figure(whole), asked),
        times: whole.length,
        people: different(whole),
      });
    }
  }
  for (const line of [0, 1, 2]) {
    const own = perPeriod(periods, meant[line] ?? []);
    for (const period of [null, 1, 2]) {
      const page = await behind({ lines, line, period, limit: 5 });
      const size = different(period === null ? own.flat() : (own[period] ?? []));
      expect([page.count, page.people.length, page.remark]).toEqual([size, Math.min(5, size), null]);
      expect(await kept(page.definition)).toBe(size);
    }
  }
  const never = await ask({ lines: [{ event: "did Never" }, { event: "did Never", measure: "people" }] });
  for (const { figures: none } of never.lines) {
    expect(none).toEqual({ points: periods.map(() => 0), total: 0, times: 0, people: 0 });
  }
  const earlier = await behind({ lines, compare: true, before: true, period: 5 });
  expect(earlier.count).toBe(different(perPeriod(before ?? [], meant[0] ?? [])[5] ?? []));
});

test("lines by a trait or a property: the most frequent, the rest and who has none add up", {
  timeout: 90_000,
}, async () => {
  const looked = acts.filter(({ name }) => name === "Looked");
  for (const split of [{ trait: ["plan"] }, { property: ["kind"] }]) {
    const { lines, periods } = await ask({ split, top: 2 });
    const seen = perPeriod(periods, looked).flat();
    const sizeOf = (is: (plan: string | null) => boolean) =>
      seen.filter(({ person }) => is(planOf(person))).length;
    const values = ["free", "pro", "team", "solo", null];
    const ranked = values.toSorted((a, b) => sizeOf((plan) => plan === b) - sizeOf((plan) => plan === a));
    expect(lines[0]).toMatchObject({ group: { kind: "value", value: "free" }, values: 1 });
    expect(lines.map(({ figures }) => figures.times).slice(0, 2)).toEqual(
      ranked.slice(0, 2).map((value) => sizeOf((plan) => plan === value)),
    );
    expect(lines.reduce((sum, { figures }) => sum + figures.times, 0)).toBe(seen.length);
    expect(lines.at(-1)).toMatchObject({ group: { kind: "rest" }, values: 3 });
    for (const { group, figures } of lines) {
      const page = await behind({ split, top: 2, group });
      expect([page.count, await kept(page.definition)]).toEqual([figures.people, figures.people]);
    }
  }
  await expect(behind({ split: { trait: ["plan"] } })).rejects.toMatchObject({ code: "invalid_request" });
});

test("who refuses the purpose is in no number, nor who is no member", { timeout: 90_000 }, async () => {
  await server.api("POST", "/api/segments", segmentOf("pros", 'plan is "pro"'));
  await isLive(server, "pros");
  const { lines, periods } = await ask({ purpose: "research", segment: "pros" });
  const own = acts.filter(
    ({ name, person }) => name === "Looked" && !refuses(person) && planOf(person) === "pro",
  );
  expect(lines[0]?.figures.people).toBe(different(perPeriod(periods, own).flat()));
  expect(lines[0]?.figures.people).toBeGreaterThan(0);
  await expect(ask({ segment: "nobody-made-it" })).rejects.toMatchObject({ code: "not_found" });
});

test("of a past instant a segment ends where the numbers do", { timeout: 90_000 }, async () => {
  const at = formatInstant(NOON - DAY_MS + 1.5 * MINUTE_MS);
  const { periods } = await ask({ at });
  const seen = acts.filter((act) => act.name === "Looked" && formatInstant(act.at) <= at);
  const last = perPeriod(periods, seen).at(-1) ?? [];
  const page = await behind({ at, period: periods.length - 1 });
  expect([page.count, await kept(page.definition)]).toEqual([different(last), different(last)]);
});

const AHEAD = formatInstant(NOON + 900 * DAY_MS);

test("who refuses the purpose that a trait carries is in no number split by it", {
  timeout: 90_000,
}, async () => {
  const carry = (traits: Record<string, string[]>, rev: number) =>
    api().editDataPurposes({ body: { events: {}, properties: {}, traits, rev } });
  const { rev } = await carry({ plan: ["research"] }, 0);
  const { lines, periods } = await ask({ split: { trait: ["plan"] }, top: 10 });
  const looked = perPeriod(
    periods,
    acts.filter(({ name, person }) => name === "Looked" && !refuses(person)),
  ).flat();
  expect(lines.reduce((sum, { figures }) => sum + figures.times, 0)).toBe(looked.length);
  const whole = await ask({});
  expect(whole.lines[0]?.figures.times).toBeGreaterThan(looked.length);
  await carry({}, rev);
});

test("what is no trend is refused, with the place", async () => {
  for (const event of ['did "Looked" at least 2 times', 'did "Looked" in last 3 days', "everyone"]) {
    await expect(ask({ lines: [{ event }] })).rejects.toMatchObject({ code: "definition_refused" });
  }
  const line = { event: 'did "Looked"', measure: "sum" } as const;
  const refused = [
    () => ask({ lines: [line] }),
    () => ask({ lines: [{ event: line.event, property: ["revenue"] }] }),
    () => ask({ unit: "hour", from: formatInstant(NOON - 90 * DAY_MS) }),
    () => ask({ periods: 3 }),
    () => ask({ at: AHEAD }),
    () => ask({ from: formatInstant(NOON), to: formatInstant(NOON - 9 * DAY_MS) }),
    () => behind({ line: 3 }),
    () => behind({ period: 100 }),
  ];
  for (const each of refused) await expect(each()).rejects.toMatchObject({ code: "invalid_request" });
});

const HALF_HOUR = 30 * MINUTE_MS;
const askPaths = (body: Partial<PathsRequest>) =>
  api().explorePaths({ body: { anchor: 'did "Came"', from: formatInstant(NOON - 20 * DAY_MS), ...body } });
const onPath = (body: Partial<PathPeopleRequest> & Pick<PathPeopleRequest, "step" | "node">) =>
  api().listPathPeople({ body: { anchor: 'did "Came"', from: formatInstant(NOON - 20 * DAY_MS), ...body } });
const event = (name: string): PathEnd => ({ kind: "event", name });

/** What each did after coming, up to the first pause of more than half an hour. */
function pathOf(person: number, isFolded: boolean): readonly string[] {
  const own = actsOf(person).toSorted((a, b) => a.at - b.at);
  const names: string[] = [];
  for (const [place, { name, at }] of own.entries()) {
    if (place > 0 && at - (own[place - 1]?.at ?? 0) > HALF_HOUR) break;
    if (!isFolded || name !== names.at(-1)) names.push(name);
  }
  return names;
}

test("where people go next, with repeats as one step or not", { timeout: 90_000 }, async () => {
  for (const fold of [true, false]) {
    const answer = await askPaths({ fold, steps: 2 });
    const paths = all.map((person) => pathOf(person, fold));
    expect(answer.steps[0]?.nodes).toEqual([{ at: event("Came"), passages: PEOPLE, people: PEOPLE }]);
    for (const { step, from, to, people, passages } of answer.links) {
      const is = (end: PathEnd, name: string | undefined): boolean =>
        end.kind === "event" ? end.name === name : end.kind === "left" && name === undefined;
      const size = paths.filter(
        (path) => is(from, path[step]) && is(to, path[step + 1]) && path.length > step,
      ).length;
      expect([step, from, to, people, passages]).toEqual([step, from, to, size, size]);
      const page = await onPath({ fold, steps: 2, step, node: from, next: to });
      expect(page.count).toBe(size);
      if (fold) expect(page.definition).toBeNull();
      else expect(page.remark).toContain("who somebody is");
    }
    expect(answer.links.map(({ to }) => to.kind)).toContain("left");
  }
});

test("what a way is as a sentence holds for the same people, but for who says anew who they are", {
  timeout: 90_000,
}, async () => {
  const ways = [
    { step: 0, node: event("Came"), next: event("Looked") },
    { step: 1, node: event("Looked") },
    { step: 1, node: event("Looked"), next: { kind: "left" } },
    { step: 2, node: event("Looked"), next: event("Bought") },
  ] as const;
  for (const way of ways) {
    const { step, node } = way;
    const next: PathEnd | null = "next" in way ? way.next : null;
    const holds = (person: number): boolean => {
      const path = pathOf(person, false);
      const isNext =
        next === null || (next.kind === "event" ? path[step + 1] === next.name : path.length === step + 1);
      return node.kind === "event" && path[step] === node.name && isNext;
    };
    const page = await onPath({ fold: false, steps: 3, ...way });
    expect(page.count).toBe(all.filter(holds).length);
    const told = all.filter((person) => person % 10 !== 9 && holds(person)).length;
    expect(await kept(`(${page.definition ?? ""}) and not again is "yes"`)).toBe(told);
  }
});

test("what is not told apart is one, and what people may still do is open", { timeout: 90_000 }, async () => {
  const { steps, links } = await askPaths({
    fold: false,
    steps: 2,
    top: 1,
    anchor: 'did any event starting with ""',
  });
  const others = steps[1]?.nodes.find(({ at }) => at.kind === "others");
  expect(others?.at).toEqual({ kind: "others", except: ["Looked"] });
  const page = await onPath({
    fold: false,
    steps: 2,
    anchor: 'did any event starting with ""',
    step: 1,
    node: { kind: "others", except: ["Looked"] },
  });
  expect([page.count, page.definition]).toEqual([others?.people, null]);
  const passages = (step: number) => steps[step]?.nodes.reduce((sum, node) => sum + node.passages, 0) ?? 0;
  expect(passages(0)).toBe(acts.length);
  expect(links.filter(({ step }) => step === 0).reduce((sum, link) => sum + link.passages, 0)).toBe(
    acts.length,
  );
  const open = await askPaths({ within: { amount: 30, unit: "day" }, steps: 3 });
  expect(open.links.some(({ to }) => to.kind === "open")).toBe(true);
  expect(open.links.some(({ to }) => to.kind === "left")).toBe(false);
});

test("what came before, and what is passed over", { timeout: 90_000 }, async () => {
  const { links } = await askPaths({ anchor: 'did "Bought"', direction: "before", hidden: ["Looked"] });
  const soon = all.filter((person) => person % 4 === 1).length;
  const late = all.filter((person) => person % 4 === 3).length;
  const first = links.filter(({ step }) => step === 0);
  expect(new Map(first.map(({ to, people }) => [to.kind === "event" ? to.name : to.kind, people]))).toEqual(
    new Map([
      ["Came", soon],
      ["left", late],
    ]),
  );
  const refused = [
    () => askPaths({ hidden: ["Came"] }),
    () => askPaths({ at: AHEAD }),
    () => askPaths({ anchor: 'did "$identify"' }),
    () => onPath({ step: 6, node: event("Came") }),
    () => onPath({ step: 1, node: { kind: "left" } }),
  ];
  for (const each of refused) await expect(each()).rejects.toMatchObject({ code: "invalid_request" });
});

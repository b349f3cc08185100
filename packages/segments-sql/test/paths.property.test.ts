import { MINUTE_MS, must, type Random, seededRandom } from "@habitus/kernel";
import type { EventMatch, HistoryEvent } from "@habitus/segments";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  type PathEnd,
  type PathFigure,
  pathNamesStatement,
  pathPeopleCount,
  pathPeopleStatement,
  type PathPlace,
  type PathRow,
  type Paths,
  pathsStatement,
  readPath,
  type ToldNames,
} from "../src/index.ts";
import { TestStore } from "./chdb.ts";
import { audienceOf, isLookedAt, makeSmallWorlds, matchOf, type SmallWorld } from "./explored-worlds.ts";
import type { StoredPerson } from "./history-rows.ts";
import { NOW } from "./worlds.ts";

/** Fills of the store, of so many worlds each, with a question of its own each. */
const FILLS = Number(process.env["HABITUS_RUNS"] ?? 1);
const WORLDS = { worlds: 30, people: 20 };
const seed = Number(process.env["HABITUS_SEED"] ?? 7_113);
const NAMES = ["a", "a", "b", "c", "d", "it's"] as const;

let store: TestStore;
beforeAll(async () => {
  store = await TestStore.open();
});
afterAll(() => store.close());

let id = 0;
const makeEvents = (random: Random): readonly HistoryEvent[] =>
  Array.from({ length: random.int(0, 12) }, () => ({
    name: random.pick(NAMES),
    // Few instants, so that many events happen in the same millisecond.
    time:
      NOW - random.pick([0, MINUTE_MS, MINUTE_MS * random.int(-1, 30), MINUTE_MS * random.int(0, 30) + 1]),
    idHash: `${random.int(0, 0xffff_ffff).toString(16).padStart(8, "0")}${(++id).toString(16).padStart(24, "0")}`,
    offsetMinutes: null,
    properties: { x: random.int(0, 1) },
  }));

function makePaths(random: Random, world: SmallWorld): Paths {
  const anchor = random.pick(['"a"', '"a"', '"b"', 'any event starting with ""', '"a" where x is 1']);
  const from = NOW - random.int(5, 30) * MINUTE_MS;
  const window = { from, to: from + random.int(1, 40) * MINUTE_MS };
  return {
    anchor: { ...matchOf(`did ${anchor}`), window: { kind: "fixed", ...window } },
    window,
    isBackwards: random.int(0, 2) === 0,
    isFolded: random.int(0, 1) === 0,
    steps: random.int(1, 4),
    gapMs: random.pick([0, 1, 2 * MINUTE_MS, 5 * MINUTE_MS, 60 * MINUTE_MS]),
    hidden: random.int(0, 2) === 0 ? ["d"] : [],
    at: NOW,
    audience: audienceOf(world),
  };
}

type Passage = { readonly person: number; readonly names: readonly string[]; readonly end: "left" | "open" };

const isAnchor = (match: EventMatch, { window }: Paths, { name, time, properties }: HistoryEvent): boolean =>
  (typeof match.name !== "string" || match.name === name) &&
  (match.where.kind === "and" || properties["x"] === 1) &&
  time >= window.from &&
  time < window.to;

/** One person's passages, followed by hand from every anchor. */
function passagesOf(paths: Paths, { nodes: [person], history }: StoredPerson): readonly Passage[] {
  const { isBackwards, isFolded, gapMs, steps } = paths;
  const ascending = history.events
    .filter(({ time, name }) => time <= NOW && !paths.hidden.includes(name))
    .toSorted((a, b) => a.time - b.time || (a.idHash < b.idHash ? -1 : 1));
  const events = isBackwards ? ascending.toReversed() : ascending;
  const hangsTogether = (place: number): boolean =>
    place > 0 && Math.abs((events[place]?.time ?? 0) - (events[place - 1]?.time ?? 0)) <= gapMs;
  const isSameStep = (place: number): boolean =>
    isFolded && hangsTogether(place) && events[place]?.name === events[place - 1]?.name;
  const passages: Passage[] = [];
  for (let begin = 0; begin < events.length; begin++) {
    if (isSameStep(begin)) continue;
    let end = begin + 1;
    while (end < events.length && isSameStep(end)) end++;
    if (!events.slice(begin, end).some((event) => isAnchor(paths.anchor, paths, event))) continue;
    const names = [must(events[begin], "an event").name];
    let next = end;
    while (next < events.length && hangsTogether(next) && names.length <= steps) {
      names.push(must(events[next], "an event").name);
      next++;
      while (next < events.length && isSameStep(next)) next++;
    }
    const last = must(events[next - 1], "an event").time;
    const mayGoOn = !isBackwards && names.length <= steps && last + gapMs > NOW;
    passages.push({ person, names, end: mayGoOn ? "open" : "left" });
  }
  return passages;
}

const counted = (passages: readonly Passage[]) => ({
  passages: passages.length,
  people: new Set(passages.map(({ person }) => person)).size,
});

function endAt({ names, end }: Passage, step: number, told: ToldNames): PathEnd {
  const name = names[step];
  if (name === undefined) return { kind: end };
  const place = told[step]?.indexOf(name) ?? -1;
  return place < 0 ? { kind: "others" } : { kind: "name", place };
}

function figuresOf(passages: readonly Passage[], told: ToldNames, steps: number): readonly PathFigure[] {
  const found = new Map<string, Passage[]>();
  for (const passage of passages) {
    for (let step = 0; step < passage.names.length; step++) {
      const from = endAt(passage, step, told);
      for (const to of step === steps ? [null] : [null, endAt(passage, step + 1, told)]) {
        const key = JSON.stringify({ step, from, to });
        found.set(key, [...(found.get(key) ?? []), passage]);
      }
    }
  }
  return [...found].map(([key, own]) => ({ ...(JSON.parse(key) as PathPlace), ...counted(own) }));
}

const byText = <T>(rows: readonly T[]): readonly T[] =>
  rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

async function compare(world: SmallWorld, random: Random): Promise<void> {
  const paths = makePaths(random, world);
  const passages = world.people.filter(isLookedAt).flatMap((person) => passagesOf(paths, person));
  const names = new Map<string, Passage[]>();
  for (const passage of passages) {
    for (const [step, name] of passage.names.entries()) {
      const key = JSON.stringify({ step, name });
      names.set(key, [...(names.get(key) ?? []), passage]);
    }
  }
  const met = await store.rows<PathRow>(pathNamesStatement(paths));
  const asNumbers = met.map(({ step, name, passages: all, people }) => {
    return { step: Number(step), name: String(name), passages: Number(all), people: Number(people) };
  });
  const expected = [...names].map(([key, own]) => {
    return { ...(JSON.parse(key) as { step: number; name: string }), ...counted(own) };
  });
  expect(byText(asNumbers)).toEqual(byText(expected));

  const told = Array.from({ length: paths.steps + 1 }, () =>
    NAMES.filter(() => random.int(0, 2) === 0).slice(0, 2),
  );
  const figures = (await store.rows<PathRow>(pathsStatement(paths, told))).map(readPath);
  const all = figuresOf(passages, told, paths.steps);
  expect(byText(figures)).toEqual(byText(all));

  if (all.length === 0) return;
  const { step, from, to, people } = random.pick(all);
  const page = { after: random.pick([null, 0, passages[0]?.person ?? 0]), limit: 5 };
  const listed = await store.rows<{ readonly person: string }>(
    pathPeopleStatement(paths, told, { step, from, to }, page),
  );
  const own = passages.filter(
    (passage) =>
      passage.names.length > step &&
      JSON.stringify(endAt(passage, step, told)) === JSON.stringify(from) &&
      (to === null || JSON.stringify(endAt(passage, step + 1, told)) === JSON.stringify(to)),
  );
  const sorted = [...new Set(own.map(({ person }) => person))].toSorted((a, b) => a - b);
  expect(listed.map(({ person }) => Number(person))).toEqual(
    sorted.filter((person) => person > (page.after ?? 0)).slice(0, page.limit),
  );
  const [count] = await store.rows<{ readonly count: string }>(
    pathPeopleCount(paths, told, { step, from, to }),
  );
  expect(Number(count?.count)).toBe(people);
}

it("passages, where they lead and who took them are those of a plain count", {
  timeout: 900_000,
}, async () => {
  for (let fill = 0; fill < FILLS; fill++) {
    const random = seededRandom(seed + fill);
    const worlds = makeSmallWorlds(random, WORLDS, () => makeEvents(random));
    await store.empty();
    await store.fill(worlds.flatMap(({ people }) => people));
    for (const world of worlds) await compare(world, random);
  }
});

/** The running example of W. van der Aalst: Process Mining, 2011, as pm4py ships it: six requests for compensation. */
const REQUESTS = [
  "register, examine thoroughly, check, decide, reject",
  "register, check, examine casually, decide, pay",
  "register, examine casually, check, decide, reinitiate, examine thoroughly, check, decide, pay",
  "register, check, examine thoroughly, decide, reject",
  "register, examine casually, check, decide, reinitiate, check, examine casually, decide, reinitiate, examine casually, check, decide, reject",
  "register, examine casually, check, decide, pay",
].map((names) => names.split(", "));

it("the directly-follows graph of the running example is pm4py's", async () => {
  const people = REQUESTS.map((names, request): StoredPerson => {
    const events = names.map((name, place) => ({
      name,
      time: NOW - (100 - place) * MINUTE_MS,
      idHash: String(place).padStart(32, "0"),
      offsetMinutes: null,
      properties: {},
    }));
    return { nodes: [request + 1], history: { events, traits: [] } };
  });
  await store.empty();
  await store.fill(people);
  const window = { from: NOW - 200 * MINUTE_MS, to: NOW };
  const names = [...new Set(REQUESTS.flat())];
  const paths: Paths = {
    anchor: { ...matchOf('did any event starting with ""'), window: { kind: "fixed", ...window } },
    window,
    at: NOW,
    audience: null,
    isBackwards: false,
    isFolded: false,
    steps: 1,
    gapMs: MINUTE_MS,
    hidden: [],
  };
  const rows = await store.rows<PathRow>(pathsStatement(paths, [names, names]));
  const figures = rows.map(readPath);
  const nameOf = (end: PathEnd | null): string =>
    end?.kind === "name" ? (names[end.place] ?? "") : (end?.kind ?? "all");
  const edges = figures.filter(({ step, to }) => step === 0 && to?.kind === "name");
  expect(edges).toHaveLength(16);
  const of = (from: string, to: string) =>
    edges.find((edge) => nameOf(edge.from) === from && nameOf(edge.to) === to);
  expect(of("check", "decide")).toMatchObject({ passages: 6, people: 4 });
  expect(of("examine casually", "check")).toMatchObject({ passages: 4, people: 3 });
  expect(of("decide", "reinitiate")).toMatchObject({ passages: 3, people: 2 });
  const met = figures.filter(({ step, to }) => step === 0 && to === null);
  expect(met.reduce((sum, { passages }) => sum + passages, 0)).toBe(42);
});

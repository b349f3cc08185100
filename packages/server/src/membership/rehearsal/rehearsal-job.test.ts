import { DAY_MS, hash128, hashHex, type Instant } from "@habitus/kernel";
import { DEFAULT_CONTEXT, type History, parseDefinition } from "@habitus/segments";
import { expect, test, vi } from "vitest";
import { createJobs } from "../../jobs/jobs.ts";
import { type Kv, put } from "../../platform/kv.ts";
import { createMemoryKv } from "../../platform/memory-kv.ts";
import { createMemoryMembershipStore } from "../memory-membership-store.ts";
import { createRehearsalJob, REHEARSE_JOB, type RehearsalInput } from "./rehearsal-job.ts";
import { createRehearsals, REHEARSALS_KEPT } from "./rehearsal-store.ts";
import { createReplay } from "./replay.ts";
import type { Replayer } from "./replayer.ts";
import { rehearsalOf } from "./testing.ts";

const BY = { kind: "system", id: "test", name: "Test" } as const;
const PEOPLE = 12_000;
const NOW = 100 * DAY_MS;

function definitionOf(text: string) {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(JSON.stringify(parsed.problems));
  return parsed.definition;
}

const INPUT: RehearsalInput = {
  segment: "buyers",
  definition: definitionOf(`did "buy" in last 2 days`),
  purpose: null,
  from: 90 * DAY_MS,
  to: 95 * DAY_MS + 1,
};

/** Everybody bought once, at noon of one of the days from the 86th on. */
function pastOf(person: number): History {
  const time = (86 + (person % 12)) * DAY_MS + DAY_MS / 2;
  const idHash = hashHex(hash128(String(person)));
  return { events: [{ name: "buy", time, idHash, offsetMinutes: null, properties: {} }], traits: [] };
}

function world(kv: Kv = createMemoryKv()) {
  const gone = new Set<number>();
  /** Who became one since: the nodes of each. */
  const merged = new Map<number, readonly number[]>();
  const rehearsals = createRehearsals(kv, {
    isKnown: (person) => !gone.has(person),
    nodesNow: (person) => merged.get(person) ?? [person],
  });
  let asked = 0;
  /** What a stretch waits for before it is answered. */
  let before = (_stretch: number): Promise<unknown> => Promise.resolve();
  const kind = createRehearsalJob({
    rehearsals,
    thresholds: {
      complete: () => Promise.resolve({ context: DEFAULT_CONTEXT, used: [] }),
      pinnedDuring: () => [],
    },
    transitions: createMemoryMembershipStore().transitions,
    zone: () => "UTC",
    now: () => NOW,
    logicalNow: () => NOW,
    logHead: () => 7,
    stored: () => 7,
    highestPerson: () => PEOPLE,
    *peopleWithin(from, to) {
      for (let person = from; person <= to; person++) yield { person, nodes: [person], firstSeen: 0 };
    },
    open: ({ question }) => {
      const { courseOf } = createReplay(question);
      const replay: Replayer = async ({ people }, signal) => {
        await before(++asked);
        signal?.throwIfAborted();
        return people.flatMap(({ person, firstSeen }) => {
          const course = courseOf(pastOf(person), firstSeen);
          return course === null ? [] : [{ person, ...course }];
        });
      };
      return { replay, close: () => Promise.resolve() };
    },
    pause: () => Promise.resolve(),
  });
  const jobs = createJobs({
    kv,
    now: () => NOW,
    audit: ({ action }) => put({ name: "audit", version: 1 }, [action], action),
    kinds: { [REHEARSE_JOB]: kind },
    onFailure: (_job, error) => {
      throw error;
    },
  });
  const stopAt = (stretch: number, work: () => unknown): void => {
    before = async (each) => {
      if (each === stretch) await work();
    };
  };
  return { kv, gone, merged, rehearsals, jobs, stopAt };
}

type World = ReturnType<typeof world>;

async function ended({ jobs }: World, id: string, state = "done") {
  await vi.waitFor(() => expect(jobs.get(id)?.state).toBe(state), { timeout: 10_000, interval: 10 });
}

const rowsOf = ({ kv }: World, number: number): number =>
  [...kv.range({ name: "rehearsed_people", version: 1 }, { prefix: [number] })].length;

/** By counting: who bought d days ago is in for two days from noon. */
function expected(at: Instant): number {
  const times = Array.from({ length: PEOPLE }, (_, place) => pastOf(place + 1).events[0]?.time ?? 0);
  return times.filter((time) => time > at - 2 * DAY_MS && time <= at).length;
}

test("days, people and instants are what counting by hand gives", async () => {
  const here = world();
  const { id } = await here.jobs.start(REHEARSE_JOB, BY, INPUT);
  await ended(here, id);
  const found = here.rehearsals.get(1);
  if (found === null) throw new Error("nothing was kept");
  expect(found).toMatchObject({
    people: PEOPLE,
    before: expected(INPUT.from),
    segment: "buyers",
    offset: 7,
    plans: 1,
  });
  expect(found.days.map(({ day }) => day)).toEqual([
    "1970-04-01",
    "1970-04-02",
    "1970-04-03",
    "1970-04-04",
    "1970-04-05",
    "1970-04-06",
  ]);
  expect(found.days.map(({ size, until }) => [until, size])).toEqual(
    found.days.map(({ until }) => [until, expected(until)]),
  );
  const [first, , , , , last] = found.days;
  expect(first).toMatchObject({
    until: 91 * DAY_MS - 1,
    entries: 1_000,
    exits: 1_000,
    entered: 1_000,
    left: 1_000,
  });
  expect(last).toMatchObject({ until: INPUT.to, entries: 0, exits: 0 });
  const { signal } = new AbortController();
  for (const side of ["before", "entered", "left", "in"] as const) {
    const people: number[] = [];
    for (let after = 0; ; after = people.at(-1) ?? 0) {
      const page = await here.rehearsals.people(
        found,
        { side, day: side === "before" ? null : 1, after, limit: 700 },
        signal,
      );
      people.push(...page.map(({ person }) => person));
      if (page.length < 700) break;
    }
    const day = found.days[1];
    const figure = { before: found.before, entered: day?.entered, left: day?.left, in: day?.size }[side];
    expect([side, people.length, new Set(people).size]).toEqual([side, figure, figure]);
  }
  const [one] = await here.rehearsals.people(found, { side: "entered", day: 0, after: 3, limit: 1 }, signal);
  expect(one).toEqual({ person: 4, wasIn: false, changes: [90.5 * DAY_MS, 92.5 * DAY_MS] });
  // Who became one since stands once; somebody of another day stands beside.
  const three = { side: "entered", day: 0, after: 3, limit: 3 } as const;
  const numbers = async () =>
    (await here.rehearsals.people(found, three, signal)).map(({ person }) => person);
  expect(await numbers()).toEqual([4, 16, 28]);
  for (const node of [3, 4, 16]) here.merged.set(node, [3, 4, 16]);
  expect(await numbers()).toEqual([4, 28, 40]);
});

test("a rehearsal that was cut off begins again and finds the same", async () => {
  const whole = world();
  await ended(whole, (await whole.jobs.start(REHEARSE_JOB, BY, INPUT)).id);

  const cut = world();
  const { id } = await cut.jobs.start(REHEARSE_JOB, BY, INPUT);
  cut.stopAt(3, () => void cut.jobs.stop());
  await ended(cut, id, "interrupted");
  const again = world(cut.kv);
  await again.jobs.recover();
  await ended(again, id);
  expect(again.rehearsals.get(1)).toEqual(whole.rehearsals.get(1));
  expect(rowsOf(again, 1)).toBe(rowsOf(whole, 1));
});

test("of a cancelled rehearsal nothing is left", async () => {
  const here = world();
  const { id } = await here.jobs.start(REHEARSE_JOB, BY, INPUT);
  here.stopAt(2, () => here.jobs.cancel(id, BY));
  await ended(here, id, "cancelled");
  expect([here.rehearsals.get(1), rowsOf(here, 1)]).toEqual([null, 0]);
});

test("of somebody who is erased nothing is kept, also while a rehearsal is under way", async () => {
  const here = world();
  const erase = async (person: number): Promise<void> => {
    here.gone.add(person);
    await here.rehearsals.forget([person]);
  };
  const { id } = await here.jobs.start(REHEARSE_JOB, BY, INPUT);
  here.stopAt(2, async () => {
    await erase(4);
    await erase(5_004);
  });
  await ended(here, id);
  await erase(10_012);
  expect(here.rehearsals.of([4, 5_004, 10_012])).toEqual([]);
  expect(here.rehearsals.of([16]).map(({ wasIn, changes }) => [wasIn, changes.length])).toEqual([[false, 2]]);
});

test("courses of rehearsals that never became whole go when the next begins", async () => {
  const here = world();
  for (const number of [7, 8, 9]) {
    await here.rehearsals.note(number, [{ person: number, wasIn: true, changes: [] }]);
    if (number === 8) await here.rehearsals.keep(rehearsalOf({ number }));
  }
  await ended(here, (await here.jobs.start(REHEARSE_JOB, BY, INPUT)).id);
  expect([7, 8, 9].map((number) => rowsOf(here, number))).toEqual([0, 1, 0]);
  expect(here.rehearsals.list().map(({ number }) => number)).toEqual([8, 1]);
});

test("the newest are kept, each with its people", async () => {
  const here = world();
  for (let number = 1; number <= REHEARSALS_KEPT + 2; number++) {
    await here.rehearsals.note(number, [{ person: 1, wasIn: true, changes: [] }]);
    await here.rehearsals.keep(rehearsalOf({ number }));
  }
  const numbers = here.rehearsals.list().map(({ number }) => number);
  expect(numbers).toEqual([12, 11, 10, 9, 8, 7, 6, 5, 4, 3]);
  expect([1, 2, 3].map((number) => rowsOf(here, number))).toEqual([0, 0, 1]);
});

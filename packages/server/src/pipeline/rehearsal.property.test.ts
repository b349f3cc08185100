import type { TrackedEvent } from "@habitus/events";
import { HOUR_MS, MINUTE_MS, must, type Random, seededRandom } from "@habitus/kernel";
import { expect, test } from "vitest";
import { isEntered } from "../membership/transition.ts";
import { LiveWorld } from "./testing/live-world.ts";

const seed = Number(process.env["HABITUS_SEED"] ?? 20_261_122);
const runs = Number(process.env["HABITUS_RUNS"] ?? 4);
const STEPS = 60;

const DEFINITIONS = [
  `did "buy"`,
  `did not "buy"`,
  `did "buy" at least 2 times in last 3 days`,
  `did "view" in last 2 hours and did not "buy" in last 1 day`,
  `sum of "buy".price in last 2 days >= 30`,
  `did "view" then not "buy" within 2 hours`,
  `plan is not "pro" and did "view"`,
  `did "buy" today in their time zone`,
  `did "buy" for the first time in last 1 day`,
  `everyone`,
];
const READING = `entered segment "s1" in last 2 days and not left segment "s1" in last 3 hours`;

let sent = 0;

/**
 * Happens now, or is of the future where the person is known: who is known by an event of the future alone is seen from then on only. Everybody
 * has one id, so nobody becomes part of another.
 */
function anyEvent(random: Random, now: number, known: Set<string>): TrackedEvent {
  const userId = `u${random.int(1, 6)}`;
  const isKnown = known.has(userId);
  known.add(userId);
  const isIdentify = random.next() < 0.2;
  return {
    type: isIdentify ? "identify" : "track",
    id: `m${++sent}`,
    name: isIdentify ? "$identify" : random.pick(["buy", "view", "other"]),
    time: random.next() < 0.9 || !isKnown ? now : now + random.int(0, 30) * HOUR_MS,
    offsetMinutes: null,
    userId,
    anonymousId: null,
    previousId: null,
    groupId: null,
    properties: `{"price":${random.int(1, 40)}}`,
    traits: isIdentify
      ? random.pick([`{"plan":"pro"}`, `{"timezone":"Pacific/Auckland"}`, `{"plan":null}`])
      : "{}",
    context: "{}",
  };
}

/** When each person came in and went by the transitions that were told, without stays of no length. */
function told(world: LiveWorld, segment: string, from: number): ReadonlyMap<number, readonly number[]> {
  const changes = new Map<number, number[]>();
  for (const each of world.transitions()) {
    if (each.segment !== segment) continue;
    const own = changes.get(each.person) ?? [];
    changes.set(each.person, own);
    expect(isEntered(each)).toBe(own.length % 2 === 0);
    if (own.at(-1) === each.at) own.pop();
    else own.push(each.at);
  }
  return new Map([...changes].map(([person, all]) => [person, all.filter((at) => at > from)]));
}

function membersAt(world: LiveWorld, segment: string, at: number): ReadonlySet<number> {
  const members = new Set<number>();
  for (const each of world.transitions()) {
    if (each.segment !== segment || each.at > at) continue;
    if (isEntered(each)) members.add(each.person);
    else members.delete(each.person);
  }
  return members;
}

for (let run = 0; run < runs; run++) {
  test(`a rehearsal says what a segment that was live in that span has told, to the millisecond (world ${seed + run})`, async () => {
    const random = seededRandom(seed + run);
    const world = new LiveWorld({ maxBytes: 10_000_000, isFailing: () => false, log: null });
    await world.start();
    const texts = { s1: random.pick(DEFINITIONS), s2: READING, s3: random.pick(DEFINITIONS) };
    for (const [key, text] of Object.entries(texts)) await world.define(key, text);
    await world.evaluated(true);
    const people = new Set<string>();
    for (let step = 0; step < STEPS; step++) {
      world.now += random.next() < 0.6 ? random.int(0, 90) * MINUTE_MS : random.int(1, 40) * HOUR_MS;
      if (random.next() < 0.2) await world.tick();
      else
        await world.send(
          ...Array.from({ length: random.int(1, 3) }, () => anyEvent(random, world.now, people)),
        );
    }
    await world.evaluated(true);
    await world.expected();
    const all = world.transitions();
    const to = world.log.head().at;
    const from = must(all[Math.floor(all.length / 4)], "there are transitions").at;
    for (const [key, text] of Object.entries(texts)) {
      const known = told(world, key, from);
      const rehearsed = await world.rehearse(text, { from, to });
      const before = membersAt(world, key, from);
      expect([key, Object.fromEntries(rehearsed.map(({ person, changes }) => [person, changes]))]).toEqual([
        key,
        Object.fromEntries(
          [...known].filter(([person, changes]) => changes.length > 0 || before.has(person)),
        ),
      ]);
      expect(rehearsed.filter(({ wasIn }) => wasIn).map(({ person }) => person)).toEqual(
        [...before].sort((a, b) => a - b),
      );
    }
    await world.stop();
  });
}

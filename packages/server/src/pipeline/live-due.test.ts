import { DAY_MS } from "@habitus/kernel";
import { expect, test } from "vitest";
import { STAGE_LIMITS } from "../membership/stage-limits.ts";
import { isEntered } from "../membership/transition.ts";
import { LiveWorld } from "./testing/live-world.ts";
import { tracked } from "./testing/tracked.ts";

const PEOPLE = 10_000;
const OF_A_RECORD = 1_000;

test(`${PEOPLE} people who are due at one instant leave once, as of it and in their order, and who does something meanwhile does not wait for all of them`, async () => {
  const world = new LiveWorld({
    maxBytes: 100_000_000,
    isFailing: () => false,
    log: null,
    limits: STAGE_LIMITS,
  });
  await world.start();
  await world.define("s1", `did "buy" in last 1 day`);
  await world.evaluated(true);
  const bought = world.now;
  for (let from = 1; from <= PEOPLE; from += OF_A_RECORD) {
    const buying = Array.from({ length: OF_A_RECORD }, (_, index) =>
      tracked(`m${from + index}`, "buy", { user: `u${from + index}` }, bought),
    );
    await world.send(...buying);
  }
  await world.evaluated();
  const entered = world.transitions();
  expect(entered.map(({ person }) => person)).toEqual(
    Array.from({ length: PEOPLE }, (_, index) => index + 1),
  );

  const due = bought + DAY_MS;
  world.now = due + 5;
  await world.tick();
  // The last of those who are due, and somebody new.
  await world.send(tracked("again", "buy", { user: `u${PEOPLE}` }, world.now));
  await world.send(tracked("new", "buy", { user: "new" }, world.now));
  const behind = world.log.head().offset;
  await world.evaluated();
  await world.stop();

  const made = world.transitions().slice(PEOPLE);
  const left = made.filter((each) => !isEntered(each));
  expect([
    ...new Set(left.map(({ at, cause, recordedAt }) => `${at - due} ${cause} ${recordedAt - due}`)),
  ]).toEqual(["0 time 5"]);
  const inOrder = left.map(({ person }) => person).filter((person) => person !== PEOPLE);
  expect(inOrder).toEqual(Array.from({ length: PEOPLE - 1 }, (_, index) => index + 1));
  expect(left.length).toBe(PEOPLE);

  const ofOne = made.filter(({ person }) => person === PEOPLE);
  expect(ofOne.map((each) => [isEntered(each), each.at - due, each.cause, each.eventId])).toEqual([
    [false, 0, "time", null],
    [true, 5, "event", "again"],
  ]);
  const place = made.findIndex(({ eventId }) => eventId === "new");
  expect(made[place]).toMatchObject({ person: PEOPLE + 1, at: due + 5, offset: behind });
  const { ofTick, ofEvents } = STAGE_LIMITS.share;
  expect(place).toBeGreaterThan(ofTick);
  expect(place).toBeLessThan(2 * (ofTick + ofEvents));
});

import { decodeEvents, decodeFacts, type Fact, type TrackedEvent } from "@habitus/events";
import { expect, test } from "vitest";
import type { NewRecord } from "../log/log.ts";
import { FACTS_PER_RECORD, FACTS_WITH_EVENTS } from "./fact-records.ts";
import { putEvents } from "./ingest.ts";
import { nothingAdded } from "./testing/nothing-added.ts";

const fact = (place: number): Fact => ({
  id: { kind: "user", value: `u${place}` },
  name: "$consent/email",
  value: "true",
  time: 1,
  idHash: null,
  proof: null,
});

const VIEWED: TrackedEvent = {
  type: "track",
  id: "m1",
  name: "viewed",
  time: 1,
  offsetMinutes: null,
  userId: "ann",
  anonymousId: null,
  previousId: null,
  groupId: null,
  properties: "{}",
  traits: "{}",
  context: "{}",
};

/** The records that a call with these events makes, and what it told of them. */
async function put(facts: readonly Fact[], events: readonly TrackedEvent[]) {
  const arrived = { source: "k1", kind: "events", events, withheld: [], signal: null } as const;
  const ended: boolean[] = [];
  const arrivals = {
    takeAlong: nothingAdded,
    factsOf: () => ({ facts, ended: (isInLog: boolean) => void ended.push(isInLog) }),
  };
  const records = await putEvents(arrivals, arrived, (all) => Promise.resolve<readonly NewRecord[]>(all));
  expect(ended).toEqual([true]);
  return records.map(
    ({ kind, payload }) => (kind === "facts" ? decodeFacts(payload) : decodeEvents(payload)).facts,
  );
}

const facts = Array.from({ length: FACTS_WITH_EVENTS + FACTS_PER_RECORD + 1 }, (_, place) => fact(place));

test("the facts of a call without an event stand in records of bounded size, in their order", async () => {
  const some = facts.slice(0, 2 * FACTS_PER_RECORD + 1);
  const read = await put(some, []);
  expect(read.map(({ length }) => length)).toEqual([FACTS_PER_RECORD, FACTS_PER_RECORD, 1]);
  expect(read.flat()).toEqual(some);
});

test("the facts that events say stand in their record, and what is too much for it behind it", async () => {
  const read = await put(facts, [VIEWED]);
  expect(read.map(({ length }) => length)).toEqual([FACTS_WITH_EVENTS, FACTS_PER_RECORD, 1]);
  expect(read.flat()).toEqual(facts);
});

import { decodeFacts, type Fact } from "@habitus/events";
import { expect, test } from "vitest";
import type { NewRecord } from "../log/log.ts";
import { FACTS_PER_RECORD } from "./fact-records.ts";
import { nothingAdded, putEvents } from "./ingest.ts";

const fact = (place: number): Fact => ({
  id: { kind: "user", value: `u${place}` },
  name: "$consent/email",
  value: "true",
  time: 1,
  idHash: null,
  proof: null,
});

test("the facts that a call says stand in records of bounded size, in their order", async () => {
  const facts = Array.from({ length: 2 * FACTS_PER_RECORD + 1 }, (_, place) => fact(place));
  const arrived = { source: "k1", kind: "events", events: [], withheld: [], signal: null } as const;
  const ended: boolean[] = [];
  const arrivals = {
    takeAlong: nothingAdded,
    factsOf: () => ({ facts, ended: (isInLog: boolean) => void ended.push(isInLog) }),
  };
  const records = await putEvents(arrivals, arrived, (put) => Promise.resolve<readonly NewRecord[]>(put));
  const read = records.map(({ payload }) => decodeFacts(payload).facts);
  expect(read.map(({ length }) => length)).toEqual([FACTS_PER_RECORD, FACTS_PER_RECORD, 1]);
  expect([read.flat(), ended]).toEqual([facts, [true]]);
});

import { expect, test } from "vitest";
import type { LastTimesQuery } from "../store/event-reads.ts";
import { seenByNow } from "./seen.ts";

const TIMES = [
  { node: 1, name: "a", time: 20 },
  { node: 1, name: "b", time: 900 },
  { node: 2, name: "a", time: 70 },
  { node: 3, name: "a", time: 40 },
];

test("an event dated ahead counts from its time on, and only of whom one is the events are asked", async () => {
  const asked: (readonly number[])[] = [];
  const events = {
    lastTimes: ({ nodes, now }: LastTimesQuery) => {
      asked.push(nodes);
      return Promise.resolve(TIMES.filter(({ node, time }) => nodes.includes(node) && time <= now));
    },
  };
  const ann = { nodes: [1, 2], firstSeen: 10, lastSeen: 900 };
  const bob = { nodes: [3], firstSeen: 40, lastSeen: 40 };
  const cid = { nodes: [4], firstSeen: 901, lastSeen: 950 };
  const seen = (now: number) => seenByNow(events, [ann, bob, cid], now, new AbortController().signal);
  const unseen = { firstSeen: null, lastSeen: null };
  const ofBob = { firstSeen: 40, lastSeen: 40 };
  expect(await seen(899)).toMatchObject([{ firstSeen: 10, lastSeen: 70 }, ofBob, unseen]);
  expect(await seen(15)).toMatchObject([{ firstSeen: 10, lastSeen: 10 }, unseen, unseen]);
  expect(await seen(900)).toMatchObject([{ firstSeen: 10, lastSeen: 900 }, ofBob, unseen]);
  expect(await seen(950)).toMatchObject([ann, bob, cid]);
  expect(asked).toEqual([[1, 2, 4], [1, 2, 3, 4], [4]]);
});

import { expect, test } from "vitest";
import { Lanes } from "./lanes.ts";

const item = (seq: number, person: number) => ({ seq, segment: "vip", person });
type Item = ReturnType<typeof item>;

function lanesOf(...people: readonly number[]): Lanes<Item> {
  const lanes = new Lanes<Item>(({ person }) => person, 10);
  lanes.add(
    people.map((person, place) => item(11 + place, person)),
    ({ person }) => person !== 0,
  );
  return lanes;
}

test("those of one lane follow each other, and others pass them", () => {
  const lanes = lanesOf(1, 1, 2, 1);
  const first = lanes.next();
  const other = lanes.next();
  expect([first?.item.seq, other?.item.seq, lanes.next()]).toEqual([11, 13, null]);
  other?.done();
  expect([lanes.place, lanes.size, lanes.readUpTo]).toEqual([10, 4, 14]);
  first?.done();
  expect([lanes.place, lanes.size]).toEqual([11, 3]);
  const second = lanes.next();
  expect([second?.item.seq, lanes.next()]).toEqual([12, null]);
  second?.done();
  // What was done before it was its turn is passed with it.
  expect([lanes.place, lanes.size, lanes.next()?.item.seq]).toEqual([13, 1, 14]);
});

test("what was dealt with behind one that is not is told, and passed over when it is read again", () => {
  const lanes = lanesOf(1, 2, 0, 3);
  const first = lanes.next();
  lanes.next()?.done();
  lanes.next()?.done();
  expect([lanes.place, lanes.ahead]).toEqual([10, [12, 14]]);
  const restarted = new Lanes<Item>(({ person }) => person, lanes.place, lanes.ahead);
  restarted.add([item(11, 1), item(12, 2)], () => true);
  restarted.add([item(13, 4), item(14, 3), item(15, 2)], () => true);
  // One that nobody wanted then may be wanted now.
  expect([1, 2, 3].map(() => restarted.next()?.item.seq)).toEqual([11, 13, 15]);
  first?.done();
  expect([lanes.place, lanes.ahead]).toEqual([14, []]);
});

test("a lane that was left goes on, and what nobody wants is passed over", () => {
  const lanes = lanesOf(0, 1, 0);
  expect([lanes.place, lanes.size]).toEqual([11, 2]);
  lanes.next()?.done();
  expect([lanes.place, lanes.size]).toEqual([13, 0]);
  // The log may have gaps.
  lanes.add([item(20, 1)], () => true);
  expect([lanes.place, lanes.next()?.item.seq]).toEqual([19, 20]);
});

import { expect, test } from "vitest";
import { isEntered, type NewTransition, transitionId } from "./transition.ts";
import { decodeTransition, encodeTransition } from "./transition-codec.ts";

const TRANSITION: NewTransition = {
  segment: "vip",
  version: 3,
  person: 12,
  ids: [
    { kind: "user", value: "ann" },
    { kind: "anonymous", value: "phone \u0000 😀" },
  ],
  n: 5,
  at: 1_700_000_000_000,
  recordedAt: 1_700_000_000_250,
  cause: "time",
  offset: 900,
  eventId: null,
};

/** As version 1 was written; it is read for ever. */
const PINNED = String.raw`[1,"vip",3,12,["user","ann","anonymous","phone \u0000 😀"],5,1700000000000,1700000000250,"time",900,null]`;

test("the stored form of a transition is pinned and read back", () => {
  expect(encodeTransition(TRANSITION)).toBe(PINNED);
  expect(decodeTransition(PINNED)).toEqual(TRANSITION);
  expect(decodeTransition(encodeTransition({ ...TRANSITION, eventId: "m1", ids: [] }))).toEqual({
    ...TRANSITION,
    eventId: "m1",
    ids: [],
  });
});

test("a transition's id names segment, version, person and count, and odd counts enter", () => {
  expect(transitionId(TRANSITION)).toBe("vip.3.p12.5");
  expect([1, 2, 3].map((n) => isEntered({ n }))).toEqual([true, false, true]);
});

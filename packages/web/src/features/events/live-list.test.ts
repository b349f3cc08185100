import type { LiveEvent } from "@habitus/contract";
import { expect, it } from "vitest";
import { below, EMPTY_LIST, KEPT, type LiveArrival, type LiveRow, resume, take } from "./live-list.ts";

const arrival = (name: string): LiveArrival => ({ event: "event", data: { name } as LiveEvent });
const nameOf = (row: LiveRow) => (row.kind === "event" ? row.event.name : `gap ${row.events}`);

it("shows the newest first and tells of gaps in their place", () => {
  const list = take(
    EMPTY_LIST,
    [arrival("a"), { event: "gap", data: { events: 3, calls: 0 } }, arrival("b")],
    false,
  );
  expect(list.shown.map(nameOf)).toEqual(["b", "gap 3", "a"]);
  expect(new Set(list.shown.map(({ key }) => key)).size).toBe(3);
});

it("keeps what came while paused and shows it on going on", () => {
  const before = take(EMPTY_LIST, [arrival("a")], false);
  const paused = take(take(before, [arrival("b")], true), [arrival("c")], true);
  expect(paused.shown.map(nameOf)).toEqual(["a"]);
  expect(paused.waiting.map(nameOf)).toEqual(["c", "b"]);
  expect(resume(paused).shown.map(nameOf)).toEqual(["c", "b", "a"]);
  expect(resume(paused).waiting).toEqual([]);
});

it("holds a bounded number of rows whatever comes", () => {
  const many = Array.from({ length: KEPT + 10 }, (_, n) => arrival(String(n)));
  const list = take(take(EMPTY_LIST, many, false), many, true);
  expect([list.shown.length, list.waiting.length]).toEqual([KEPT, KEPT]);
  expect(nameOf(list.shown[0] as LiveRow)).toBe(String(KEPT + 9));
});

const page = (names: readonly string[], next: string | null) => ({
  events: names.map((name) => ({ name }) as LiveEvent),
  head: 7,
  next,
  lookedTo: null,
});

it("begins with what is stored, and begins anew when the stream does", () => {
  const first = take(EMPTY_LIST, [{ event: "stored", data: page(["b", "a"], "x") }, arrival("c")], false);
  expect([first.shown.map(nameOf), first.older?.next]).toEqual([["c", "b", "a"], "x"]);
  const more = below(first, page(["z", "y"], null));
  expect([more.shown.map(nameOf), more.older?.next]).toEqual([["c", "b", "a", "z", "y"], null]);
  expect(new Set(more.shown.map(({ key }) => key)).size).toBe(5);
  const anew = take(
    more,
    [arrival("lost"), { event: "stored", data: page(["d"], "q") }, arrival("e")],
    false,
  );
  expect([anew.shown.map(nameOf), anew.older?.next]).toEqual([["e", "d"], "q"]);
});

it("offers nothing older where the end was cut off", () => {
  const begun = take(EMPTY_LIST, [{ event: "stored", data: page(["a"], "x") }], false);
  const many = Array.from({ length: KEPT }, (_, n) => arrival(String(n)));
  expect(take(begun, many, false).older).toBeNull();
});

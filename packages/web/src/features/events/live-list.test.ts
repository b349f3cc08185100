import type { LiveEvent } from "@habitus/contract";
import { expect, it } from "vitest";
import {
  below,
  cleared,
  EMPTY_LIST,
  KEPT,
  type LiveArrival,
  type LiveFilters,
  type LiveList,
  type LiveRow,
  resume,
  shownRows,
  take,
  waitingCount,
} from "./live-list.ts";

const arrival = (name: string): LiveArrival => ({ event: "event", data: { name } as LiveEvent });
const nameOf = (row: LiveRow) => (row.kind === "event" ? row.event.name : `${row.kind} ${row.events}`);
const names = (list: LiveList) => shownRows(list).map(nameOf);
const many = (count: number) => Array.from({ length: count }, (_, n) => arrival(String(n)));

const page = (of: readonly string[], next: string | null) => ({
  events: of.map((name) => ({ name }) as LiveEvent),
  head: 7,
  next,
  lookedTo: null,
});
const stored = (of: readonly string[], next: string | null, filters: LiveFilters = {}): LiveArrival => ({
  event: "stored",
  filters,
  data: page(of, next),
});

it("shows the newest first and tells of gaps in their place", () => {
  const list = take(
    EMPTY_LIST,
    [arrival("a"), { event: "gap", data: { events: 3, calls: 0 } }, arrival("b")],
    false,
  );
  expect(names(list)).toEqual(["b", "gap 3", "a"]);
  expect(new Set(shownRows(list).map(({ key }) => key)).size).toBe(3);
});

it("keeps what came while paused and shows it on going on", () => {
  const before = take(EMPTY_LIST, [arrival("a")], false);
  const paused = take(take(before, [arrival("b")], true), [arrival("c")], true);
  expect([names(paused), waitingCount(paused)]).toEqual([["a"], 2]);
  expect(names(resume(paused))).toEqual(["c", "b", "a"]);
  expect(waitingCount(resume(paused))).toBe(0);
});

it("holds a bounded number of what comes, and tells how many were put away", () => {
  const list = take(take(EMPTY_LIST, many(KEPT + 10), false), many(KEPT + 20), true);
  expect([list.live.rows.length, list.waiting.rows.length, waitingCount(list)]).toEqual([
    KEPT,
    KEPT,
    KEPT + 20,
  ]);
  expect(names(list)[0]).toBe(String(KEPT + 9));
  expect(names(list).at(-1)).toBe("left 10");
  expect(shownRows(resume(list))).toHaveLength(KEPT + 1);
  expect(names(resume(list)).at(-1)).toBe(`left ${KEPT + 30}`);
});

it("begins with what is stored, and begins anew when the stream does", () => {
  const first = take(EMPTY_LIST, [stored(["b", "a"], "x"), arrival("c")], false);
  expect([names(first), first.older?.next]).toEqual([["c", "b", "a"], "x"]);
  const more = below(first, page(["z", "y"], null), first.epoch);
  expect([names(more), more.older?.next]).toEqual([["c", "b", "a", "z", "y"], null]);
  expect(new Set(shownRows(more).map(({ key }) => key)).size).toBe(5);
  const anew = take(more, [arrival("lost"), stored(["d"], "q"), arrival("e")], false);
  expect([names(anew), anew.older?.next]).toEqual([["e", "d"], "q"]);
});

it("never puts away what is stored, however much comes above it", () => {
  const begun = take(EMPTY_LIST, [stored(["b"], "x")], false);
  const asked = below(begun, page(["a"], "y"), begun.epoch);
  const list = take(take(asked, many(KEPT), false), many(3), false);
  expect(names(list).slice(KEPT)).toEqual(["left 3", "b", "a"]);
  const more = below(list, page(["older"], null), begun.epoch);
  expect([names(more).slice(KEPT), list.older?.next]).toEqual([["left 3", "b", "a", "older"], "y"]);
});

it("drops a page that was asked for below another list", () => {
  const begun = take(EMPTY_LIST, [stored(["b"], "x")], false);
  const late = page(["late"], "y");
  const filtered = take(begun, [stored(["other"], "z", { name: "Other" })], false);
  expect(below(filtered, late, begun.epoch)).toBe(filtered);
  const anew = take(begun, [stored(["c", "b"], "x")], false);
  expect(below(anew, late, begun.epoch)).toBe(anew);
  expect(names(below(cleared(begun), late, begun.epoch))).toEqual([]);
});

it("stays as it is while paused also when the stream begins anew, and takes pages below it", () => {
  const begun = take(EMPTY_LIST, [stored(["a"], "x")], false);
  const paused = take(take(begun, [arrival("lost")], true), [stored(["lost", "a"], "y"), arrival("b")], true);
  expect([names(paused), waitingCount(paused)]).toEqual([["a"], 1]);
  expect(names(below(paused, page(["older"], null), begun.epoch))).toEqual(["a", "older"]);
  const on = resume(paused);
  expect([names(on), on.older?.next]).toEqual([["b", "lost", "a"], "y"]);
  expect(below(on, page(["older"], null), begun.epoch)).toBe(on);
});

it("shows what other filters find at once, paused or not", () => {
  const begun = take(EMPTY_LIST, [stored(["a"], "x")], false);
  const paused = take(begun, [arrival("b")], true);
  const other = take(paused, [stored(["c"], null, { id: "ada" }), arrival("d")], true);
  expect([names(other), names(resume(other))]).toEqual([["c"], ["d", "c"]]);
});

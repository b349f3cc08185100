import type { LiveEvent } from "@habitus/contract";
import { expect, it } from "vitest";
import { EMPTY_LIST, KEPT, type LiveArrival, type LiveRow, resume, take } from "./live-list.ts";

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

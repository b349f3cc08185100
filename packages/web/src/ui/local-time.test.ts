import { expect, test } from "vitest";
import { instantOfLocal, localTime } from "./local-time.ts";

test("an instant and the field that shows it are the same, to the minute", () => {
  const instant = new Date(2026, 2, 1, 9, 30).toISOString();
  expect(localTime(instant)).toBe("2026-03-01T09:30");
  expect(instantOfLocal("2026-03-01T09:30")).toBe(instant);
});

test("nothing, and what is half typed, is no instant", () => {
  expect([instantOfLocal(""), instantOfLocal("2026-03")]).toEqual([
    undefined,
    new Date("2026-03").toISOString(),
  ]);
  expect([instantOfLocal("soon"), localTime("soon")]).toEqual([undefined, ""]);
});

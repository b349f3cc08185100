import { expect, it } from "vitest";
import { safeReturn } from "./use-entered.ts";

it("returns to a page of this site and to no other", () => {
  expect(safeReturn("/segments/vip?tab=members")).toBe("/segments/vip?tab=members");
  for (const foreign of [
    undefined,
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:x",
  ]) {
    expect(safeReturn(foreign)).toBe("/");
  }
});

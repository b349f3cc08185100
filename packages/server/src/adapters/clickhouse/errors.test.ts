import { ClickHouseError } from "@clickhouse/client";
import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { storeError } from "./errors.ts";

const engineError = (code: string, message = "words"): ClickHouseError =>
  new ClickHouseError({ code, message, type: "TYPE" });

test("the engine's numbers become our codes, each with whether it may be tried again", () => {
  const known = ["243", "202", "252", "159", "160", "241", "307", "396", "394", "236", "47"].map((code) => {
    const error = storeError(engineError(code));
    return [code, error.code, error.details["retryable"]];
  });
  expect(known).toEqual([
    ["243", "storage_full", true],
    ["202", "store_busy", true],
    ["252", "store_busy", true],
    ["159", "query_timeout", false],
    ["160", "query_timeout", false],
    ["241", "query_too_large", false],
    ["307", "query_too_large", false],
    ["396", "result_too_large", false],
    ["394", "query_cancelled", true],
    ["236", "store_unavailable", true],
    ["47", "store_failed", false],
  ]);
});

test("a full disk is known by its words, whatever the number", () => {
  for (const words of [
    "write failed: No space left on device",
    "cannot mkdir, errno: 28, strerror",
    "ENOSPC: write",
  ]) {
    expect(storeError(engineError("1001", words)).code).toBe("storage_full");
    expect(storeError(new Error(words)).code).toBe("storage_full");
  }
});

test("what is no answer is a store that does not answer; our own errors stay", () => {
  const reset = Object.assign(new Error("socket hang up"), { code: "ECONNRESET" });
  expect(storeError(reset)).toMatchObject({
    code: "store_unavailable",
    details: { engine: "socket hang up" },
  });
  const own = new HabitusError("store_busy", "x");
  expect(storeError(own)).toBe(own);
  expect(storeError(engineError("47")).details["engine"]).toBe("47 TYPE: words");
});

import { ClickHouseError } from "@clickhouse/client";
import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import { storeError as withLimits } from "./errors.ts";
import { laneLimits } from "./lane-limits.ts";

const { interactive } = laneLimits(2_000 * 1024 * 1024);
const storeError = (error: unknown): HabitusError => withLimits(error, interactive);

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

test("the engine's words stand in a detail of their own alone", () => {
  const words = "Syntax error: WHERE email = 'ada@example.com' in /data/store";
  for (const code of ["243", "159", "241", "47", "1002"]) {
    const { message, fix, details } = storeError(engineError(code, words));
    expect([message, fix].join(" ")).not.toContain("ada@");
    expect(details).toMatchObject({ engine: `${code} TYPE`, engineWords: words });
  }
  expect(storeError(new Error(words)).message).not.toContain("ada@");
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
    details: { engine: "ECONNRESET", engineWords: "socket hang up" },
  });
  const own = new HabitusError("store_busy", "x");
  expect(storeError(own)).toBe(own);
  expect(storeError(engineError("47")).details["engine"]).toBe("47 TYPE");
  expect(storeError("gone").details).toMatchObject({ engine: "no answer", engineWords: "gone" });
});

test("a limit is named with its figure and what to do, and the memory of all apart from that of one query", () => {
  const told = (number: string, text?: string) => {
    const { message, fix } = storeError(engineError(number, text));
    return [message, fix];
  };
  expect(told("159")).toEqual([
    "The query took longer than 15 seconds, which is its limit.",
    expect.stringContaining("Narrow the definition"),
  ]);
  expect(told("396")).toEqual([
    "The answer is larger than 61 MB, which is its limit.",
    "Ask for fewer at once.",
  ]);
  expect(told("241", "Query memory limit exceeded: would use 650.00 MiB")).toEqual([
    "The query needs more than 600 MB of memory, which is its limit.",
    expect.stringContaining("HABITUS_ENGINE_MEMORY_MB"),
  ]);
  expect(told("241", "(total) memory limit exceeded: would use 2.10 GiB")[0]).toContain("all else that runs");
});

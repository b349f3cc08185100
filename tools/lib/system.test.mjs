// @ts-check
import { expect, test } from "vitest";
import { unsupportedBecause } from "./system.mjs";

const DEBIAN = { nodeVersion: "v20.19.0", platform: "linux", arch: "x64", hasGlibc: true };

test("Linux with glibc and macOS are supported from Node 20.19 on", () => {
  expect(unsupportedBecause()).toBeNull();
  expect(unsupportedBecause(DEBIAN)).toBeNull();
  expect(
    unsupportedBecause({ ...DEBIAN, nodeVersion: "v24.1.0", platform: "darwin", hasGlibc: false }),
  ).toBeNull();
});

test("what is not supported is said with the way out", () => {
  expect(unsupportedBecause({ ...DEBIAN, nodeVersion: "v20.18.3" })).toMatch(
    /^Node 20\.19 or newer is needed, this is 20\.18\.3/,
  );
  expect(unsupportedBecause({ ...DEBIAN, nodeVersion: "v18.20.0" })).toMatch(/nodejs\.org/);
  expect(unsupportedBecause({ ...DEBIAN, hasGlibc: false })).toMatch(/musl.*node:22-slim/);
  expect(unsupportedBecause({ ...DEBIAN, platform: "win32" })).toMatch(/not on win32/);
  expect(unsupportedBecause({ ...DEBIAN, arch: "arm" })).toMatch(/not on arm\./);
});

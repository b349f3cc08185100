import { defineConfig } from "vitest/config";

const TESTS = [
  "packages/*/{src,test,scripts}/**/*.test.{ts,tsx}",
  "conformance/src/**/*.test.ts",
  "bench/src/**/*.test.ts",
  "tools/**/*.test.mjs",
];
/** They load chDB into their own process, where it lives to the end of it. The server's tests start it as a process, as the server does. */
const ENGINE = [
  "packages/segments-sql/test/**/*.test.ts",
  "conformance/src/{faults,differential}/**/*.test.ts",
  "conformance/src/{known-answers,vectors}.test.ts",
];
const WHOLE_PROCESS = ["**/*.e2e.test.{ts,tsx,mjs}"];
const ELSEWHERE = ["**/node_modules/**", "**/dist/**"];

export default defineConfig({
  test: {
    // chDB crashes inside worker threads.
    pool: "forks",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        // They keep nothing outside themselves, so many files share a process and what it has read.
        extends: true,
        test: {
          name: "plain",
          include: TESTS,
          exclude: [...ENGINE, ...WHOLE_PROCESS, ...ELSEWHERE],
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "engine",
          include: ENGINE,
          exclude: [...WHOLE_PROCESS, ...ELSEWHERE],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // These start servers, browsers and engines of their own, and wait more than they work.
        extends: true,
        test: {
          name: "whole",
          include: WHOLE_PROCESS,
          exclude: ELSEWHERE,
          maxWorkers: 3,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

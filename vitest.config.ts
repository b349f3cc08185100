import { defineConfig } from "vitest/config";

const TESTS = [
  "packages/*/{src,test,scripts}/**/*.test.{ts,tsx}",
  "conformance/src/**/*.test.ts",
  "bench/src/**/*.test.ts",
  "tools/**/*.test.mjs",
];
/** They load no engine and keep nothing outside themselves, so many files share a process and what it has read. */
const PLAIN = [
  "packages/{kernel,events,segments,segments-stream,contract,models,web}/{src,test,scripts}/**/*.test.{ts,tsx}",
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
        extends: true,
        test: {
          name: "plain",
          include: PLAIN,
          exclude: [...WHOLE_PROCESS, ...ELSEWHERE],
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // An engine lives as long as its process, so every file gets one of its own.
        extends: true,
        test: {
          name: "parts",
          include: TESTS,
          exclude: [...PLAIN, ...WHOLE_PROCESS, ...ELSEWHERE],
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
          maxWorkers: 2,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

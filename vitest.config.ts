import { defineConfig } from "vitest/config";

const TESTS = [
  "packages/*/{src,test,scripts}/**/*.test.{ts,tsx}",
  "conformance/src/**/*.test.ts",
  "bench/src/**/*.test.ts",
  "tools/**/*.test.mjs",
];
const WHOLE_PROCESS = ["**/*.e2e.test.{ts,tsx,mjs}"];

export default defineConfig({
  test: {
    // chDB crashes inside worker threads, so every test file gets a process of its own.
    pool: "forks",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      {
        extends: true,
        test: {
          name: "parts",
          include: TESTS,
          exclude: [...WHOLE_PROCESS, "**/node_modules/**", "**/dist/**"],
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // These start servers, browsers and engines of their own: one at a time, after all others.
        extends: true,
        test: {
          name: "whole",
          include: WHOLE_PROCESS,
          exclude: ["**/node_modules/**", "**/dist/**"],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

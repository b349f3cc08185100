import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // chDB crashes inside worker threads, so every test file gets a process of its own.
    pool: "forks",
    maxWorkers: 2,
    include: [
      "packages/*/{src,test}/**/*.test.ts",
      "conformance/src/**/*.test.ts",
      "bench/src/**/*.test.ts",
      "tools/**/*.test.mjs",
    ],
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});

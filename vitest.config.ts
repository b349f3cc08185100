import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const TESTS = [
  "packages/*/{src,test,scripts}/**/*.test.{ts,tsx}",
  "conformance/src/**/*.test.ts",
  "bench/src/**/*.test.ts",
  "tools/**/*.test.mjs",
];
/** They load chDB into their own process, where it lives to the end of it. The server's tests start it as a process, as the server does. */
const ENGINE = [
  "packages/segments-sql/test/**/*.test.ts",
  "conformance/src/faults/faults-on-sql.test.ts",
  "conformance/src/differential/{differential,rankings,regressions}.test.ts",
  "conformance/src/{known-answers,vectors}.test.ts",
  "bench/src/memory-bound.test.ts",
];
const WHOLE_PROCESS = ["**/*.e2e.test.{ts,tsx,mjs}"];
/** They take minutes each and are begun first: what is begun last keeps one process busy while the others have ended. */
const LONGEST = [
  "pages.e2e",
  "newcomer.e2e",
  "reports.e2e",
  "demo.e2e",
  "demo-removal.e2e",
  "settings.e2e",
  "failing.e2e",
  "segments-as-code.e2e",
  "crash.e2e",
  "disk-full.e2e",
  "faults-on-sql",
  "known-answers",
  "vectors",
  "injection",
  "coverage",
];
const ELSEWHERE = ["**/node_modules/**", "**/dist/**"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rank = ({ moduleId }: TestSpecification): number => {
      const place = LONGEST.findIndex((name) => moduleId.includes(`/${name}.`));
      return place === -1 ? LONGEST.length : place;
    };
    return (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b));
  }
}

export default defineConfig({
  test: {
    // chDB crashes inside worker threads.
    pool: "forks",
    testTimeout: 120_000,
    hookTimeout: 120_000,
    // Where the machine is busy a page takes more than a second to draw what it has.
    expect: { poll: { timeout: 30_000 } },
    sequence: { sequencer: LongestFirst },
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
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
      {
        // These start servers, browsers and engines of their own, and wait more than they work: what the engine computes goes on beside.
        // A process goes through many of them, with one browser.
        extends: true,
        test: {
          name: "whole",
          include: WHOLE_PROCESS,
          exclude: ELSEWHERE,
          isolate: false,
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});

// @ts-check
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { fixtureTree } from "../testing/fixture-tree.mjs";
import { ROOT } from "./problems.mjs";
import { failure, lastLine, sum, tallyVitest } from "./tally.mjs";

/** Runs the real test runner over these files and counts what it reports. */
function tallyOf(/** @type {Readonly<Record<string, string>>} */ files) {
  const tree = fixtureTree(files);
  const reportFile = join(tree.root, "report.json");
  try {
    const { status } = spawnSync(
      process.execPath,
      [
        join(ROOT, "node_modules/vitest/vitest.mjs"),
        "run",
        "--globals",
        "--pool=forks",
        "--maxWorkers=1",
        `--root=${tree.root}`,
        "--reporter=json",
        `--outputFile.json=${reportFile}`,
      ],
      { cwd: tree.root, stdio: "ignore" },
    );
    const report = existsSync(reportFile) ? JSON.parse(readFileSync(reportFile, "utf8")) : null;
    return tallyVitest(report, status);
  } finally {
    tree.remove();
  }
}

const PASSING = 'test("a", () => {});\ntest("b", () => {});\n';

describe("counts of real runs", () => {
  test("passed, failed and skipped tests, and a file that cannot be loaded", () => {
    const tally = tallyOf({
      "a.test.js": PASSING,
      "b.test.js":
        'test("c", () => { throw new Error("no"); });\ntest.skip("d", () => {});\ntest.todo("e");\n',
      "c.test.js": 'throw new Error("not loaded");\n',
      "d.test.js":
        'describe("f", () => { beforeAll(() => { throw new Error("no"); }); test("g", () => {}); });\n',
    });
    expect(tally).toMatchObject({ passed: 2, failed: 3, skipped: 3 });
    expect(tally.notes.join("\n")).toMatch(/c\.test\.js failed outside its tests.*not loaded/s);
    expect(tally.notes.join("\n")).toMatch(/d\.test\.js failed outside its tests/);
  });

  test("an error outside every test is a failure", () => {
    const stray = 'test("a", async () => { Promise.reject(new Error("stray")); await 1; });\n';
    expect(tallyOf({ "a.test.js": stray })).toMatchObject({ passed: 1, failed: 1 });
  });

  test("a test process that dies is a failure", () => {
    expect(
      tallyOf({ "a.test.js": PASSING, "b.test.js": 'process.kill(process.pid, "SIGKILL");\n' }),
    ).toMatchObject({
      passed: 2,
      failed: 1,
    });
  });

  test("a run that finds no test is a failure", () => {
    expect(tallyOf({ "a.js": "" }).failed).toBe(1);
  });
});

test("a runner that leaves no report is a failure", () => {
  expect(tallyVitest(null, null)).toEqual(failure("the test runner left no report (exit code none)"));
});

test("the last line names what was skipped only if something was", () => {
  const one = { passed: 1, failed: 0, skipped: 0, notes: [] };
  expect(lastLine(sum([one, one]))).toBe("2 passed, 0 failed");
  expect(lastLine(sum([one, failure("x"), { ...one, skipped: 2 }]))).toBe("2 passed, 1 failed, 2 skipped");
});

// @ts-check
// Counts what the test run did. Node's own modules alone.

/** @typedef {{ readonly passed: number, readonly failed: number, readonly skipped: number, readonly notes: readonly string[] }} Tally */
/**
 * The parts of vitest's JSON report that are read here.
 * @typedef {object} VitestReport
 * @property {boolean} success
 * @property {readonly { readonly name: string, readonly status: string, readonly message?: string,
 *   readonly assertionResults: readonly { readonly status: string }[] }[]} testResults one per test file
 */

/**
 * Every test counts as one. A file that failed without a failed test (it could not be loaded, a hook broke), a run that
 * failed without a failed test (an error outside the tests, a crash) and a run without tests count as one failure each.
 * @param {VitestReport | null} report null when vitest left none
 * @param {number | null} exitCode null when a signal ended vitest
 * @returns {Tally}
 */
export function tallyVitest(report, exitCode) {
  if (report === null) return failure(`the test runner left no report (exit code ${exitCode ?? "none"})`);
  const statuses = report.testResults.flatMap((file) => file.assertionResults.map(({ status }) => status));
  const count = (/** @type {string} */ wanted) => statuses.filter((status) => status === wanted).length;
  const broken = report.testResults
    .filter(
      (file) => file.status !== "passed" && !file.assertionResults.some(({ status }) => status === "failed"),
    )
    .map((file) => `${file.name} failed outside its tests${file.message ? `: ${file.message}` : ""}`);
  const passed = count("passed");
  const failed = count("failed") + broken.length;
  const notes = [...broken];
  if (statuses.length === 0) notes.push("no test was run");
  else if (failed === 0 && (exitCode !== 0 || !report.success)) {
    notes.push(`all tests passed but the test runner failed (exit code ${exitCode ?? "none"})`);
  }
  return {
    passed,
    failed: failed + notes.length - broken.length,
    skipped: statuses.length - passed - count("failed"),
    notes,
  };
}

/** @param {string} note @returns {Tally} */
export function failure(note) {
  return { passed: 0, failed: 1, skipped: 0, notes: [note] };
}

/** @param {readonly Tally[]} tallies @returns {Tally} */
export function sum(tallies) {
  const add = (/** @type {"passed" | "failed" | "skipped"} */ key) =>
    tallies.reduce((total, tally) => total + tally[key], 0);
  return {
    passed: add("passed"),
    failed: add("failed"),
    skipped: add("skipped"),
    notes: tallies.flatMap(({ notes }) => notes),
  };
}

/** The last line of `npm test`. @param {Tally} tally */
export function lastLine({ passed, failed, skipped }) {
  const line = `${passed} passed, ${failed} failed`;
  return skipped > 0 ? `${line}, ${skipped} skipped` : line;
}

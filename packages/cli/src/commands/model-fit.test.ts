import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@habitus/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { run } from "../program.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "habitus-model-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function fit(file: string, ...more: readonly string[]) {
  let out = "";
  let err = "";
  const input = join(dir, "orders.csv");
  writeFileSync(input, file);
  const columns = ["--id", "customer", "--date", "day", "--value", "worth"];
  const args = ["model", "fit", "--input", input, ...columns, "--calibration-end", "2026-06-30", ...more];
  const exit = await run(args, {
    env: {},
    fetch,
    now: () => 0,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    ask: null,
  });
  return { exit, out, err };
}

/** Two hundred people with an order every ten days or so, a year long. */
function orders(): string {
  const random = seededRandom(3);
  const lines = ["customer,day,worth"];
  for (let who = 0; who < 200; who++) {
    for (let day = random.int(0, 40); day < 300; day += random.int(1, 19)) {
      lines.push(
        `c${who},${new Date(Date.UTC(2026, 0, 1 + day)).toISOString().slice(0, 10)},${random.int(5, 60)}.50`,
      );
      if (random.next() < 0.04) break;
    }
  }
  return `${lines.join("\n")}\n`;
}

test("parameters, log-likelihood and hold-out errors come as JSON", async () => {
  const { exit, out } = await fit(orders(), "--model", "mbgnbd");
  const report = JSON.parse(out);
  expect(exit).toBe(0);
  expect(report).toMatchObject({
    kind: "fitted",
    model: "mbgnbd",
    people: 200,
    unit: "week",
    rowsLeftOut: 0,
  });
  expect(Object.keys(report.parameters)).toEqual(["r", "alpha", "a", "b"]);
  expect(report.logLikelihood).toBeLessThan(0);
  expect(Math.abs(report.holdout.bias)).toBeLessThan(0.3);
  expect(report.holdout.people).toBe(200);
});

/** The same, with a column that says of each buyer whether the number is even. */
function withEven(): string {
  const [head = "", ...rows] = orders().trimEnd().split("\n");
  const of = (row: string) => Number(/^c(\d+)/.exec(row)?.[1]) % 2;
  return [`${head},even`, ...rows.map((row) => `${row},${1 - of(row)}`), ""].join("\n");
}

test("effects of what is known of each buyer come beside, and the hold-out is told with them", async () => {
  const { exit, out } = await fit(withEven(), "--model", "paretonbd", "--covariate", "even");
  const report = JSON.parse(out);
  expect([exit, report.kind, report.people]).toEqual([0, "fitted", 200]);
  expect(report.covariates).toMatchObject([{ name: "even" }]);
  // It was drawn without any effect.
  const [{ orders: often, end }] = report.covariates;
  expect(Math.abs(often.effect)).toBeLessThan(4 * often.error);
  expect(Math.abs(end.effect)).toBeLessThan(4 * end.error);
  expect(Math.abs(report.holdout.bias)).toBeLessThan(0.3);
});

test("a covariate that changes, is no number, or is for another model, is said", async () => {
  const changing = `${withEven()}c2,2026-06-01,5,7\n`;
  const changed = await fit(changing, "--model", "paretonbd", "--covariate", "even");
  expect(changed.err).toContain("the covariate even of c2 is another than before");
  const other = await fit(withEven(), "--model", "mbgnbd", "--covariate", "even");
  expect(other.err).toContain("The model mbgnbd takes no covariates.");
  const unread = `${withEven()}c2,2026-06-01,5,\n`;
  const { out } = await fit(unread, "--model", "paretonbd", "--covariate", "even");
  expect(JSON.parse(out).leftOutExamples).toMatchObject([{ reason: "the covariate even is no number" }]);
});

test("rows that are no orders are counted and named, never guessed at", async () => {
  const file = `${orders()}c1,2026-02-30,5\nc1,20260301,-5\n,2026-03-01,5\nc2,2026-03-01,five\n`;
  const { out } = await fit(file, "--model", "gammagamma");
  const report = JSON.parse(out);
  expect(report.rowsLeftOut).toBe(4);
  expect(report.leftOutExamples.map(({ reason }: { reason: string }) => reason)).toEqual([
    "the date is none",
    "the value is below zero: a return is no order",
    "no id",
    "the value is no number",
  ]);
});

test("too few repeaters, a wrong column, a wrong date: each says what it is", async () => {
  const few = await fit("customer,day,worth\na,2026-01-01,5\n", "--model", "paretonbd");
  expect(few.exit).toBe(1);
  expect(JSON.parse(few.out)).toMatchObject({ kind: "refused", reason: "too_few_repeaters" });
  const column = await fit("who,day,worth\na,2026-01-01,5\n", "--model", "paretonbd");
  expect(column.err).toContain("There is no column customer. The file has: who, day, worth.");
  const date = await fit(orders(), "--model", "bgnbd", "--holdout-end", "soon");
  expect(date.err).toContain("--holdout-end soon is no date.");
});

import { expect, test } from "vitest";
import { propensityQuality } from "../src/propensity/judge-propensity.ts";
import { chanceOf, fitLogistic } from "../src/propensity/logistic.ts";
import { researchFile } from "./research-data.ts";

// IBM's Telco customer churn: 7,043 customers, of whom 26.54 % left. Reference: scikit-learn 1.2.1, LogisticRegression(C=1) of standardised
// columns, each word of a column a column of its own, tested on the rows of one place of five in turn.
const file = researchFile("telco_churn/Telco-Customer-Churn.csv");
const NUMBERS = ["tenure", "MonthlyCharges", "TotalCharges"];

function churn(text: string) {
  const [head = "", ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(",");
  const rows = lines.map((line) => line.split(","));
  const cell = (row: readonly string[], name: string): string => row[names.indexOf(name)] ?? "";
  const columns = names
    .filter((name) => name !== "customerID" && name !== "Churn")
    .flatMap((name) => {
      if (NUMBERS.includes(name))
        return [{ name, values: Float64Array.from(rows, (row) => Number(cell(row, name))) }];
      const words = [...new Set(rows.map((row) => cell(row, name)))];
      return words.map((word) => ({
        name: `${name} ${word}`,
        values: Float64Array.from(rows, (row) => (cell(row, name) === word ? 1 : 0)),
      }));
    });
  return { columns, happened: Float64Array.from(rows, (row) => (cell(row, "Churn") === "Yes" ? 1 : 0)) };
}

test.skipIf(file === null)("who leaves is told as surely as by scikit-learn", () => {
  const { columns, happened } = churn(file ?? "");
  expect([happened.length, happened.reduce((sum, each) => sum + each, 0)]).toEqual([7_043, 1_869]);
  const told = new Float64Array(happened.length);
  for (let fold = 0; fold < 5; fold++) {
    const seen = [...happened.keys()].filter((row) => row % 5 !== fold);
    const pick = (from: Float64Array): Float64Array => Float64Array.from(seen, (row) => from[row] ?? 0);
    const fit = fitLogistic({
      columns: columns.map(({ name, values }) => ({ name, values: pick(values) })),
      happened: pick(happened),
    });
    if (fit === null) throw new Error("it can be fitted");
    for (let row = fold; row < happened.length; row += 5) {
      told[row] = chanceOf(
        fit,
        columns.map(({ values }) => values[row] ?? Number.NaN),
      );
    }
  }
  const { auc, logLoss, brier } = propensityQuality(happened, told);
  expect(auc).toBeCloseTo(0.845_2, 3);
  expect(logLoss).toBeCloseTo(0.417_4, 3);
  expect(brier).toBeCloseTo(0.135_5, 3);
});

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { seededRandom } from "@habitus/kernel";
import { afterEach, beforeEach, expect, test } from "vitest";
import { run } from "../program.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "habitus-propensity-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

async function propensity(file: string, ...columns: readonly string[]) {
  let [out, err] = ["", ""];
  const input = join(dir, "people.csv");
  writeFileSync(input, file);
  const named = columns.flatMap((column) => ["--column", column]);
  const exit = await run(["model", "propensity", "--input", input, "--outcome", "left", ...named], {
    env: {},
    fetch,
    now: () => 0,
    out: (text) => void (out += text),
    err: (text) => void (err += text),
    ask: null,
  });
  return { exit, out, err };
}

/** Who visits much leaves less; members do as others. */
function people(): string {
  const random = seededRandom(8);
  const lines = ["visits,member,left"];
  for (let who = 0; who < 600; who++) {
    const visits = random.int(0, 10);
    const left = random.next() < 1 / (1 + Math.exp(0.4 * (visits - 4)));
    lines.push(`${who % 50 === 0 ? "" : visits},${random.next() < 0.5},${left ? "yes" : "no"}`);
  }
  return `${lines.join("\n")}\n`;
}

test("how likely it is comes as JSON, with how surely people who were not seen were told", async () => {
  const { exit, out } = await propensity(`${people()}often,true,yes\n3,true,perhaps\n`, "visits", "member");
  const report = JSON.parse(out);
  expect([exit, report.kind, report.rows, report.rowsLeftOut]).toEqual([0, "fitted", 602, 2]);
  const { visits, member } = report.model.columns;
  expect(Math.abs(visits.effect + 0.4)).toBeLessThan(4 * visits.error);
  expect(Math.abs(member.effect)).toBeLessThan(4 * member.error);
  expect(report.quality.auc).toBeGreaterThan(0.65);
  expect(report.quality.tenths).toHaveLength(10);
});

test("what nobody can tell, and a column that is not there, are said", async () => {
  const chance = await propensity(people(), "member");
  expect(chance.exit).toBe(1);
  expect(JSON.parse(chance.out)).toMatchObject({ kind: "refused", reason: "no_better_than_chance" });
  const { err } = await propensity(people(), "age");
  expect(err).toContain("There is no column age. The file has: visits, member, left.");
});

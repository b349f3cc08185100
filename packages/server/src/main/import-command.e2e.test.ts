import { execFile, execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { ADMIN_TOKEN, type RealServer, startRealServer } from "./testing/real-server.ts";

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));

let server: RealServer;
let cwd: string;
beforeAll(async () => {
  execFileSync(process.execPath, ["tools/build.mjs", "cli"], { cwd: ROOT, stdio: "pipe" });
  server = await startRealServer({ dataDir: temporaryFolder("import-command") });
  cwd = temporaryFolder("import-files");
});
afterAll(() => server.stop());

type Ended = { readonly code: number; readonly out: string; readonly err: string };

const habitus = (...args: readonly string[]): Promise<Ended> => command("import", ...args);

function command(...args: readonly string[]): Promise<Ended> {
  const env = { ...process.env, HABITUS_URL: server.url, HABITUS_API_KEY: ADMIN_TOKEN };
  const path = join(ROOT, "packages/cli/bin/habitus.mjs");
  return new Promise((resolve) => {
    execFile(process.execPath, [path, ...args], { cwd, env }, (error, out, err) =>
      resolve({ code: typeof error?.code === "number" ? error.code : 0, out, err }),
    );
  });
}

test("a file is looked at, checked, imported and mended on the command line", {
  timeout: 120_000,
}, async () => {
  const rows = ["a,2026-01-01,12.50", "b,2026-01-02,3", "c,2026-13-01,4", "d,2026-01-03,5", "e,2026-01-04,6"];
  writeFileSync(join(cwd, "till.csv"), `customer_id,date,total\n${rows.join("\n")}\n`);
  const guessed = await habitus("till.csv", "--print-mapping");
  expect(guessed.code).toBe(0);
  writeFileSync(join(cwd, "till.json"), guessed.out.replace("Row Imported", "Order Completed"));

  const checked = await habitus("till.csv", "--mapping", "till.json", "--check");
  expect(checked.out).toBe(`5 rows: 4 good, 1 with mistakes, 0 skipped, 0 repeated.
  1 bad_time: "2026-13-01" is no time of the form "iso".
4 people: 0 known, 4 new.
  4 Order Completed
From 2026-01-01T00:00:00.000Z to 2026-01-04T00:00:00.000Z.
--errors FILE writes the rows with mistakes.
Nothing was changed.
`);
  expect(checked.code).toBe(2);
  const ran = await habitus("till.csv", "--mapping", "till.json", "--errors", "bad.csv");
  expect([ran.code, ran.out.split("\n")[0]]).toEqual([2, checked.out.split("\n")[0]]);
  const bad = readFileSync(join(cwd, "bad.csv"), "utf8");
  writeFileSync(join(cwd, "bad.csv"), bad.replace(",c,2026-13-01", ",c,2026-12-01"));
  const mended = await habitus("bad.csv", "--mapping", "till.json", "--json");
  expect(mended.code).toBe(0);
  expect(JSON.parse(mended.out)).toMatchObject({ state: "done", report: { good: 1, bad: 0 } });
  const { files } = await server.api<{ readonly files: readonly unknown[] }>("GET", "/api/imports/files");
  expect(files).toEqual([]);

  expect(await habitus("none.csv")).toMatchObject({
    code: 1,
    err: "habitus: There is no file none.csv that can be read.\n",
  });
  expect(await habitus("till.csv", "--mapping", "none")).toMatchObject({
    code: 1,
    err: expect.stringContaining("There is no such mapping."),
  });
});

test("costs of a file are checked and noted once on the command line", { timeout: 120_000 }, async () => {
  writeFileSync(
    join(cwd, "costs.csv"),
    "date,campaign,spend\n2026-01-02,Spring,1.10\n2026-01-03,Spring,dear\n",
  );
  const refused = await command("costs", "costs.csv", "--check");
  expect([refused.code, refused.out]).toEqual([
    2,
    `Rows: 2. To note: 0. There already: 0. With mistakes: 2.
  row 2: It says no currency.
  row 3, spend: "dear" is no number.
Nothing was noted.
`,
  ]);
  const noted = await command("costs", "costs.csv", "--currency", "eur");
  expect([noted.code, noted.out]).toEqual([
    2,
    `Rows: 2. Noted: 1. There already: 0. With mistakes: 1.
  row 3, spend: "dear" is no number.
1.1 EUR
`,
  ]);
  const guess = await command("costs", "costs.csv", "--currency", "eur", "--print-mapping");
  writeFileSync(join(cwd, "costs.json"), guess.out);
  const again = await command("costs", "costs.csv", "--mapping", "costs.json");
  expect(again.out).toMatch(/^Rows: 2. Noted: 0. There already: 1. With mistakes: 1./);

  writeFileSync(join(cwd, "outlay.csv"), "jour,depense,devise\n2 janvier,7,EUR\n");
  const unsaid = await command("costs", "outlay.csv", "--check");
  expect([unsaid.code, unsaid.err]).toEqual([1, expect.stringContaining("prints a mapping to fill in")]);
  const draft = await command("costs", "outlay.csv", "--print-mapping");
  expect([draft.code, draft.err]).toEqual([
    0,
    "Write the names of columns for null in: at.column, amount.column.\n",
  ]);
  writeFileSync(join(cwd, "outlay.json"), draft.out);
  const unfilled = await command("costs", "outlay.csv", "--mapping", "outlay.json");
  expect([unfilled.code, unfilled.err]).toEqual([1, expect.stringContaining("at.column: ")]);
});

import { type Client, completeMapping, costFileResultSchema, type CostMapping } from "@habitus/contract";
import { beforeEach, expect, test } from "vitest";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { adminCookie, clientOf, createManagement } from "./testing/management.ts";

let api: Client;
beforeEach(async () => {
  const management = createManagement({}, undefined, temporaryFolder("costs"));
  await adminCookie(management);
  api = clientOf(management.app);
});

const ROWS = `Date;Campaign;Spend;Currency;Comment
02.01.2026;Spring;1.250,50 €;eur;radio
02.01.2026;Spring;12345678901234567,000000001;EUR;
03.01.2026;Autumn;dear;EUR;
03.01.2026;Autumn;7;;
soon;Autumn;7;EUR;
02.01.2026;Spring;1.250,50 €;eur;radio
`;

const upload = async (text: string, name = "costs.csv"): Promise<string> =>
  (await api.uploadImportFile({ query: { name }, file: new Blob([text]) })).id;

async function read(file: string, mode: "check" | "run", mapping?: CostMapping) {
  const body = { file, mode, ...(mapping === undefined ? {} : { mapping }) };
  const { id } = await api.importCosts({ body });
  for (;;) {
    const job = await api.getJob({ params: { id } });
    if (job.state === "failed") throw new Error(job.error?.message);
    if (job.state === "done") return costFileResultSchema.parse(job.result);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

const SUMS = [{ currency: "EUR", amount: "12345678901237068.000000001" }];
const PROBLEMS = [
  { row: 4, column: "Spend", detail: expect.stringContaining('"dear"') },
  { row: 5, column: "Currency", detail: "It says no currency." },
  { row: 6, column: "Date", detail: expect.stringContaining('"soon"') },
];

test("a file is checked, then noted once however often it comes, and each mistake has its place", async () => {
  const file = await upload(ROWS);
  const { mapping, missing } = await api.guessCostMapping({ params: { file } });
  expect(missing).toEqual([]);
  expect(mapping).toEqual({
    at: { column: "Date", format: "D.M.YYYY", zone: "UTC" },
    amount: { column: "Spend", decimal: "," },
    currency: { column: "Currency", constant: null },
    kind: { column: null, constant: "message" },
    id: null,
    message: "Campaign",
    segment: null,
    note: "Comment",
  });
  const figures = { rows: 6, noted: 3, same: 0, bad: 3, problems: PROBLEMS, sums: SUMS };
  expect(await read(file, "check")).toEqual(figures);
  expect((await api.listCosts({})).costs).toEqual([]);
  expect(await read(file, "run")).toEqual(figures);
  // Two rows that say the same are two costs.
  const { costs, sums } = await api.listCosts({});
  const shown = costs.map(({ at, amount, what, note }) => [at.slice(0, 10), amount, what.message, note]);
  expect(shown.toSorted((a, b) => (String(a[1]) < String(b[1]) ? -1 : 1))).toEqual([
    ["2026-01-02", "12345678901234567.000000001", "Spring", null],
    ["2026-01-02", "1250.5", "Spring", "radio"],
    ["2026-01-02", "1250.5", "Spring", "radio"],
  ]);
  expect(sums).toEqual([{ kind: "message", ...SUMS[0], entries: 3 }]);
  expect((await api.listImportFiles({})).files).toEqual([]);

  const again = { rows: 6, noted: 0, same: 3, bad: 3, sums: [] };
  expect(await read(await upload(ROWS), "run")).toMatchObject(again);
  expect((await api.listCosts({})).costs).toHaveLength(3);
});

test("rows have ids of their own where a column says so; NDJSON keeps its digits", async () => {
  const line = (id: string, cost: string) =>
    `{"id":"${id}","date":"2026-01-02","cost":${cost},"currency":"USD","kind":"Hour","segment":"vip"}`;
  const first = [line("a", "12345678901234567.5"), line("b", "2"), line("a", "12345678901234567.5")];
  const file = await upload(first.join("\n"), "costs.ndjson");
  expect(await read(file, "run")).toMatchObject({ noted: 2, same: 1, bad: 0 });
  const { costs } = await api.listCosts({});
  expect(costs.map(({ id, kind, amount, what }) => ({ id, kind, amount, what }))).toEqual([
    { id: "a", kind: "hour", amount: "12345678901234567.5", what: { segment: "vip" } },
    { id: "b", kind: "hour", amount: "2", what: { segment: "vip" } },
  ]);
  const other = [line("a", "3"), line("c", "4"), line("c", "5"), line("d", "6").replace("Hour", "hours")];
  const otherwise = await read(await upload(other.join("\n"), "costs.ndjson"), "run");
  expect(otherwise).toMatchObject({ noted: 1, same: 0, bad: 3 });
  expect(otherwise.problems.map(({ row, column }) => [row, column])).toEqual([
    [3, "id"],
    [4, "kind"],
    [1, "id"],
  ]);
});

test("a file that does not say enough is refused, and one under a job is not deleted", async () => {
  const file = await upload("name,total\na,1\n");
  const guess = await api.guessCostMapping({ params: { file } });
  expect(guess.missing).toEqual(["at", "currency"]);
  expect(completeMapping(guess.mapping)).toBeNull();
  // What is missing is filled in by somebody who knows; the rest is there.
  expect(guess.mapping).toMatchObject({
    at: { column: null, format: "iso", zone: "UTC" },
    amount: { column: "total", decimal: "." },
  });
  const commas = await api.guessCostMapping({ params: { file: await upload("wann;wieviel\nx;1.250,5\n") } });
  expect(commas.mapping.amount).toEqual({ column: null, decimal: "," });
  await expect(api.importCosts({ body: { file, mode: "check" } })).rejects.toMatchObject({
    code: "unreadable_file",
  });
  const mapping: CostMapping = {
    at: { column: "when", format: "iso", zone: "UTC" },
    amount: { column: "total", decimal: "." },
    currency: { column: null, constant: "EUR" },
    kind: { column: null, constant: "other" },
    id: null,
    message: null,
    segment: null,
    note: null,
  };
  await expect(api.importCosts({ body: { file, mode: "check", mapping } })).rejects.toMatchObject({
    message: expect.stringContaining('no column "when"'),
  });
});

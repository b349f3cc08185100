import { readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Import, ImportMapping } from "@habitus/contract";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { ADMIN_TOKEN, drained, type RealServer, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

const ROWS = 10_000;
const PEOPLE = 701;
const HEADER = "customer,at,total,shop";

/** Every 100th row has a mistake, and every 50th is the same as the one before. */
function rowOf(n: number): string {
  if (n % 50 === 1) return rowOf(n - 1);
  const at = n % 100 === 0 && n > 0 ? "soon" : new Date(Date.UTC(2015, 0, 1) + n * 60_000).toISOString();
  return `c${n % PEOPLE},${at},${n}.50,north`;
}

const LINES = Array.from({ length: ROWS }, (_, n) => rowOf(n));
const FILE = gzipSync(`${HEADER}\n${LINES.join("\n")}\n`);
const GOOD_LINES = LINES.filter((line) => !line.includes("soon"));
const BAD = ROWS - GOOD_LINES.length;
const KNOWN = new Set(GOOD_LINES.map((line) => line.split(",")[0])).size;

const MAPPING: ImportMapping = {
  dataset: "till",
  what: "events",
  file: { format: "csv", delimiter: ",", header: true, encoding: "utf-8" },
  event: { from: { columns: [], constant: "Order Completed" }, names: {}, otherwise: "keep" },
  time: { columns: ["at"], format: "iso", zone: "UTC" },
  userId: { columns: ["customer"], constant: null },
  anonymousId: null,
  key: [],
  blanks: [],
  fields: [
    { to: "revenue", as: "property", from: { columns: ["total"], constant: null }, type: "number" },
    { to: "sku", as: "property", from: { columns: [], constant: "tee" }, type: "text" },
    { to: "shop", as: "trait", from: { columns: ["shop"], constant: null }, type: "text" },
  ],
};

const ACCOUNTS: ImportMapping = {
  ...MAPPING,
  dataset: "crm",
  what: "accounts",
  event: null,
  time: null,
  userId: null,
  groupId: { columns: ["company"], constant: null },
  fields: [{ to: "plan", as: "account", from: { columns: ["plan"], constant: null }, type: "text" }],
};

async function begin(server: RealServer, file = FILE, mapping = MAPPING): Promise<Import> {
  const answer = await fetch(`${server.url}/api/imports/files?name=till.csv.gz`, {
    method: "POST",
    headers: { authorization: `Bearer ${ADMIN_TOKEN}`, "content-type": "application/octet-stream" },
    body: file,
  });
  expect(answer.status).toBe(201);
  const { id } = (await answer.json()) as { readonly id: string };
  return server.api<Import>("POST", "/api/imports", { file: id, mode: "run", mapping });
}

/** Resolves when the import is what the test waits for; fails with what it became instead. */
async function until(server: RealServer, id: string, is: (now: Import) => boolean): Promise<Import> {
  for (;;) {
    const now = await server.api<Import>("GET", `/api/imports/${id}`);
    if (is(now)) return now;
    if (now.state === "failed" || now.state === "done") throw new Error(JSON.stringify(now.job));
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function orders(server: RealServer): Promise<number | undefined> {
  await drained(server);
  const { names } = await server.api<{ readonly names: readonly { name: string; count: number }[] }>(
    "GET",
    "/api/events/names",
  );
  return names.find(({ name }) => name === "Order Completed")?.count;
}

test("an import outlives kills, waits while it is paused, and every row comes in exactly once", {
  timeout: 180_000,
}, async () => {
  const dataDir = temporaryFolder("imports");
  let server = await startRealServer({ dataDir });
  const again = async (): Promise<void> => {
    await server.kill();
    server = await startRealServer({ dataDir });
  };
  await server.api("PUT", "/api/items/tee", { categories: ["shirts"], price: "7.50" });
  const { id, job } = await begin(server);
  await until(server, id, (now) => (now.job?.done ?? 0) > 1_000);
  await again();
  await until(server, id, (now) => (now.job?.done ?? 0) > 4_000);
  await server.api("POST", `/api/jobs/${job?.id}/pause`);
  const paused = await until(server, id, ({ state }) => state === "paused");
  await again();
  const waiting = await server.api<Import>("GET", `/api/imports/${id}`);
  expect(waiting).toMatchObject({ state: "paused", report: { rows: paused.report.rows } });
  await server.api("POST", `/api/jobs/${job?.id}/resume`);
  const done = await until(server, id, ({ state }) => state === "done");
  expect(done.report).toMatchObject({ rows: ROWS, good: ROWS - BAD, bad: BAD, skipped: 0, repeated: 0 });
  expect(await orders(server)).toBe(ROWS - BAD);
  const definition = 'did "Order Completed" where $item.category is "shirts" and $item.price is 7.5';
  const { count } = await server.api<{ readonly count: number }>("POST", "/api/segments/evaluate", {
    definition,
  });
  expect(count).toBe(KNOWN);
  const errors = await fetch(`${server.url}/api/imports/${id}/errors`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  const lines = (await errors.text()).trim().split("\r\n");
  expect(lines).toHaveLength(BAD + 1);
  expect(new Set(lines.map((line) => line.split(",")[0])).size).toBe(BAD + 1);

  const second = await until(server, (await begin(server)).id, ({ state }) => state === "done");
  expect(second.report).toMatchObject({ good: ROWS - BAD, people: { known: KNOWN, new: 0 } });
  expect(await orders(server)).toBe(ROWS - BAD);

  const crm = await begin(server, gzipSync("company,plan\nacme,pro\nglobex,free\n"), ACCOUNTS);
  const { report } = await until(server, crm.id, ({ state }) => state === "done");
  expect(report).toMatchObject({ rows: 2, good: 2, people: { known: 0, new: 0 } });
  await again();
  expect(await server.api("GET", "/api/accounts/acme")).toMatchObject({
    members: 0,
    traits: { plan: "pro" },
  });
  const joins = { type: "group", userId: "c1", groupId: "acme" };
  const sent = await fetch(`${server.url}/v1/batch`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa(`${WRITE_KEY}:`)}` },
    body: JSON.stringify({ batch: [joins] }),
  });
  expect(sent.status).toBe(200);
  await drained(server);
  const ofPro = { definition: 'in any account (where plan is "pro")' };
  expect(await server.api("POST", "/api/segments/evaluate", ofPro)).toMatchObject({ count: 1 });
  // What was needed on the way is gone: the file, and what was remembered of its rows.
  expect(readdirSync(join(dataDir, "imports/files"))).toEqual([]);
  expect(readdirSync(join(dataDir, "imports/seen"))).toEqual([]);
  expect(await server.stop()).toBe(0);
});

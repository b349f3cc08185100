import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { onlineRetailCalls, readOnlineRetail } from "./online-retail.ts";

const FILE = new URL("../../data/online_retail.csv.gz", import.meta.url).pathname;

test("the file becomes one order event per invoice that names a customer", async () => {
  const { invoices, items, lines, withoutCustomer } = await readOnlineRetail(FILE);
  const calls = [...onlineRetailCalls(invoices)];
  const named = (name: string) => calls.filter((call) => call["event"] === name).length;
  expect(lines).toBe(541_909);
  expect(items.length).toBe(3_684);
  expect(items.find(({ id }) => id === "85123A")?.name).toBe("WHITE HANGING HEART T-LIGHT HOLDER");
  expect(invoices.length).toBe(22_190);
  expect(withoutCustomer).toBe(25_900 - 22_190);
  expect(named("Order Completed")).toBe(18_536);
  expect(named("Order Cancelled")).toBe(3_654);
  expect(new Set(invoices.map((invoice) => invoice.customer)).size).toBe(4_372);
  expect(new Set(calls.map((call) => call["messageId"])).size).toBe(calls.length);
  expect(Math.max(...calls.map((call) => JSON.stringify(call).length))).toBeLessThan(32 * 1024);
});

test("a file with other columns is refused by its head", async () => {
  const file = join(temporaryFolder("online-retail"), "other.csv.gz");
  const head = "InvoiceNo,StockCode,Description,InvoiceDate,Quantity,UnitPrice,CustomerID,Country";
  await writeFile(file, gzipSync(`${head}\n1,2,Mug,2010-12-01 08:26:00,6,2.55,17850,France\n`));
  await expect(readOnlineRetail(file)).rejects.toMatchObject({ code: "bad_demo_data" });
});

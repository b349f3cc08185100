import type { Import } from "@habitus/contract";
import { decodeEvents, type TrackedEvent } from "@habitus/events";
import { decimalFromText, decimalToText, formatInstant } from "@habitus/kernel";
import { expect, test } from "vitest";
import { beginning, linesOf, textOf } from "../../imports/testing/shipped-data.ts";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";
import { adminCookie, clientOf, createManagement } from "./testing/management.ts";

// Each file is counted twice: as it was imported, and by its raw lines, which have no quotes.

async function imported(
  text: string,
  mapping: string,
): Promise<{ done: Import; events: readonly TrackedEvent[] }> {
  const management = createManagement({}, undefined, temporaryFolder("shipped"));
  await adminCookie(management);
  const api = clientOf(management.app);
  const { id: file } = await api.uploadImportFile({ query: { name: "file.csv" }, file: new Blob([text]) });
  const { id } = await api.startImport({ body: { file, mode: "run", mapping } });
  let done = await api.getImport({ params: { id } });
  while (done.state === "running") {
    await new Promise((resolve) => setTimeout(resolve, 5));
    done = await api.getImport({ params: { id } });
  }
  const records = management.log.read(1, { records: 10_000, bytes: 1e9 });
  const events = records.flatMap(({ kind, payload }) =>
    kind === "imports" ? decodeEvents(payload).events : [],
  );
  return { done, events };
}

function sum(values: readonly string[]): string {
  return decimalToText(values.reduce((total, value) => total + (decimalFromText(value) ?? 0n), 0n));
}

const property = (name: string) => (event: TrackedEvent) =>
  new RegExp(`"${name}":([^,}]+)`).exec(event.properties)?.[1] ?? "0";

function byName(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

test("lines of receipts of the Complete Journey", async () => {
  const text = beginning(textOf("complete_journey/transactions.csv.gz"), 2_000);
  const lines = linesOf(text);
  const { done, events } = await imported(text, "complete-journey-transactions");
  expect(done).toMatchObject({ state: "done", errorFile: null });
  const households = new Set(lines.map((line) => line["household_id"]));
  expect(done.report).toMatchObject({ good: 2_000, bad: 0, repeated: 0, people: { new: households.size } });
  expect(new Set(events.map(({ id }) => id)).size).toBe(lines.length);
  expect(sum(events.map(property("revenue")))).toBe(sum(lines.map((line) => line["sales_value"] ?? "")));
  const last = lines
    .map((line) => line["transaction_timestamp"] ?? "")
    .sort()
    .at(-1);
  expect(done.report.lastTime).toBe(`${last}.000Z`);
});

test("households and coupons of the Complete Journey", async () => {
  const people = textOf("complete_journey/demographics.csv.gz");
  const households = await imported(people, "complete-journey-demographics");
  expect(households.done.report).toMatchObject({ good: linesOf(people).length, bad: 0 });
  const owners = linesOf(people).filter((line) => line["home_ownership"] === "Homeowner");
  const said = households.events.filter(({ traits }) => traits.includes('"home_ownership":"Homeowner"'));
  expect(said.map(({ userId }) => userId)).toEqual(owners.map((line) => line["household_id"]));
  const coupons = textOf("complete_journey/coupon_redemptions.csv.gz");
  const redeemed = await imported(coupons, "complete-journey-redemptions");
  expect(redeemed.done.report).toMatchObject({ good: linesOf(coupons).length, bad: 0, repeated: 0 });
});

test("campaigns that households of the Complete Journey got, each with its days", async () => {
  const mailed = [
    "campaign_id,household_id,campaign_type,start_date,end_date",
    "1,105,Type B,2017-03-03,2017-04-09",
    "2,105,Type B,2017-03-08,2017-04-09",
    "2,1238,Type B,2017-03-08,2017-04-09",
  ].join("\n");
  const { done, events } = await imported(mailed, "complete-journey-campaigns");
  expect(done.report).toMatchObject({ good: 3, bad: 0, repeated: 0, people: { new: 2 } });
  expect(events.map(({ userId, name, time }) => [userId, name, formatInstant(time)])).toEqual([
    ["105", "Direct Mail Sent", "2017-03-03T00:00:00.000Z"],
    ["105", "Direct Mail Sent", "2017-03-08T00:00:00.000Z"],
    ["1238", "Direct Mail Sent", "2017-03-08T00:00:00.000Z"],
  ]);
  expect(events[0]?.properties).toBe('{"campaign":"1","campaign_type":"Type B","end_date":"2017-04-09"}');
});

test("hits of the Google Merchandise Store", async () => {
  const text = beginning(textOf("google_store_hits.csv.gz"), 4_000);
  const lines = linesOf(text);
  const { done, events } = await imported(text, "google-store-hits");
  expect(done.report).toMatchObject({ good: 4_000, bad: 0, repeated: 0 });
  const acts = byName(lines.map((line) => line["act"] || (line["hit_type"] ?? "")));
  expect(byName(events.map(({ name }) => name))).toEqual({
    "Page Viewed": acts["PAGE"],
    Interaction: acts["EVENT"],
    "Product Clicked": acts["product_click"],
    "Product Viewed": acts["product_view"],
    "Product Added": acts["add_to_cart"],
    "Product Removed": acts["remove_from_cart"],
    "Checkout Step Viewed": acts["checkout"],
    "Order Completed": acts["purchase"],
  });
  expect(done.report.people.new).toBe(new Set(lines.map((line) => line["visitor"])).size);
  expect(sum(events.map(property("revenue")))).toBe(sum(lines.map((line) => line["revenue"] ?? "")));
});

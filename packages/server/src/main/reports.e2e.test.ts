import { expect, test } from "vitest";
import { type Line, linesOf, textOf } from "../imports/testing/shipped-data.ts";
import {
  byClock,
  counts,
  heavyMediumLight,
  type Instants,
  ownCounts,
  rfmCells,
  writeReport,
} from "./testing/plain-report.ts";

// Data sets that come in by import, as a newcomer makes the report: with one command, in a server of its own.

function grouped(lines: readonly Line[], by: string): ReadonlyMap<string, readonly Line[]> {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const key = line[by] ?? "";
    const own = groups.get(key);
    if (own === undefined) groups.set(key, [line]);
    else own.push(line);
  }
  return groups;
}

function instantsOf(groups: ReadonlyMap<string, readonly Line[]>, at: (line: Line) => number): Instants {
  return new Map([...groups].map(([person, lines]) => [person, lines.map(at)]));
}

test("the report of the Complete Journey says what plain loops over its files come to", {
  timeout: 900_000,
}, async () => {
  const { page, told } = await writeReport(["complete-journey"]);
  expect(page).not.toMatch(/NaN|undefined|https?:/);
  const lines = linesOf(textOf("complete_journey/transactions.csv.gz"));
  const coupons = linesOf(textOf("complete_journey/coupon_redemptions.csv.gz"));
  const households = linesOf(textOf("complete_journey/demographics.csv.gz"));
  const bought = grouped(lines, "household_id");
  const instants = instantsOf(bought, (line) => Date.parse(`${line["transaction_timestamp"]}Z`));
  expect(told).toMatchObject({ people: bought.size, events: lines.length + coupons.length });
  expect(counts(told.frequency)).toEqual(
    heavyMediumLight([...bought.values()].map((own) => new Set(own.map((line) => line["basket_id"])).size)),
  );
  expect(told.rfm).toEqual(rfmCells(instants));
  const clock = byClock(instants, "America/New_York");
  expect(counts(told.weekdays)).toEqual(clock.weekdays);
  expect(counts(told.hours)).toEqual(clock.hours);

  const redeemed = [...grouped(coupons, "household_id").values()];
  const some = (meets: (own: readonly Line[]) => boolean): number => redeemed.filter(meets).length;
  expect(ownCounts(told, "Coupons")).toEqual([
    redeemed.length,
    some((own) => own.length >= 5),
    // The first hours of October by UTC are the last of September in New York.
    some((own) => own.some((line) => (line["redemption_date"] ?? "") >= "2017-10-02")),
    some((own) => new Set(own.map((line) => line["campaign_id"])).size >= 2),
    bought.size - redeemed.length,
  ]);
  const aged = (age: string): number => households.filter((line) => line["age"] === age).length;
  expect(ownCounts(told, "Ages of households")).toEqual([
    ...["19-24", "25-34", "35-44", "45-54", "55-64", "65+"].map(aged),
    bought.size - households.length,
  ]);
  // Who bought on how many days is what the model starts from.
  const repeated = [...bought.values()].filter(
    (own) => new Set(own.map((line) => line["transaction_timestamp"]?.slice(0, 10))).size > 1,
  );
  expect(told.model).toMatchObject({ outcome: "scored", result: { people: bought.size } });
  expect(repeated.length).toBeGreaterThan(100);
  expect(told.health.length).toBeGreaterThan(10);
});

test("the report of a day of the Google Merchandise Store says what plain loops over its hits come to", {
  timeout: 900_000,
}, async () => {
  const { page, told } = await writeReport(["google-store"]);
  expect(page).toContain("Not enough data");
  const hits = linesOf(textOf("google_store_hits.csv.gz"));
  const visitors = grouped(hits, "visitor");
  expect(told).toMatchObject({ people: visitors.size, events: hits.length });
  const named = (event: string) => hits.filter((hit) => (hit["act"] || hit["hit_type"]) === event);
  const did = (event: string): ReadonlySet<string | undefined> =>
    new Set(named(event).map((hit) => hit["visitor"]));
  const pages = instantsOf(grouped(named("PAGE"), "visitor"), (hit) => Number(hit["at_ms"]));
  expect(counts(told.frequency)).toEqual(heavyMediumLight([...pages.values()].map((own) => own.length)));
  const clock = byClock(pages, "America/Los_Angeles");
  expect(counts(told.weekdays)).toEqual(clock.weekdays);
  expect(counts(told.hours)).toEqual(clock.hours);
  const orders = instantsOf(grouped(named("purchase"), "visitor"), (hit) => Number(hit["at_ms"]));
  expect(told.rfm).toEqual(rfmCells(orders));

  const way = ["PAGE", "product_view", "add_to_cart", "checkout", "purchase"].map(did);
  expect(ownCounts(told, "On the way to an order")).toEqual(way.map(({ size }) => size));
  const [, viewed = new Set(), added = new Set(), , ordered = new Set()] = way;
  const without = (those: ReadonlySet<unknown>, others: ReadonlySet<unknown>): number =>
    [...those].filter((visitor) => !others.has(visitor)).length;
  expect(ownCounts(told, "Left on the way").slice(0, 2)).toEqual([
    without(viewed, added),
    without(added, ordered),
  ]);
  expect(told.model).toMatchObject({
    outcome: "refused",
    result: { people: orders.size, fit: { reason: "too_few_repeaters" } },
  });
  expect(told.health.length).toBeGreaterThan(5);
});

import { afterAll, beforeAll, expect, test } from "vitest";
import { findFaults } from "./browser.ts";
import { faultsSeen } from "./looks.ts";
import { sendEvent } from "./real-server.ts";
import { openSignedInPage, type SignedInPage } from "./signed-in-page.ts";

let server: SignedInPage["server"];
let context: SignedInPage["context"];
let page: SignedInPage["page"];
let close: SignedInPage["close"] | null = null;

beforeAll(async () => {
  ({ server, context, page, close } = await openSignedInPage());
}, 120_000);

afterAll(() => close?.());

async function orders(...totals: readonly unknown[]): Promise<void> {
  const batch = totals.map((total) => {
    return { type: "track", event: "Order Paid", userId: "bob", properties: { total, currency: "EUR" } };
  });
  expect(await sendEvent(server, { batch }, "/v1/batch")).toBe(200);
}

test("a plan is drafted from what was sent, counts what is not as planned, refuses it, and lets it in again", {
  timeout: 240_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await page.goto("/plan");
  await page.getByText("No event is planned yet").waitFor();
  await page.getByText("Nothing has been sent yet.").waitFor();
  expect(await findFaults(page)).toEqual([]);

  await orders(10, 12, 11);
  const looked = async (): Promise<unknown> => {
    const answer = await context.request.get("/api/audit/data/fields?event=Order%20Paid");
    return ((await answer.json()) as { readonly looked: number }).looked;
  };
  await expect.poll(looked, { timeout: 30_000 }).toBe(3);
  await page.reload();
  await page.getByRole("link", { name: "Draft from what was sent: Order Paid" }).click();
  await page.getByText("Drafted from 3 events.", { exact: false }).waitFor();
  await page.getByLabel("Required of total").check();
  await page.getByLabel("At least of total").fill("5");
  await page.getByLabel("Allowed values of currency").fill("EUR");
  await page.getByLabel("Allowed values of currency").press("Enter");
  expect(JSON.parse(await page.getByLabel("JSON Schema").inputValue())).toEqual({
    type: "object",
    properties: { total: { type: "number", minimum: 5 }, currency: { type: "string", enum: ["EUR"] } },
    required: ["total"],
  });
  expect(await faultsSeen(page, "plan-dialog")).toEqual([]);
  await button("Save").click();
  await page.getByText("Every event of the last 7 days was as planned.").waitFor();

  await orders("many", 1, 9);
  await expect.poll(async () => (await context.request.get("/api/people/bob")).status()).toBe(200);
  await page.reload();
  await page.getByText("2 events in the last 7 days.", { exact: false }).waitFor();
  await page.getByText("must be a number and is a text").waitFor();
  await page.getByText("is less than 5").waitFor();

  await page.getByRole("link", { name: "Edit" }).click();
  await page.getByLabel("Not as planned").selectOption("refuse");
  await button("Save").click();
  await page.getByRole("dialog").waitFor({ state: "detached" });
  await orders("none");
  const letters = async () => (await context.request.get("/api/dead-letters")).text();
  await expect.poll(letters, { timeout: 30_000 }).toContain("against_plan");
  await page.reload();
  const refused = page.getByRole("link", { name: "refused: look and replay", exact: false });
  await refused.waitFor();
  expect(await faultsSeen(page, "plan")).toEqual([]);

  await refused.click();
  await page.getByText("must be a number and is a text", { exact: false }).first().waitFor();
  await button("Replay").click();
  await page.getByText("1 event was refused again").waitFor();
  const params = { data: { schema: { type: "object" }, mode: "refuse", rev: 2 } };
  expect((await context.request.put("/api/tracking-plan/Order%20Paid", params)).status()).toBe(200);
  await button("Replay").click();
  await page.getByText("1 event was accepted").waitFor();

  await page.goto("/plan?event=Order+Paid");
  await button("Remove from the plan").click();
  await page.getByRole("dialog").getByRole("button", { name: "Remove from the plan" }).click();
  await page.getByText("“Order Paid” has no plan").waitFor();
});

test("what is mandatory and missing is told, and what is unnecessary is dropped after it was said who reads it", {
  timeout: 240_000,
}, async () => {
  await orders(10, 12, "");
  const definition = 'did "Order Paid" where currency is "EUR"';
  const about = { goal: "g", owner: "o", action: "a", reviewDate: "2030-01-01", purpose: "p" };
  const data = { key: "euro", name: "Euro", definition, ...about };
  expect((await context.request.post("/api/segments", { data })).status()).toBe(201);
  const looked = async (): Promise<unknown> => {
    const answer = await context.request.get("/api/audit/data/fields?event=Order%20Paid");
    return ((await answer.json()) as { readonly looked: number }).looked;
  };
  await expect.poll(looked, { timeout: 30_000 }).toBeGreaterThan(2);
  await page.goto("/audit?event=Order+Paid");
  await page.getByLabel("Worth of total").selectOption("mandatory");
  await page.getByText(/missing in \d+ event/).waitFor();
  await page.getByLabel("Worth of currency").selectOption("unnecessary");
  await page.getByText("by the segment euro").waitFor();
  expect(await faultsSeen(page, "marks-dialog")).toEqual([]);
  await page.getByRole("button", { name: "Keep it no longer" }).click();
  const notKept = page.getByRole("region", { name: "No longer kept" });
  await notKept.getByText("currency").waitFor();
  await orders(7);
  await expect
    .poll(async () => (await context.request.get("/api/data-marks")).text(), { timeout: 30_000 })
    .toContain('"week":1');
  await page.reload();
  await notKept.getByText("1", { exact: true }).waitFor();
  expect(await faultsSeen(page, "marks")).toEqual([]);
  await page.goto("/segments/euro");
  await page.getByText("“currency” of “Order Paid” is marked as unnecessary and no longer kept.").waitFor();
  await page.goto("/audit");
  await page.getByRole("button", { name: "Keep it again: currency" }).click();
  await notKept.waitFor({ state: "detached" });
});

test("cleaning rules show what they would have done, and clean what comes from then on", {
  timeout: 240_000,
}, async () => {
  const paid = async (currency: string, messageId: string): Promise<void> => {
    const properties = { currency };
    const call = { type: "track", event: "Paid", userId: "bob", messageId, properties };
    expect(await sendEvent(server, call)).toBe(200);
  };
  for (const [index, currency] of [" eur", "eur", "n/a"].entries()) await paid(currency, `past ${index}`);
  const looked = async (): Promise<unknown> => {
    const answer = await context.request.get("/api/audit/data/fields?event=Paid");
    return ((await answer.json()) as { readonly looked: number }).looked;
  };
  await expect.poll(looked, { timeout: 30_000 }).toBe(3);
  await page.goto("/audit?event=Paid");
  await page.getByRole("button", { name: "Edit cleaning" }).click();
  const rule = (number: number) => page.getByRole("group", { name: `Rule ${number}` });
  const add = async (number: number, kind: string) => {
    await page.getByRole("button", { name: "Add a rule" }).click();
    await rule(number).getByLabel("Field").fill("currency");
    await rule(number).getByLabel("Field").press("Tab");
    await rule(number).getByLabel("What is done").selectOption(kind);
  };
  await add(1, "upper");
  await add(2, "trim");
  await add(3, "drop");
  await rule(3).getByLabel("Values").fill("N/A");
  await rule(3).getByLabel("Values").press("Enter");
  const preview = page.getByRole("region", { name: "What this would have done" });
  await preview
    .getByText("currency: of 3 values in the newest 3 events, 2 would have changed.", { exact: false })
    .waitFor();
  await preview.getByText("1 would have been dropped.", { exact: false }).waitFor();
  // What stands half below the dialog's head has no colour that can be told.
  await page.getByRole("dialog").evaluate((dialog) => dialog.scrollTo(0, 0));
  expect(await faultsSeen(page, "cleaning")).toEqual([]);
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await page.getByText("currency: dropped where it is “N/A”").waitFor();
  await paid(" eur", "new");
  const stored = async () => (await context.request.get("/api/people/bob/events?name=Paid&limit=1")).text();
  await expect.poll(stored, { timeout: 30_000 }).toContain('"currency":"EUR"');
});

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ADMIN, capture, newContext, openBrowser } from "./browser.ts";
import { exploreJourneys } from "./explore-journeys.ts";
import { faultsSeen } from "./looks.ts";
import { type RealServer, sendEvent, startRealServer } from "./real-server.ts";

let server: RealServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  server = await startRealServer();
  browser = await openBrowser();
  context = await newContext(browser, server.url, { size: "wide", scheme: "light" });
  context.setDefaultTimeout(60_000);
  page = await context.newPage();
});

afterAll(async () => {
  await context.close();
  await server.stop();
});

test("somebody new comes from an empty install to a live segment of weekend buyers, by what the pages say", {
  timeout: 600_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  await page.goto("/");
  await page.getByLabel("Your name").fill(ADMIN.name);
  await page.getByLabel("Email").fill(ADMIN.email);
  await page.getByRole("textbox", { name: "Password" }).fill(ADMIN.password);
  await button("Create the admin account").click();
  await button("Load the demo").click();
  await page.getByRole("heading", { name: "Demo data is loaded" }).waitFor({ timeout: 400_000 });
  await capture(page, "newcomer-loaded-wide-light");
  await page.getByRole("link", { name: "Segments", exact: true }).click();
  await page.getByRole("link", { name: "New segment" }).first().click();
  await button("timing").click();
  await page.getByRole("button", { name: /^Weekend buyers/ }).click();
  const sentence = await page.getByLabel("As a sentence").inputValue();
  expect(sentence).toContain('did "Order Completed" on weekends');
  // By plain loops over the raw file: on weekends in two of the five whole weeks before that of 10 December 2011, and on no weekday of them.
  const counted = page.locator(".segment-rail .segment-big-count");
  await expect.poll(() => counted.innerText(), { timeout: 60_000 }).toBe("19");
  await capture(page, "newcomer-weekend-wide-light");
  await button("Create the segment").click();
  await page.getByRole("heading", { level: 1, name: "Weekend buyers" }).waitFor();
  const state = async (): Promise<unknown> =>
    (await (await context.request.get("/api/segments/weekend-buyers")).json()).live?.state;
  await expect.poll(state, { timeout: 120_000 }).toBe("live");
  expect(await faultsSeen(page, "newcomer-segment")).toEqual([]);
});

describe.sequential("somebody who explores", () => exploreJourneys(() => ({ server, browser })));

test("goes on with data of their own: the demo is shown, asked about and removed, and what is theirs stays", {
  timeout: 400_000,
}, async () => {
  await sendEvent(server, { userId: "12583", event: "Order Completed", properties: { revenue: 5 } });
  await page.getByRole("link", { name: "Home", exact: true }).click();
  const remove = page.getByRole("button", { name: "Remove the demo data", exact: true });
  await remove.click();
  const dialog = page.getByRole("dialog", { name: "Remove the demo data?" });
  await dialog.getByText("22,190 events").waitFor();
  await expect.poll(() => dialog.getByText(/has data of their own/).count(), { timeout: 60_000 }).toBe(1);
  await dialog.getByText("The fixed date: segments are counted as of the present again").waitFor();
  expect(await faultsSeen(page, "demo-removal-asked")).toEqual([]);
  await dialog.getByRole("button", { name: "Remove the demo data" }).click();
  await page.getByRole("heading", { name: "Removing the demo data" }).waitFor();
  await capture(page, "demo-removal-running-wide-light");
  // It may be over by then; how it ended is still said.
  await page.reload();
  await page.getByText("The demo data is gone").waitFor({ timeout: 300_000 });
  await page.getByText("22,190 events were removed.").waitFor();
  expect(await faultsSeen(page, "demo-removal-done")).toEqual([]);
  await page.getByRole("link", { name: "Segments", exact: true }).click();
  await page.getByRole("link", { name: "Weekend buyers", exact: true }).waitFor();
  expect(await page.getByRole("link", { name: "Loyal customers", exact: true }).count()).toBe(0);
  await page.getByRole("link", { name: "People", exact: true }).click();
  await page.getByText("12583").first().waitFor();
});

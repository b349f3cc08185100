import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN, capture, findFaults, launchBrowser, newContext } from "./browser.ts";
import { type RealServer, startRealServer } from "./real-server.ts";

let server: RealServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  server = await startRealServer();
  browser = await launchBrowser();
  context = await newContext(browser, server.url, { size: "wide", scheme: "light" });
  context.setDefaultTimeout(60_000);
  page = await context.newPage();
});

afterAll(async () => {
  await browser.close();
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
  expect(await findFaults(page)).toEqual([]);
  await capture(page, "newcomer-segment-wide-light");
});

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { ADMIN, launchBrowser, newContext, signedIn } from "./browser.ts";
import { faultsSeen } from "./looks.ts";
import { type RealServer, sendEvent, startRealServer } from "./real-server.ts";

let server: RealServer;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  server = await startRealServer();
  browser = await launchBrowser();
  const newcomer = await newContext(browser, server.url, { size: "wide", scheme: "light" });
  expect((await newcomer.request.post("/api/setup", { data: ADMIN })).ok()).toBe(true);
  await newcomer.close();
  context = await signedIn(browser, server.url, { size: "wide", scheme: "light" });
  context.setDefaultTimeout(60_000);
  page = await context.newPage();
}, 120_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

test("a person is erased once their name was typed, and the proof fills up until nothing is left", {
  timeout: 180_000,
}, async () => {
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const isThere = async () => (await context.request.get("/api/people/ann")).status();
  expect(await sendEvent(server, { type: "track", event: "Bought", userId: "ann" })).toBe(200);
  await expect.poll(isThere, { timeout: 30_000 }).toBe(200);
  await page.goto("/people/ann");
  await button("Erase").click();
  await page.getByLabel("To confirm, type ann").fill("an");
  expect(await button("Erase for good").isDisabled()).toBe(true);
  expect(await faultsSeen(page, "erase-dialog")).toEqual([]);
  await page.getByLabel("To confirm, type ann").fill("ann");
  await button("Erase for good").click();
  await page.getByText("Erasure e1").waitFor();
  expect(await isThere()).toBe(404);
  await page.getByText("Due", { exact: false }).first().waitFor();
  expect(await faultsSeen(page, "erasures")).toEqual([]);
  await button("Clear files now").click();
  await page.getByText("Complete · ", { exact: false }).waitFor();
  expect(await faultsSeen(page, "erasures-complete")).toEqual([]);
});

import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect } from "vitest";
import { ADMIN, launchBrowser, newContext, signedIn } from "./browser.ts";
import { type RealServer, startRealServer } from "./real-server.ts";

/** A page of the first admin of a new server. */
export type SignedInPage = {
  readonly server: RealServer;
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly page: Page;
  close(): Promise<void>;
};

const LOOK = { size: "wide", scheme: "light" } as const;
const TIMEOUT_MS = 60_000;

export async function openSignedInPage(env: Readonly<Record<string, string>> = {}): Promise<SignedInPage> {
  const server = await startRealServer(env);
  const browser = await launchBrowser();
  const newcomer = await newContext(browser, server.url, LOOK);
  expect((await newcomer.request.post("/api/setup", { data: ADMIN })).ok()).toBe(true);
  await newcomer.close();
  const context = await signedIn(browser, server.url, LOOK);
  context.setDefaultTimeout(TIMEOUT_MS);
  const page = await context.newPage();
  return {
    server,
    browser,
    context,
    page,
    async close() {
      await browser.close();
      await server.stop();
    },
  };
}

import type { Browser, BrowserContext, Page } from "playwright-core";
import { expect, vi } from "vitest";
import { ADMIN, newContext, openBrowser, signedIn } from "./browser.ts";
import { type RealServer, sendEvent, startRealServer } from "./real-server.ts";

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
  const browser = await openBrowser();
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
      await context.close();
      await server.stop();
    },
  };
}

/** Sends the first events of a server, and waits until they are counted. */
export async function sendAll(
  { server, context }: Pick<SignedInPage, "server" | "context">,
  batch: readonly Readonly<Record<string, unknown>>[],
): Promise<void> {
  expect(await sendEvent(server, { batch }, "/v1/batch")).toBe(200);
  const counted = async () => {
    const answer = await context.request.get("/api/overview");
    return ((await answer.json()) as { readonly totals: { readonly events: number | null } }).totals.events;
  };
  await vi.waitFor(async () => expect(await counted()).toBe(batch.length), {
    timeout: TIMEOUT_MS,
    interval: 100,
  });
}

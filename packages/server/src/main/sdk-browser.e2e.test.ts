import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { type Fault, startFaultProxy } from "./testing/fault-proxy.ts";
import { WRITE_KEY } from "./testing/real-server.ts";
import { type SdkServer, startSdkServer } from "./testing/sdk-server.ts";

const require = createRequire(import.meta.url);
const BUNDLE = join(require.resolve("@segment/analytics-next/package.json"), "../dist/umd/index.js");

/** Sends what the page's address asks for, as a site that installed the SDK would. */
const PAGE = `<!doctype html><title>Shop</title><script src="/sdk.js"></script><script>
  const asked = new URLSearchParams(location.search);
  const [server, writeKey, tag, batching] = ["server", "writeKey", "tag", "batching"].map((name) => asked.get(name));
  const deliveryStrategy = batching ? { strategy: "batching", config: { size: 3, timeout: 300 } } : undefined;
  const integrations = { "Segment.io": deliveryStrategy ? { deliveryStrategy } : {} };
  AnalyticsNext.AnalyticsBrowser.load({ writeKey, cdnURL: server }, { integrations }).then(async ([analytics]) => {
    await Promise.all([
      analytics.page("Docs", "Home", { tag }),
      analytics.identify("user-" + tag, { tag }),
      analytics.track("Order Completed", { tag, revenue: 12.5 }),
      analytics.group("group-1", { tag }),
      analytics.screen("Main", { tag }),
      analytics.track("Product Viewed", { tag }),
    ]);
  });
</script>`;

const CALLS = ["$group", "$identify", "Order Completed", "Page Viewed", "Product Viewed", "Screen Viewed"];

let server: SdkServer;
let browser: Browser;
let site: { readonly url: string; readonly close: () => Promise<void> };

beforeAll(async () => {
  server = await startSdkServer(temporaryFolder("sdk-browser"));
  site = await startSite();
  browser = await chromium.launch({
    executablePath: process.env["HABITUS_CHROMIUM"] ?? "/usr/bin/chromium",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    ],
  });
});
afterAll(async () => {
  await browser.close();
  await site.close();
  await server.close();
});

/** The page and the SDK's own browser bundle, on another origin than the tracking API. */
async function startSite() {
  const bundle = readFileSync(BUNDLE);
  const pages = createServer((request, response) => {
    const isScript = request.url === "/sdk.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? bundle : PAGE);
  });
  pages.listen(0, "127.0.0.1");
  await once(pages, "listening");
  return {
    url: `http://localhost:${(pages.address() as AddressInfo).port}`,
    close: async () => {
      pages.closeAllConnections();
      pages.close();
      await once(pages, "close");
    },
  };
}

/** Names of the visitor's events in the event store, repetitions included. */
async function arrived(tag: string): Promise<readonly string[]> {
  const events = await server.eventsOf(`user-${tag}`);
  return events.map((event) => event.name).sort();
}

async function visit(tag: string, plan: readonly Fault[], batching: boolean): Promise<number> {
  const proxy = await startFaultProxy(server.url, plan);
  const context = await browser.newContext();
  const page = await context.newPage();
  const asked = { server: proxy.url, writeKey: WRITE_KEY, tag, ...(batching ? { batching: "yes" } : {}) };
  await page.goto(`${site.url}/?${new URLSearchParams(asked).toString()}`);
  await expect.poll(() => arrived(tag), { timeout: 60_000, interval: 500 }).toEqual(CALLS);
  // Whatever was on its way when the last event came in.
  await page.waitForTimeout(500);
  await context.close();
  await proxy.close();
  return proxy.seen.faults;
}

describe("@segment/analytics-next in a browser", () => {
  const scenarios: readonly (readonly [tag: string, batching: boolean, plan: readonly Fault[]])[] = [
    ["rate limited", false, [{ kind: "status", status: 429, retryAfterSeconds: 1 }]],
    ["rate limited, batches", true, [{ kind: "status", status: 429, retryAfterSeconds: 1 }]],
    ["failing", false, [{ kind: "status", status: 500 }, { kind: "pass" }, { kind: "status", status: 503 }]],
    ["reset", false, [{ kind: "reset" }, { kind: "reset" }]],
    ["silent", false, [{ kind: "hang", ms: 1_000 }]],
    ["answer lost", false, [{ kind: "answer lost" }, { kind: "pass" }, { kind: "answer lost" }]],
    ["answer lost, batches", true, [{ kind: "answer lost" }]],
    ["restarted", false, [{ kind: "during", action: () => server.restart() }]],
  ];

  it("delivers every kind of call through every fault, one request each and in batches", async () => {
    const visits = scenarios.map(async ([tag, batching, plan]) => {
      const faults = await visit(tag, plan, batching);
      return [tag, faults > 0, await arrived(tag)] as const;
    });
    for (const [tag, met, calls] of await Promise.all(visits)) {
      expect([tag, met, calls]).toEqual([tag, true, CALLS]);
    }
    const bought = (await server.eventsOf("user-failing")).find(({ name }) => name === "Order Completed");
    expect(bought?.properties).toMatchObject({
      revenue: 12.5,
      $device_type: "desktop",
      $library_name: "analytics.js",
      $page_path: "/",
      $timezone: expect.any(String) as string,
    });
  });
});

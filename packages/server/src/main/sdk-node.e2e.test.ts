import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";
import { PostHog } from "posthog-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { type Fault, type FaultProxy, startFaultProxy } from "./testing/fault-proxy.ts";
import { WRITE_KEY } from "./testing/real-server.ts";
import { type SdkServer, startSdkServer } from "./testing/sdk-server.ts";

let server: SdkServer;
beforeAll(async () => {
  server = await startSdkServer(temporaryFolder("sdk-node"));
});
afterAll(() => server.close());

const EVENTS = 25;

const FAULTS: Readonly<Record<string, Fault>> = {
  "429 with Retry-After": { kind: "status", status: 429, retryAfterSeconds: 1 },
  "500": { kind: "status", status: 500 },
  "a connection reset": { kind: "reset" },
  "a hang": { kind: "hang", ms: 1_500 },
  "an answer lost after the commit": { kind: "answer lost" },
  "a restart in the middle": { kind: "during", action: () => server.restart() },
};

/** Sends `EVENTS` events of one person, numbered in the property `n`, and resolves when the SDK has delivered them all. */
type Send = (url: string, userId: string) => Promise<void>;

const NUMBERS = Array.from({ length: EVENTS }, (_, n) => n);

const sendBySegment: Send = async (host, userId) => {
  const analytics = new Analytics({ writeKey: WRITE_KEY, host, flushAt: 10, httpRequestTimeout: 1_000 });
  const failures: unknown[] = [];
  analytics.on("error", (error) => failures.push(error));
  for (const n of NUMBERS) analytics.track({ userId, event: "Sent", properties: { n } });
  await analytics.closeAndFlush({ timeout: 60_000 });
  expect(failures).toEqual([]);
};

const sendByRudder: Send = async (dataPlaneUrl, userId) => {
  const analytics = new RudderAnalytics(WRITE_KEY, {
    dataPlaneUrl,
    flushAt: 10,
    logLevel: "none",
    // Its three tries end after a second and a half, before a killed server is up again.
    retryCount: 7,
  });
  const sent = NUMBERS.map(
    (n) =>
      new Promise<void>((resolve, reject) => {
        analytics.track({ userId, event: "Sent", properties: { n } }, (error?: Error) =>
          error === undefined ? resolve() : reject(error),
        );
      }),
  );
  await analytics.flush();
  await Promise.all(sent);
};

const sendByPosthog: Send = async (host, userId) => {
  const client = new PostHog(WRITE_KEY, {
    host,
    flushAt: 10,
    fetchRetryCount: 30,
    fetchRetryDelay: 300,
    requestTimeout: 1_000,
    preloadFeatureFlags: false,
  });
  const failures: unknown[] = [];
  client.on("error", (error) => failures.push(error));
  for (const n of NUMBERS) client.capture({ distinctId: userId, event: "Sent", properties: { n } });
  await client.shutdown(60_000);
  expect(failures).toEqual([]);
};

describe.each<[string, Send]>([
  ["@segment/analytics-node", sendBySegment],
  ["@rudderstack/rudder-sdk-node", sendByRudder],
  ["posthog-node", sendByPosthog],
])("%s", (sdk, send) => {
  it("delivers every event through every fault, and each is stored once", async () => {
    const scenarios = await Promise.all(
      Object.entries(FAULTS).map(async ([name, fault]) => {
        const userId = `${sdk} ${name}`;
        const proxy: FaultProxy = await startFaultProxy(server.url, [fault]);
        await send(proxy.url, userId);
        await proxy.close();
        return { name, userId, faults: proxy.seen.faults };
      }),
    );
    for (const { name, userId, faults } of scenarios) {
      const events = await server.eventsOf(userId);
      const numbers = events.map(({ properties }) => Number(properties["n"])).sort((a, b) => a - b);
      expect([name, faults, numbers]).toEqual([name, 1, NUMBERS]);
    }
  });
});

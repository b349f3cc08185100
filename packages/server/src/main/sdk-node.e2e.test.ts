import RudderAnalytics from "@rudderstack/rudder-sdk-node";
import { Analytics } from "@segment/analytics-node";
import { PostHog } from "posthog-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { type Fault, type FaultProxy, startFaultProxy } from "./testing/fault-proxy.ts";
import { SDK_WRITE_KEY, type SdkServer, startSdkServer } from "./testing/sdk-server.ts";

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

/** Sends `EVENTS` events whose tags begin with `prefix` and resolves when the SDK has delivered them all. */
type Send = (url: string, prefix: string) => Promise<void>;

const sendBySegment: Send = async (host, prefix) => {
  const analytics = new Analytics({ writeKey: SDK_WRITE_KEY, host, flushAt: 10, httpRequestTimeout: 1_000 });
  const failures: unknown[] = [];
  analytics.on("error", (error) => failures.push(error));
  for (let n = 0; n < EVENTS; n++) {
    analytics.track({ userId: "u1", event: "Sent", properties: { tag: `${prefix}-${n}` } });
  }
  await analytics.closeAndFlush({ timeout: 30_000 });
  expect(failures).toEqual([]);
};

const sendByRudder: Send = async (dataPlaneUrl, prefix) => {
  const analytics = new RudderAnalytics(SDK_WRITE_KEY, { dataPlaneUrl, flushAt: 10, logLevel: "none" });
  const sent = Array.from(
    { length: EVENTS },
    (_, n) =>
      new Promise<void>((resolve, reject) => {
        const message = { userId: "u1", event: "Sent", properties: { tag: `${prefix}-${n}` } };
        analytics.track(message, (error?: Error) => (error === undefined ? resolve() : reject(error)));
      }),
  );
  await analytics.flush();
  await Promise.all(sent);
};

const sendByPosthog: Send = async (host, prefix) => {
  const client = new PostHog(SDK_WRITE_KEY, {
    host,
    flushAt: 10,
    fetchRetryDelay: 300,
    requestTimeout: 1_000,
    preloadFeatureFlags: false,
  });
  const failures: unknown[] = [];
  client.on("error", (error) => failures.push(error));
  for (let n = 0; n < EVENTS; n++) {
    client.capture({ distinctId: "u1", event: "Sent", properties: { tag: `${prefix}-${n}` } });
  }
  await client.shutdown(30_000);
  expect(failures).toEqual([]);
};

function tagOf(properties: string): string {
  const { tag } = JSON.parse(properties) as { readonly tag: string };
  return tag;
}

describe.each<[string, Send]>([
  ["@segment/analytics-node", sendBySegment],
  ["@rudderstack/rudder-sdk-node", sendByRudder],
  ["posthog-node", sendByPosthog],
])("%s", (sdk, send) => {
  it("delivers every event through every fault", async () => {
    const names = Object.keys(FAULTS);
    const short = sdk.replace(/[^a-z]/g, "").slice(-8);
    const proxies: FaultProxy[] = [];
    await Promise.all(
      names.map(async (name, index) => {
        const proxy = await startFaultProxy(server.url, [FAULTS[name] ?? { kind: "pass" }]);
        proxies.push(proxy);
        await send(proxy.url, `${short}-${index}`);
      }),
    );
    for (const proxy of proxies) {
      expect(proxy.seen.faults).toBe(1);
      await proxy.close();
    }
    const tags = new Map(server.events().map(({ id, properties }) => [id, tagOf(properties)]));
    for (const [index, name] of names.entries()) {
      const expected = Array.from({ length: EVENTS }, (_, n) => `${short}-${index}-${n}`);
      const found = [...tags.values()].filter((tag) => tag.startsWith(`${short}-${index}-`));
      expect([name, found.sort()]).toEqual([name, expected.sort()]);
    }
  });
});

import type { Check, Person, Segment } from "@habitus/contract";
import { Analytics } from "@segment/analytics-node";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { isLive, reconciled, segmentOf, transitionsUntil } from "./testing/live.ts";
import { drained, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

type Evaluation = { readonly count: number };

const BY_PHONE = `did "Order Completed" where $device_type is "ios" and $campaign_source is "spring"`;
const ON_SEVERAL = `distinct count of "Order Completed".$device_type >= 2`;
const TODAY = `did "Order Completed" today in their time zone`;

/** What the SDK of each kind of app says of where it runs. */
const PHONE = {
  device: { type: "ios", model: "iPhone15,2", manufacturer: "Apple" },
  os: { name: "iOS", version: "17.2" },
  app: { version: "2.1.0", build: "340" },
  campaign: { name: "Spring sale", source: "spring", medium: "e-mail" },
  locale: "uk-UA",
  timezone: "Europe/Kyiv",
};
const BROWSER = {
  userAgent: "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0.0.0 Safari/537.36",
  page: {
    url: "https://shop.example/cart?token=secret",
    path: "/cart",
    referrer: "https://news.example/today",
  },
};

test("conditions on what Segment's SDK says in the context find people in the store and live", {
  timeout: 120_000,
}, async () => {
  const server = await startRealServer({ dataDir: temporaryFolder("context") });
  const buy = async (
    userId: string,
    ...contexts: readonly (typeof PHONE | typeof BROWSER)[]
  ): Promise<void> => {
    const analytics = new Analytics({ writeKey: WRITE_KEY, host: server.url });
    for (const context of contexts) {
      analytics.track({ userId, event: "Order Completed", properties: { revenue: 12.5 }, context });
    }
    await analytics.closeAndFlush({ timeout: 30_000 });
    await drained(server);
  };
  const count = async (definition: string): Promise<number> =>
    (await server.api<Evaluation>("POST", "/api/segments/evaluate", { definition, limit: 0 })).count;

  await buy("u1", PHONE);
  await buy("u2", BROWSER);
  expect([await count(BY_PHONE), await count(ON_SEVERAL)]).toEqual([1, 0]);

  const homeZone = async (id: string): Promise<unknown> =>
    (await server.api<Person>("GET", `/api/people/${id}`)).homeZone;
  expect(await homeZone("u1")).toEqual({ zone: "Europe/Kyiv", from: "calls" });
  expect(await homeZone("u2")).toEqual({ zone: "UTC", from: "workspace" });

  await server.api<Segment>("POST", "/api/segments", segmentOf("today", TODAY));
  await isLive(server, "today");
  await server.api<Segment>("POST", "/api/segments", segmentOf("by-phone", BY_PHONE));
  await server.api<Segment>("POST", "/api/segments", segmentOf("on-several", ON_SEVERAL));
  await isLive(server, "by-phone");
  await isLive(server, "on-several");
  await buy("u2", PHONE);
  const entered = await transitionsUntil(server, ({ length }) => length >= 5);
  expect(entered.map(({ segment, kind }) => `${segment} ${kind}`).sort()).toEqual([
    "by-phone entered",
    "by-phone entered",
    "on-several entered",
    "today entered",
    "today entered",
  ]);
  expect(await homeZone("u2")).toEqual({ zone: "Europe/Kyiv", from: "calls" });
  expect([await count(BY_PHONE), await count(ON_SEVERAL)]).toEqual([2, 1]);
  expect(await reconciled(server)).toMatchObject({ differences: [] });

  const wrong = `did "Order Completed" where context.device.type is "ios"`;
  const { warnings } = await server.api<Check>("POST", "/api/segments/check", { definition: wrong });
  expect(warnings).toMatchObject([{ code: "context_is_no_property", suggestion: "$device_type" }]);
  await server.stop();
});

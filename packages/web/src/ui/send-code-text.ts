export const SENDERS = [
  "curl",
  "Segment (browser)",
  "Segment (Node)",
  "RudderStack (Node)",
  "PostHog (Node)",
] as const;
export type Sender = (typeof SENDERS)[number];

/** Code that sends one event to this server with an unmodified SDK, at once; `host` such as https://habitus.example.com. */
export function sendCode(sender: Sender, host: string, writeKey: string): string {
  switch (sender) {
    case "curl":
      return `curl ${host}/v1/track \\
  -u ${writeKey}: \\
  -H 'content-type: application/json' \\
  -d '{"userId":"u-1","event":"Product Viewed","properties":{"product_id":"42"}}'`;
    case "Segment (browser)":
      return `import { AnalyticsBrowser } from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load({
  writeKey: "${writeKey}",
  cdnURL: "${host}",
});
analytics.identify("u-1");
analytics.track("Product Viewed", { product_id: "42" });`;
    case "Segment (Node)":
      return `import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({
  writeKey: "${writeKey}",
  host: "${host}",
});
analytics.track({
  userId: "u-1",
  event: "Product Viewed",
  properties: { product_id: "42" },
});
await analytics.closeAndFlush();`;
    case "RudderStack (Node)":
      return `import RudderAnalytics from "@rudderstack/rudder-sdk-node";

const analytics = new RudderAnalytics("${writeKey}", {
  dataPlaneUrl: "${host}",
});
analytics.track({
  userId: "u-1",
  event: "Product Viewed",
  properties: { product_id: "42" },
});
await analytics.flush();`;
    case "PostHog (Node)":
      return `import { PostHog } from "posthog-node";

const posthog = new PostHog("${writeKey}", { host: "${host}" });
posthog.capture({
  distinctId: "u-1",
  event: "Product Viewed",
  properties: { product_id: "42" },
});
await posthog.shutdown();`;
  }
}

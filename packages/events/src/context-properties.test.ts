import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type Circumstances, contextWords, withContextProperties } from "./context-properties.ts";
import { LIMITS } from "./limits.ts";
import { bodyDialect, normaliseBody, parseBody } from "./normalise-body.ts";
import type { TrackedEvent } from "./tracked-event.ts";

const CHROME =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36";

function put(properties: string, context: object): string {
  const said = context as Readonly<Record<string, unknown>>;
  const read: Circumstances = (key) => said[key];
  return withContextProperties(
    properties,
    JSON.parse(properties) as Record<string, unknown>,
    contextWords(read),
  );
}

describe("what the context says stands behind what was sent", () => {
  test.each<readonly [string, object, string]>([
    [
      "{}",
      { device: { type: "ios", model: "iPhone15,2" } },
      '{"$device_type":"ios","$device_model":"iPhone15,2"}',
    ],
    ["{ }", { locale: "uk-UA" }, '{ "$locale":"uk-UA"}'],
    [
      '{ "n" : 1.50 }',
      { os: { name: "iOS", version: 17 }, app: { version: "2.1", build: 340 } },
      '{ "n" : 1.50 ,"$os_name":"iOS","$os_version":17,"$app_version":"2.1","$app_build":340}',
    ],
    [
      '{"a":"}"}',
      { campaign: { source: "spring", medium: "e-mail", name: 'the "new"' }, timezone: "Europe/Kyiv" },
      String.raw`{"a":"}","$campaign_source":"spring","$campaign_medium":"e-mail","$campaign_name":"the \"new\"","$timezone":"Europe/Kyiv"}`,
    ],
    [
      "{}",
      {
        page: {
          url: "https://shop.example/a?token=x#y",
          path: "/a",
          title: "A",
          referrer: "https://www.Google.com:443/?q=me",
        },
      },
      '{"$referrer_url":"https://www.Google.com:443/","$referrer_domain":"google.com","$page_url":"https://shop.example/a","$page_path":"/a","$page_title":"A"}',
    ],
  ])("%s", (properties, context, expected) => {
    expect(put(properties, context)).toBe(expected);
  });

  test.each([
    ["https://user:pass@shop.example/a?b", "https://shop.example/a"],
    ["https://me@example.org:secret@shop.example:8443", "https://shop.example:8443"],
    ["https://shop.example/@ann/a@b", "https://shop.example/@ann/a@b"],
    ["https://shop.example?at=@x", "https://shop.example"],
    ["android-app://org.example/", "android-app://org.example/"],
  ])("an address of a page holds neither user nor password: %s", (url, expected) => {
    expect(JSON.parse(put("{}", { page: { url } }))).toEqual({ $page_url: expected });
  });

  test("a path holds nothing of what stands behind the question mark", () => {
    expect(put("{}", { page: { path: "/a?token=x" } })).toBe('{"$page_path":"/a"}');
    expect(put("{}", { page: { path: "/#/b?email=ann@example.org" } })).toBe('{"$page_path":"/"}');
  });

  test("a property that was sent goes before", () => {
    expect(put('{"$device_type":"Tablet"}', { device: { type: "ios" }, locale: "en" })).toBe(
      '{"$device_type":"Tablet","$locale":"en"}',
    );
  });
});

test.each<object>([
  {},
  { device: null, os: "iOS", campaign: [], page: { url: "$direct", title: "" } },
  { os: { name: "", version: null }, locale: { lang: "en" }, app: { version: true } },
  { locale: "x".repeat(LIMITS.contextValueChars + 1), app: { build: 1e21 } },
  { app: { name: "SDK", version: "3" }, library: { name: "SDK".repeat(200) } },
])("%o says nothing that is taken along", (context) => {
  const { app } = context as { readonly app?: { readonly name?: string } };
  const expected = app?.name === undefined ? '{"a":1}' : '{"a":1,"$app_version":"3"}';
  expect(put('{"a":1}', context)).toBe(expected);
});

test("an SDK that gives itself out for the app is none, and a page of the same site leads from nowhere else", () => {
  const library = { name: "Rudder", version: "3" };
  expect(put("{}", { app: { name: "Rudder", version: "3" }, library })).toBe(
    '{"$library_name":"Rudder","$library_version":"3"}',
  );
  const page = { url: "https://www.shop.example/b", referrer: "https://shop.example/a" };
  expect(JSON.parse(put("{}", { page }))).not.toHaveProperty("$referrer_domain");
  expect(JSON.parse(put("{}", { referrer: { url: "https://a.example/" }, page }))).toMatchObject({
    $referrer_url: "https://a.example/",
    $referrer_domain: "a.example",
  });
});

describe("browsers' SDKs say what they run in", () => {
  test.each<readonly [object, string | undefined]>([
    [{ userAgent: CHROME }, "desktop"],
    [{ userAgent: `${CHROME} Mobile` }, "mobile"],
    [
      { userAgent: "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Mobile/15E148" },
      "mobile",
    ],
    [{ userAgent: "Mozilla/5.0 (iPad; CPU OS 16_0 like Mac OS X) Version/16.0 Mobile/15E148" }, "tablet"],
    [{ userAgent: "Mozilla/5.0 (Linux; Android 13; SM-X200) Chrome/120.0.0.0 Safari/537.36" }, "tablet"],
    [{ userAgent: "Mozilla/5.0 (compatible; Googlebot/2.1)" }, undefined],
    [{ userAgent: "okhttp/4.9" }, undefined],
    [{ userAgentData: { mobile: true, platform: "Android" } }, "mobile"],
    [{ userAgentData: { mobile: false, platform: "macOS" } }, "desktop"],
    [{ device: { type: "android" }, userAgent: CHROME }, "android"],
    [{ device: { type: "iOS" } }, "ios"],
  ])("%o", (context, expected) => {
    expect((JSON.parse(put("{}", context)) as Record<string, unknown>)["$device_type"]).toBe(expected);
  });

  test("of a long agent the beginning is read", () => {
    const phone = "Mozilla/5.0 (Linux; Android 13) ";
    const typeOf = (userAgent: string): unknown => JSON.parse(put("{}", { userAgent }));
    const filled = phone.padEnd(LIMITS.userAgentChars - "Mobi".length, "Android ");
    expect(typeOf(`${filled}Mobile`)).toEqual({ $device_type: "mobile" });
    expect(typeOf(`${filled} Mobile`)).toEqual({ $device_type: "tablet" });
  });

  test("and on which system", () => {
    expect(put("{}", { userAgentData: { platform: "macOS" } })).toBe('{"$os_name":"macOS"}');
  });
});

describe("calls", () => {
  const eventsOf = (call: object, dialect: "segment" | "posthog" = "segment"): readonly TrackedEvent[] => {
    const body = parseBody(JSON.stringify(call));
    if (body === null) throw new Error("not JSON");
    const taken = normaliseBody(
      body,
      { dialect, shape: "batch" },
      { receivedAt: 1_795_285_000_000, newId: () => "x" },
    );
    return taken.kind === "taken" ? taken.events : [];
  };

  test("an event's own context goes before that of its batch, and calls that say who somebody is take nothing along", () => {
    const batch = [
      { type: "track", event: "A", userId: "u", context: { os: { name: "iOS" } } },
      { type: "screen", name: "Main", userId: "u", properties: { n: 1 } },
      { type: "identify", userId: "u", traits: { plan: "pro" } },
      { type: "group", userId: "u", groupId: "g" },
      { type: "track", event: "B", userId: "u", context: { mine: 1 } },
    ];
    const events = eventsOf({ context: { os: { name: "Android", version: "14" }, locale: "en" }, batch });
    expect(events.map(({ properties, traits }) => [properties, traits])).toEqual([
      ['{"$os_name":"iOS","$locale":"en"}', "{}"],
      ['{"n":1,"name":"Main","$os_name":"Android","$os_version":"14","$locale":"en"}', "{}"],
      ["{}", '{"plan":"pro"}'],
      ["{}", "{}"],
      ['{"$os_name":"Android","$os_version":"14","$locale":"en"}', "{}"],
    ]);
  });

  test("what PostHog's SDKs say among the properties has the same names", () => {
    const properties = {
      distinct_id: "u",
      $os: "Windows",
      $os_version: "11",
      $device_type: "Desktop",
      $current_url: "https://shop.example/?utm_source=spring",
      $referrer: "$direct",
      utm_source: "spring",
      $timezone: "Europe/Kyiv",
    };
    const [event] = eventsOf({ api_key: "k", batch: [{ event: "A", properties }] }, "posthog");
    expect(JSON.parse(event?.properties ?? "")).toEqual({
      ...properties,
      $os_name: "Windows",
      $campaign_source: "spring",
      $page_url: "https://shop.example/",
    });
  });

  test("a title is that of the page in PostHog's page views alone", () => {
    const batch = ["$pageview", "Film Watched", "$screen"].map((event) => ({
      event,
      properties: { distinct_id: "u", title: "Home" },
    }));
    const events = eventsOf({ api_key: "k", batch }, "posthog");
    const titles = events.map(
      ({ properties }) => (JSON.parse(properties) as Record<string, unknown>)["$page_title"],
    );
    expect(titles).toEqual(["Home", undefined, undefined]);
  });

  test("what browsers' SDKs really sent", () => {
    const file = new URL("../test-data/browser-sdk-bodies.json", import.meta.url);
    const sent = JSON.parse(readFileSync(file, "utf8")) as readonly { readonly body: unknown }[];
    const names = sent.flatMap(({ body: value }) => {
      const body = parseBody(JSON.stringify(value));
      if (body === null) throw new Error("not JSON");
      const dialect = bodyDialect(body);
      const isList =
        Array.isArray(value) || (typeof value === "object" && value !== null && "batch" in value);
      const shape = isList || dialect === "posthog" ? "batch" : "event";
      const taken = normaliseBody(
        body,
        { dialect, shape },
        { receivedAt: 1_795_285_000_000, newId: () => "x" },
      );
      const events = taken.kind === "taken" ? taken.events : [];
      return events
        .filter(({ type }) => type === "track" || type === "page")
        .map(({ properties }) => {
          const said = JSON.parse(properties) as Record<string, unknown>;
          return [said["$device_type"], said["$library_name"], said["$page_path"]].join(" ");
        });
    });
    expect([...new Set(names)].sort()).toEqual([
      "Desktop web /posthog.html",
      "desktop RudderLabs JavaScript SDK /rudder.html",
    ]);
  });
});

import { gzipSync } from "node:zlib";
import { decodeEvents } from "@habitus/events";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  basic,
  DISABLED_KEY,
  startTrackingServer,
  type TrackingServer,
  WRITE_KEY,
} from "./testing/tracking-server.ts";

let server: TrackingServer;
beforeAll(async () => {
  server = await startTrackingServer();
});
afterAll(async () => {
  expect(server.bugs).toEqual([]);
  await server.close();
});

const call = { type: "track", event: "e", userId: "u1", previousId: "p", groupId: "g" };
let sent = 0;

/** Posts one event under a new id and gives back what reached the log under it. */
async function taken(path: string, wrap: (event: object) => unknown = (event) => event, headers = {}) {
  const messageId = `h-${sent++}`;
  const answer = await server.post(path, JSON.stringify(wrap({ ...call, messageId })), headers);
  expect(answer.status).toBe(200);
  return { answer, event: server.events().find((event) => event.id === messageId) };
}

describe("events come in", () => {
  const types = ["track", "identify", "page", "screen", "group", "alias"];
  const paths = types.flatMap((type) =>
    [`/v1/${type}`, `/v1/${type[0]}`, `/${type}`, `/${type[0]}/`, `/v1/${type}///`, `/v1/${type}?x=1`].map(
      (path) => [path, type] as const,
    ),
  );

  it.each(paths)("by %s as %s", async (path, type) => {
    const { answer, event } = await taken(path);
    expect(event?.type).toBe(type);
    expect(await answer.text()).toBe(`{"success":true}`);
  });

  it.each(["/v1/batch", "/v1/b", "/v1/import", "/b", "/import", "/v1/batch/", "/batch", "/batch/"])(
    "in a batch by %s",
    async (path) => {
      const { event } = await taken(path, (each) => ({ batch: [each] }));
      expect(event?.type).toBe("track");
    },
  );

  it("by RudderStack's beacon, answered in its words", async () => {
    const body = JSON.stringify({ batch: [{ ...call, messageId: "beacon" }] });
    const answer = await fetch(`${server.url}/beacon/v1/batch?writeKey=${WRITE_KEY}`, {
      method: "POST",
      body,
    });
    expect([answer.status, await answer.text()]).toEqual([200, "OK"]);
    expect(server.events().at(-1)?.id).toBe("beacon");
    const wrong = await fetch(`${server.url}/beacon/v1/batch?writeKey=nobody`, { method: "POST", body });
    expect([wrong.status, await wrong.text()]).toEqual([401, "invalid write key"]);
  });

  it.each(["/capture/", "/e/", "/e/?ip=1", "/i/v0/e/", "/batch/"])("by PostHog's %s", async (path) => {
    const uuid = `ph-${sent++}`;
    const body = JSON.stringify({ api_key: WRITE_KEY, batch: [{ event: "e", distinct_id: "u1", uuid }] });
    const answer = await fetch(server.url + path, { method: "POST", body: gzipSync(body) });
    expect([answer.status, await answer.text()]).toEqual([200, `{"status":1}`]);
    expect(server.events().at(-1)).toMatchObject({ id: uuid, userId: "u1" });
  });

  it("as PostHog sends them when a page is left", async () => {
    const event = { api_key: WRITE_KEY, batch: [{ event: "é", distinct_id: "u1", uuid: "left" }] };
    const base64 = Buffer.from(JSON.stringify(event)).toString("base64");
    const answer = await fetch(`${server.url}/e/?compression=base64`, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: `data=${encodeURIComponent(base64)}`,
    });
    expect(answer.status).toBe(200);
    expect(server.events().at(-1)).toMatchObject({ id: "left", name: "é" });
    const broken = await fetch(`${server.url}/e/`, { method: "POST", body: "data=%E0%A4%A" });
    expect(broken.status).toBe(400);
  });

  it("whatever content type they carry, gzip known by its bytes", async () => {
    for (const type of ["text/plain", "application/x-www-form-urlencoded", "image/png", ""]) {
      const { event } = await taken("/v1/t", undefined, { "content-type": type });
      expect(event).toBeDefined();
    }
    const body = gzipSync(JSON.stringify({ ...call, messageId: "packed" }));
    expect((await server.post("/v1/t", body)).status).toBe(200);
    expect(server.events().at(-1)?.id).toBe("packed");
  });

  it("and are counted by source, outcome and reason", async () => {
    await server.post("/v1/batch", JSON.stringify({ batch: [{ ...call }, { ...call, userId: "" }] }));
    await server.post("/e/", JSON.stringify({ event: "$snapshot", distinct_id: "u1" }));
    const text = await server.metrics.text();
    expect(text).toMatch(/habitus_ingest_events_total\{source="k1",outcome="ok",reason=""\} \d+/);
    expect(text).toMatch(
      /habitus_ingest_events_total\{source="k1",outcome="dead",reason="no_user_anon_id"\} 1/,
    );
    expect(text).toMatch(/habitus_ingest_events_total\{source="k1",outcome="drop",reason="not_an_event"\} 1/);
  });
});

describe("the write key", () => {
  const post = async (
    headers: Readonly<Record<string, string>>,
    body: object,
    query = "",
  ): Promise<number> => {
    const answer = await fetch(`${server.url}/v1/track${query}`, {
      method: "POST",
      headers,
      body: JSON.stringify({ ...call, ...body }),
    });
    return answer.status;
  };

  it("is found as Basic user, in the body, in the address, in its own header", async () => {
    expect(await post({ authorization: basic(WRITE_KEY) }, {})).toBe(200);
    expect(await post({ authorization: `basic ${Buffer.from(WRITE_KEY).toString("base64")}` }, {})).toBe(200);
    expect(await post({}, { writeKey: WRITE_KEY })).toBe(200);
    expect(await post({}, { api_key: WRITE_KEY })).toBe(200);
    expect(await post({}, { token: WRITE_KEY })).toBe(200);
    expect(await post({}, {}, `?writeKey=${WRITE_KEY}`)).toBe(200);
    expect(await post({ "x-write-key": WRITE_KEY }, {})).toBe(200);
    expect(await post({ authorization: "Bearer abc" }, { writeKey: WRITE_KEY })).toBe(200);
    expect(await post({ authorization: basic("") }, { writeKey: WRITE_KEY })).toBe(200);
  });

  it("is looked for in that order", async () => {
    expect(await post({ authorization: basic("nobody") }, { writeKey: WRITE_KEY })).toBe(401);
    expect(await post({ authorization: basic(WRITE_KEY) }, { writeKey: "nobody" })).toBe(200);
    expect(await post({ "x-write-key": WRITE_KEY }, { writeKey: "nobody" })).toBe(401);
    expect(await post({ "x-write-key": "nobody" }, {}, `?writeKey=${WRITE_KEY}`)).toBe(200);
  });

  it("that is missing, unknown or disabled is told", async () => {
    expect(await post({}, {})).toBe(401);
    expect(await post({ authorization: "Bearer abc" }, {})).toBe(401);
    expect(await post({ authorization: basic("constructor") }, {})).toBe(401);
    expect(await post({ authorization: basic(DISABLED_KEY) }, {})).toBe(401);
    expect(await post({ authorization: "Basic %%%" }, {})).toBe(401);
  });

  it("is never kept with an event that was put aside", async () => {
    await post({}, { writeKey: WRITE_KEY, userId: "" });
    expect(server.rejected().at(-1)?.text).not.toContain(WRITE_KEY);
  });
});

describe("browsers", () => {
  it.each([
    "/v1/t",
    "/v1/batch",
    "/e/",
    "/batch",
    "/sourceConfig/",
    "/flags/?v=2",
    "/v1/m",
    "/beacon/v1/batch",
  ])("may call %s from any page with the headers they ask for", async (path) => {
    const answer = await fetch(server.url + path, {
      method: "OPTIONS",
      headers: {
        origin: "https://shop.example",
        "access-control-request-method": "POST",
        "access-control-request-headers": "authorization,x-retry-count,anonymousid",
      },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("access-control-allow-origin")).toBe("*");
    expect(answer.headers.get("access-control-allow-headers")).toBe(
      "authorization,x-retry-count,anonymousid",
    );
    expect(answer.headers.get("access-control-max-age")).toBe("7200");
  });

  it("see Retry-After on every answer", async () => {
    const { answer } = await taken("/v1/t");
    expect(answer.headers.get("access-control-expose-headers")).toBe("Retry-After");
    const refused = await server.post("/v1/t", "{");
    expect(refused.headers.get("access-control-expose-headers")).toBe("Retry-After");
    expect(refused.headers.get("access-control-allow-origin")).toBe("*");
  });
});

describe("before they send, browser SDKs ask", () => {
  const get = async (path: string, headers: Readonly<Record<string, string>> = {}) => {
    const answer = await fetch(server.url + path, { headers, redirect: "error" });
    const text = await answer.text();
    const type = answer.headers.get("content-type") ?? "";
    return {
      status: answer.status,
      text,
      value: type.includes("json") ? (JSON.parse(text) as unknown) : null,
    };
  };

  it("analytics-next for its settings, which send it back here", async () => {
    const { status, value } = await get(`/v1/projects/${WRITE_KEY}/settings`);
    expect(status).toBe(200);
    const place = { apiKey: WRITE_KEY, apiHost: `127.0.0.1:${server.port}/v1`, protocol: "http" };
    expect(value).toMatchObject({ integrations: { "Segment.io": place } });
    const behind = await get(`/v1/projects/${WRITE_KEY}/settings`, { "x-forwarded-proto": "https" });
    expect(behind.value).toMatchObject({ integrations: { "Segment.io": { protocol: "https" } } });
    expect((await get("/v1/projects/nobody/settings")).status).toBe(404);
    expect((await get("/v1/projects/%E0%A4%A/settings")).status).toBe(404);
  });

  it("the snippet for a script we do not serve, and says so", async () => {
    expect(await get(`/analytics.js/v1/${WRITE_KEY}/analytics.min.js`)).toMatchObject({
      status: 404,
      text: expect.stringContaining("@segment/analytics-next"),
    });
  });

  it("RudderStack for its source", async () => {
    const headers = { authorization: basic(WRITE_KEY) };
    expect(await get("/sourceConfig/?p=npm&v=3", headers)).toMatchObject({
      status: 200,
      value: { source: { writeKey: WRITE_KEY, enabled: true, destinations: [] } },
    });
    expect((await get(`/sourceConfig?writeKey=${WRITE_KEY}`)).status).toBe(200);
    expect((await get("/sourceConfig?writeKey=nobody")).status).toBe(401);
  });

  it("PostHog for its configuration and flags", async () => {
    expect(await get(`/array/${WRITE_KEY}/config`)).toMatchObject({
      status: 200,
      value: { token: WRITE_KEY },
    });
    expect((await get(`/array/${WRITE_KEY}/config.js`)).text).toContain("_POSTHOG_REMOTE_CONFIG");
    expect((await get("/array/nobody/config")).status).toBe(404);
    expect((await get("/static/1.2.3/surveys.js")).status).toBe(404);
    for (const path of ["/flags/?v=2", "/decide/?v=3"]) {
      const answer = await server.post(path, gzipSync(JSON.stringify({ token: WRITE_KEY })));
      expect(answer.status).toBe(200);
      expect(await answer.json()).toMatchObject({ flags: {}, featureFlags: {} });
    }
  });

  it("how they feel is heard and forgotten", async () => {
    const before = server.log.head().offset;
    expect((await server.post("/v1/m", `{"series":[]}`)).status).toBe(200);
    expect(server.log.head().offset).toBe(before);
  });
});

describe("what is not the tracking API", () => {
  it.each([
    ["GET", "/"],
    ["GET", "/e"],
    ["GET", "/page"],
    ["POST", "/api/segments"],
    ["POST", "/v1"],
    ["OPTIONS", "/api/segments"],
    ["DELETE", "/batch"],
  ])("is left to others: %s %s", async (method, path) => {
    expect((await fetch(server.url + path, { method })).status).toBe(418);
  });

  it("is refused on its own paths by method", async () => {
    const answer = await fetch(`${server.url}/v1/track`);
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST, OPTIONS"]);
  });
});

describe("a browser's wish not to be tracked", () => {
  it.each([
    [{ "sec-gpc": "1" }, "Sec-GPC"],
    [{ dnt: "1" }, "DNT"],
    [{ dnt: "1", "sec-gpc": "1" }, "Sec-GPC"],
    [{ dnt: "0" }, null],
    [{}, null],
  ])("%j is handed on as %s, with the facts beside the events in the log", async (headers, signal) => {
    const proof = { text: null, source: String(signal), by: null, ip: null };
    const other = await startTrackingServer({
      factsOf: (said) => ({
        facts: said.events.map(({ time }) => {
          const id = { kind: "user", value: "u1" } as const;
          const fact = { id, name: "$consent/ads", value: "false", time, idHash: null };
          return { ...fact, proof: { ...proof, source: String(said.signal) } };
        }),
        ended: () => undefined,
      }),
    });
    await other.post("/v1/track", JSON.stringify(call), headers);
    const records = other.log.read(1, { records: 9, bytes: 1e6 });
    expect(records.map(({ kind }) => kind)).toEqual(["events"]);
    const [fact] = decodeEvents(records[0]?.payload ?? new Uint8Array()).facts;
    expect(fact?.proof).toEqual(proof);
    await other.close();
  });
});

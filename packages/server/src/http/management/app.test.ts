import { type ErrorBody, LIMITS } from "@habitus/contract";
import { gunzipSync } from "node:zlib";
import { HabitusError } from "@habitus/kernel";
import { beforeEach, describe, expect, test } from "vitest";
import { ADMIN_TOKEN, adminCookie, createManagement, type Management } from "./testing/management.ts";

const bearer = { authorization: `Bearer ${ADMIN_TOKEN}` };
const json = { "content-type": "application/json" };

let management: Management;
let cookie: string;

beforeEach(async () => {
  management = createManagement();
  cookie = await adminCookie(management);
});

async function call(
  method: string,
  path: string,
  init: { headers?: Record<string, string>; body?: BodyInit } = {},
) {
  const { body, headers = {} } = init;
  const response = await management.app.request(path, {
    method,
    headers: { ...bearer, ...headers },
    ...(body === undefined ? {} : { body }),
  });
  const text = await response.text();
  const isJson = (response.headers.get("content-type") ?? "").startsWith("application/json");
  const error = isJson && text !== "" ? (JSON.parse(text) as Partial<ErrorBody>).error : undefined;
  return { status: response.status, headers: response.headers, text, error };
}

describe("addresses and methods", () => {
  test.each(["/api", "/api/", "/api/nothing", "/api/segments/", "/api/segments/a/b/c"])(
    "unknown %s is a JSON 404",
    async (path) => {
      expect(await call("GET", path)).toMatchObject({ status: 404, error: { code: "not_found" } });
    },
  );

  test("a known address with another method is 405 and says which are allowed", async () => {
    const answer = await call("PUT", "/api/segments");
    expect(answer).toMatchObject({ status: 405, error: { code: "method_not_allowed" } });
    expect(answer.headers.get("allow")).toBe("GET, HEAD, POST, OPTIONS");
    expect((await call("PATCH", "/api/jobs/j1/cancel")).headers.get("allow")).toBe("POST, OPTIONS");
  });

  test("OPTIONS names the methods and opens nothing to other sites", async () => {
    const answer = await call("OPTIONS", "/api/segments/vip", {
      headers: { origin: "https://evil.example" },
    });
    expect(answer.status).toBe(204);
    expect(answer.headers.get("allow")).toBe("GET, HEAD, PUT, DELETE, OPTIONS");
    expect([...answer.headers.keys()].filter((name) => name.startsWith("access-control"))).toEqual([]);
  });

  test("HEAD answers as GET does, without a body, and opens no stream", async () => {
    const answer = await call("HEAD", "/api/workspace");
    expect(answer).toMatchObject({ status: 200, text: "" });
    const stream = await call("HEAD", "/api/events/live");
    expect(stream).toMatchObject({ status: 200, text: "" });
    expect(stream.headers.get("content-type")).toContain("text/event-stream");
    expect((await call("HEAD", "/api/segments/none")).status).toBe(404);
  });
});

describe("every answer", () => {
  test("may not be kept, sniffed, framed, and has a request id", async () => {
    for (const path of ["/api/workspace", "/api/nothing", "/api/setup"]) {
      const { headers } = await call("GET", path);
      expect(headers.get("cache-control")).toBe("no-store");
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(headers.get("x-request-id")).toMatch(/^[0-9a-f-]{36}$/);
    }
  });

  test("keeps a request id that is one, and no other", async () => {
    const given = await call("GET", "/api/nothing", { headers: { "x-request-id": "trace_1-A" } });
    expect(given.headers.get("x-request-id")).toBe("trace_1-A");
    expect(given.error?.requestId).toBe("trace_1-A");
    const bad = await call("GET", "/api/nothing", { headers: { "x-request-id": "a b<script>" } });
    expect(bad.headers.get("x-request-id")).not.toContain("<");
  });

  test("the reference page loads nothing and runs nothing", async () => {
    const page = await call("GET", "/api/docs");
    expect(page.headers.get("content-security-policy")).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(page.text).toContain("POST /api/segments/evaluate");
    expect(page.text).not.toMatch(/<script|src=|@import|url\(/);
  });

  test("the OpenAPI document is served", async () => {
    const document = JSON.parse((await call("GET", "/api/openapi.json")).text) as Record<string, unknown>;
    expect(document["openapi"]).toBe("3.1.0");
  });
});

describe("bad input", () => {
  const evaluate = (body: BodyInit, headers: Record<string, string> = json) =>
    call("POST", "/api/segments/evaluate", { headers, body });

  test.each([
    ["", "malformed_json"],
    ["{", "malformed_json"],
    ["nonsense", "malformed_json"],
    ['{"definition":"everyone"}}', "malformed_json"],
    ["[]", "invalid_request"],
    ["null", "invalid_request"],
    ['{"definition":1}', "invalid_request"],
    ['{"definition":"everyone","limit":-1}', "invalid_request"],
    ['{"definition":"everyone","limit":1.5}', "invalid_request"],
    ['{"definition":"everyone","limit":1001}', "invalid_request"],
    ['{"definition":"everyone","at":"yesterday"}', "invalid_request"],
    ['{"definition":"everyone","att":"2026-01-01"}', "invalid_request"],
    ['{"definition":"everyone","__proto__":{"limit":1}}', "invalid_request"],
    ['{"definition":{}}', "definition_refused"],
    ['{"definition":{"__proto__":1,"constructor":2}}', "definition_refused"],
    ['{"definition":""}', "definition_refused"],
    ['{"definition":"\\u0000"}', "definition_refused"],
  ])("%s is %s", async (body, code) => {
    const answer = await evaluate(body);
    expect(answer).toMatchObject({ status: 400, error: { code } });
  });

  test("a body that is not UTF-8", async () => {
    const bytes = new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]);
    expect((await evaluate(bytes)).error?.code).toBe("malformed_json");
  });

  test("a tree nested a hundred thousand levels deep", async () => {
    const deep = `{"definition":${'{"of":'.repeat(100_000)}1${"}".repeat(100_000)}}`;
    expect((await evaluate(deep)).error?.code).toBe("definition_refused");
  });

  test("a body above the limit, told by its size or not", async () => {
    const body = JSON.stringify({ definition: "x".repeat(LIMITS.bodyBytes) });
    expect(await evaluate(body)).toMatchObject({
      status: 413,
      error: { code: "body_too_large", details: { limit: LIMITS.bodyBytes } },
    });
  });

  test.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""])(
    "the content type %j",
    async (type) => {
      const answer = await evaluate('{"definition":"everyone"}', { "content-type": type });
      expect(answer).toMatchObject({ status: 415, error: { code: "unsupported_media_type" } });
    },
  );

  test("a charset beside the type is fine", async () => {
    const answer = await evaluate('{"definition":"everyone"}', {
      "content-type": "application/json; charset=utf-8",
    });
    expect(answer.status).toBe(200);
  });

  test.each([
    ["/api/jobs?limit=0", "limit"],
    ["/api/jobs?limit=x", "limit"],
    ["/api/jobs?limit=5&limit=6", "limit"],
    ["/api/jobs?limt=5", ""],
    ["/api/workspace?x=1", "x"],
    ["/api/segments/UPPER", "key"],
    ["/api/segments/a%00b", "key"],
    [`/api/people/${"x".repeat(LIMITS.idLength + 1)}`, "id"],
  ])("%s names the place", async (path, place) => {
    const answer = await call("GET", path);
    expect(answer).toMatchObject({ status: 400, error: { code: "invalid_request" } });
    expect(answer.error?.details).toMatchObject({ problems: [{ path: place }] });
  });

  test.each([
    "/api/audit?after=x",
    "/api/jobs?after=j1",
    "/api/people?after=x1",
    "/api/people/p1/events?before=1.2",
    "/api/dead-letters?after=5",
    "/api/segments/vip/members?after=p2",
  ])("the cursor of %s", async (path) => {
    await call("POST", "/api/segments", { headers: json, body: JSON.stringify(segment) });
    expect(await call("GET", path)).toMatchObject({ status: 400, error: { code: "invalid_cursor" } });
  });

  test.each([
    ["GET", "/api/people/nobody"],
    ["GET", "/api/people/%E0%A4%A"],
    ["GET", "/api/people/p0/events"],
    ["GET", "/api/jobs/j0"],
    ["GET", "/api/jobs/__proto__/progress"],
    ["POST", "/api/jobs/j7/cancel"],
    ["GET", "/api/segments/none"],
    ["GET", "/api/segments/none/versions"],
    ["GET", "/api/segments/none/members"],
    ["GET", "/api/segments/none/trend"],
    ["DELETE", "/api/segments/none"],
    ["GET", "/api/dead-letters/1-0"],
    ["POST", "/api/dead-letters/x/replay"],
    ["DELETE", "/api/dead-letters/1-0"],
    ["DELETE", "/api/keys/k9"],
  ])("%s %s is not there", async (method, path) => {
    expect(await call(method, path)).toMatchObject({ status: 404, error: { code: "not_found" } });
  });
});

const segment = {
  key: "vip",
  name: "VIP",
  definition: "everyone",
  goal: "g",
  owner: "o",
  action: "a",
  reviewDate: "2026-06-01",
  purpose: "marketing",
};

describe("changes from other sites", () => {
  const change = (headers: Record<string, string>) =>
    management.app.request("http://habitus.test/api/demo", { method: "POST", headers });
  const host = { host: "habitus.test" };

  test.each([
    [{ "sec-fetch-site": "cross-site" }],
    [{ "sec-fetch-site": "same-site" }],
    [{ origin: "https://evil.example" }],
    [{ origin: "http://habitus.test:8080" }],
    [{ origin: "null" }],
    [{ "sec-fetch-site": "cross-site", origin: "http://habitus.test" }],
  ])("%j with a cookie is refused", async (headers) => {
    const answer = await change({ ...host, cookie, ...headers });
    expect(answer.status).toBe(403);
    expect(((await answer.json()) as ErrorBody).error.code).toBe("cross_site");
  });

  test.each([
    [{ "sec-fetch-site": "same-origin" }],
    [{ "sec-fetch-site": "none" }],
    [{ origin: "http://habitus.test" }],
    [{}],
  ])("%j with a cookie is fine", async (headers) => {
    expect((await change({ ...host, cookie, ...headers })).status).toBe(202);
  });

  test("a token speaks for itself, and reading is free of it", async () => {
    expect((await change({ ...host, ...bearer, "sec-fetch-site": "cross-site" })).status).toBe(202);
    const read = await management.app.request("/api/workspace", {
      headers: { cookie, "sec-fetch-site": "cross-site" },
    });
    expect(read.status).toBe(200);
  });

  test("signing somebody in from another site is refused too", async () => {
    const answer = await management.app.request("/api/session", {
      method: "POST",
      headers: { ...json, "sec-fetch-site": "cross-site" },
      body: "{}",
    });
    expect(answer.status).toBe(403);
  });
});

describe("failures", () => {
  test("a bug tells the client nothing but a request id, which finds it in the log", async () => {
    management.store.failure = new TypeError("secret detail at /srv/x.ts");
    const answer = await call("POST", "/api/segments/evaluate", {
      headers: json,
      body: '{"definition":"everyone"}',
    });
    expect(answer).toMatchObject({ status: 500, error: { code: "internal" } });
    expect(answer.text).not.toMatch(/secret|\.ts|stack/);
    expect(management.logged).toMatchObject([
      { level: "error", fields: { requestId: answer.error?.requestId, operation: "evaluateSegment" } },
    ]);
    expect(JSON.stringify(management.logged)).toContain("secret detail");
  });

  test("a failing store is told with when to come back, without its own words", async () => {
    management.store.failure = new HabitusError("store_unavailable", "The event store does not answer.", {
      details: { retryable: true, engine: "1 SECRET", engineWords: "the engine's secret words" },
    });
    const answer = await call("POST", "/api/segments/evaluate", {
      headers: json,
      body: '{"definition":"everyone"}',
    });
    expect(answer).toMatchObject({ status: 503, error: { code: "store_unavailable" } });
    expect(answer.headers.get("retry-after")).toBe("2");
    expect(answer.text).not.toMatch(/secret/i);
    expect(management.logged).toEqual([]);
  });

  test("what fails once the caller has gone is logged for what it is, and leaving itself is not", async () => {
    /** The caller goes while the store is asked, which fails then. */
    const failing = async (failure: Error): Promise<readonly [number, readonly unknown[]]> => {
      const leaving = new AbortController();
      const get = (): Error => {
        leaving.abort("The connection was closed.");
        return failure;
      };
      Object.defineProperty(management.store, "failure", { get, configurable: true });
      const before = management.logged.length;
      const response = await management.app.request("/api/segments/evaluate", {
        method: "POST",
        headers: { ...bearer, ...json },
        body: '{"definition":"everyone"}',
        signal: leaving.signal,
      });
      return [response.status, management.logged.slice(before)];
    };
    const bug = await failing(new TypeError("a bug"));
    expect(bug).toMatchObject([500, [{ level: "error", fields: { operation: "evaluateSegment" } }]]);
    expect(JSON.stringify(bug)).toContain("a bug");
    const full = new HabitusError("storage_full", "The disk is full.");
    expect(await failing(full)).toMatchObject([507, [{ level: "error" }]]);
    const quiet = [new HabitusError("query_cancelled", "Ended."), new DOMException("Gone.", "AbortError")];
    for (const failure of quiet) expect(await failing(failure)).toEqual([503, []]);
  });

  test("a body that is cut off is no failure of ours", async () => {
    const body = new ReadableStream({ pull: (controller) => controller.error(new Error("aborted")) });
    const init = { method: "POST", headers: { ...bearer, ...json }, body, duplex: "half" };
    const response = await management.app.request("/api/segments/evaluate", init as RequestInit);
    expect(response.status).toBe(503);
    expect(management.logged).toEqual([]);
  });

  test("a code that is not documented is a bug", async () => {
    management.store.failure = new HabitusError("made_up", "Oops.");
    const answer = await call("POST", "/api/segments/evaluate", {
      headers: json,
      body: '{"definition":"everyone"}',
    });
    expect(answer).toMatchObject({ status: 500, error: { code: "internal" } });
  });

  test("calls are counted by operation and status", async () => {
    await call("GET", "/api/workspace");
    await call("GET", "/api/nothing");
    const text = await management.deps.metrics.text();
    expect(text).toContain('habitus_api_requests_total{operation="getWorkspace",status="200"} 1');
    expect(text).toContain('habitus_api_requests_total{operation="unknown_path",status="404"} 1');
  });
});

describe("a file", () => {
  test("is sent as it is made, with its name, and the audit tells of it", async () => {
    const answer = await management.app.request("/api/people/user-1/export", { headers: bearer });
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/gzip"]);
    expect(answer.headers.get("content-disposition")).toBe('attachment; filename="p1.tar.gz"');
    const text = gunzipSync(await answer.arrayBuffer()).toString();
    expect(text).toContain("message-2");
    expect(text).toContain("README.txt");
    const { entries } = management.access.audit.page(null, 1);
    expect(entries.map(({ action, target }) => [action, target])).toEqual([["person.export", "person/p1"]]);
  });
});

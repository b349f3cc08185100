import { describe, expect, expectTypeOf, test } from "vitest";
import { ApiError, type Client, createClient, type FetchInit, type FetchResponse } from "./client.ts";
import type { Job } from "./schemas/jobs.ts";
import type { Segment } from "./schemas/segments.ts";

type Sent = { readonly url: string; readonly init: FetchInit };

function answering(response: Response, token?: string): { readonly client: Client; readonly sent: Sent[] } {
  const sent: Sent[] = [];
  const fetch = async (url: string, init: FetchInit): Promise<FetchResponse> => {
    sent.push({ url, init });
    return response;
  };
  return {
    client: createClient({ baseUrl: "http://host/", fetch, ...(token === undefined ? {} : { token }) }),
    sent,
  };
}

const json = (status: number, body: unknown, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify(body), {
    status,
    headers: { "content-type": "application/json; charset=UTF-8", ...headers },
  });

const refusal = { error: { code: "conflict", message: "changed", details: { rev: 3 }, requestId: "r1" } };

async function failureOf(call: Promise<unknown>): Promise<ApiError> {
  const error = await call.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error(`expected an ApiError, got ${String(error)}`);
  return error;
}

describe("what is sent", () => {
  test("path, query, method and token come from the table and the input", async () => {
    const { client, sent } = answering(json(200, { events: [], next: null }), "secret");
    await client.listPersonEvents({
      params: { id: "a/b ü" },
      query: { limit: 5, name: "x&y", before: undefined },
    });
    expect(sent[0]?.url).toBe("http://host/api/people/a%2Fb%20%C3%BC/events?limit=5&name=x%26y");
    expect(sent[0]?.init.method).toBe("GET");
    expect(sent[0]?.init.headers).toEqual({ accept: "application/json", authorization: "Bearer secret" });
    expect(sent[0]?.init).not.toHaveProperty("body");
  });

  test("answers are read as the caller says", async () => {
    const fetch = async (): Promise<FetchResponse> => json(200, { segments: [] });
    const client = createClient({ baseUrl: "", fetch, parse: (text) => ({ read: text }) });
    expect(await client.listSegments()).toEqual({ read: '{"segments":[]}' });
  });

  test("a body is JSON", async () => {
    const { client, sent } = answering(json(200, {}));
    await client.evaluateSegment({ body: { definition: "x", limit: 0 } });
    expect(sent[0]?.init.body).toBe('{"definition":"x","limit":0}');
    expect(sent[0]?.init.headers["content-type"]).toBe("application/json");
    expect(sent[0]?.init.headers).not.toHaveProperty("authorization");
  });

  test("the signal is handed on and its abort is not turned into an ApiError", async () => {
    const controller = new AbortController();
    controller.abort(new Error("left the page"));
    const client = createClient({ baseUrl: "http://127.0.0.1:1", fetch: globalThis.fetch });
    await expect(client.getSetup({}, { signal: controller.signal })).rejects.toThrow("left the page");
  });
});

describe("what comes back", () => {
  test("nothing from an empty answer, text from a page", async () => {
    expect(await answering(new Response(null, { status: 204 })).client.signOut()).toBeUndefined();
    const page = new Response("<h1>", { headers: { "content-type": "text/html" } });
    expect(await answering(page).client.getApiReference()).toBe("<h1>");
  });

  test("a refusal is an ApiError with all its parts", async () => {
    const { client } = answering(json(409, refusal, { "retry-after": "7" }));
    const error = await failureOf(client.deleteSegment({ params: { key: "vip" } }));
    expect(error).toMatchObject({
      code: "conflict",
      message: "changed",
      status: 409,
      requestId: "r1",
      retryAfterSeconds: 7,
      details: { rev: 3 },
    });
  });

  test("an answer that is not this API's is told apart", async () => {
    const proxy = answering(new Response("<html>Bad gateway", { status: 502 })).client;
    expect(await failureOf(proxy.getOverview())).toMatchObject({ code: "unreadable_answer", status: 502 });
    const other = answering(json(404, { message: "no" })).client;
    expect(await failureOf(other.getOverview())).toMatchObject({ code: "unreadable_answer", status: 404 });
  });

  test("no answer is `unreachable`", async () => {
    const fetch = () => Promise.reject(new Error("connect ECONNREFUSED"));
    const error = await failureOf(createClient({ baseUrl: "", fetch }).getSetup());
    expect(error).toMatchObject({ code: "unreachable", status: 0, retryAfterSeconds: null });
  });

  test.each([200, 502])(
    "an answer with status %i that is cut in the middle is `unreachable`",
    async (status) => {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"needsAd'));
          controller.error(new Error("ECONNRESET"));
        },
      });
      const headers = { "content-type": "application/json" };
      const { client } = answering(new Response(body, { status, headers }));
      expect(await failureOf(client.getSetup())).toMatchObject({ code: "unreachable", status: 0 });
    },
  );

  test("a stream gives typed events, however the bytes are cut", async () => {
    const bytes = new TextEncoder().encode(
      ': hello\n\nevent: gap\ndata: {"events":2,"calls":0}\n\nevent: event\ndata: {"name":\ndata: "Zürich"}\n\nevent: gap\ndata: {"eve',
    );
    for (const size of [1, 2, 3, 7, bytes.length]) {
      const body = new ReadableStream<Uint8Array>({
        start(controller) {
          for (let at = 0; at < bytes.length; at += size) controller.enqueue(bytes.slice(at, at + size));
          controller.close();
        },
      });
      const { client } = answering(new Response(body, { headers: { "content-type": "text/event-stream" } }));
      const got: unknown[] = [];
      for await (const sent of client.streamLiveEvents()) got.push(sent);
      expect(got).toEqual([
        { event: "gap", data: { events: 2, calls: 0 } },
        { event: "event", data: { name: "Zürich" } },
      ]);
    }
  });

  test("a stream that is left early is cancelled", async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) =>
        controller.enqueue(new TextEncoder().encode('event: gap\ndata: {"events":1,"calls":0}\n\n')),
      cancel: () => {
        cancelled = true;
      },
    });
    const { client } = answering(new Response(body));
    for await (const _ of client.streamLiveEvents()) break;
    expect(cancelled).toBe(true);
  });
});

describe("types", () => {
  const client = createClient({ baseUrl: "", fetch: globalThis.fetch });

  test("inputs and results are inferred from the table", () => {
    expectTypeOf(client.getSegment).parameter(0).toEqualTypeOf<{ readonly params: { key: string } }>();
    expectTypeOf(client.getSegment).returns.resolves.toEqualTypeOf<Segment>();
    expectTypeOf(client.signOut).returns.resolves.toEqualTypeOf<undefined>();
    expectTypeOf(client.getApiReference).returns.resolves.toEqualTypeOf<string>();
    expectTypeOf(client.streamJobProgress).returns.toEqualTypeOf<
      AsyncGenerator<{ readonly event: "progress"; readonly data: Job }, void, undefined>
    >();
    expectTypeOf(client.listJobs).toBeCallableWith();
    expectTypeOf(client.listJobs).toBeCallableWith({ query: { limit: 3 } });
  });

  test("a wrong call does not compile", () => {
    // @ts-expect-error the key is missing
    const noKey = () => client.getSegment();
    // @ts-expect-error a limit is a number
    const textLimit = () => client.listJobs({ query: { limit: "3" } });
    // @ts-expect-error `owner` and the rest are required from the first schema on
    const noOwner = () => client.createSegment({ body: { key: "a", name: "A", definition: "x" } });
    expect([noKey, textLimit, noOwner]).toHaveLength(3);
  });
});

import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { createClient, type Client, type Job, type ResultOf } from "@habitus/contract";
import { must } from "@habitus/kernel";
import { type ServerType, serve } from "@hono/node-server";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createEventStreams, STREAM_LIMITS, type StreamSink } from "./event-stream.ts";
import { createLiveFeed, type LiveItem } from "./live-feed.ts";
import {
  ADMIN_TOKEN,
  adminCookie,
  apiKey,
  appendEvents,
  createManagement,
  type Management,
  trackedEvent,
} from "./testing/management.ts";

let management: Management;
let server: ServerType;
let port: number;
let api: Client;

beforeEach(async () => {
  management = createManagement();
  await adminCookie(management);
  server = serve({ fetch: management.app.fetch, port: 0, hostname: "127.0.0.1" });
  await vi.waitFor(() => expect(server.listening).toBe(true));
  port = (server.address() as AddressInfo).port;
  api = createClient({ baseUrl: `http://127.0.0.1:${port}`, fetch: globalThis.fetch, token: ADMIN_TOKEN });
});

afterEach(async () => {
  management.close();
  await management.deps.jobs.stop();
  await new Promise((resolve) => server.close(resolve));
});

type LiveEvent = ResultOf<"streamLiveEvents">;

async function take<T>(stream: AsyncGenerator<T>, count: number): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const next = await stream.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
}

/** As soon as the live stream is subscribed, events that follow are seen. */
async function subscribed(query: Parameters<Client["streamLiveEvents"]>[0] = {}): Promise<{
  readonly first: Promise<IteratorResult<LiveEvent>>;
  readonly stream: AsyncGenerator<LiveEvent>;
}> {
  const waits = vi.spyOn(management.log, "wait");
  const before = waits.mock.calls.length;
  const stream = api.streamLiveEvents(query);
  const first = stream.next();
  await vi.waitFor(() => expect(waits.mock.calls.length).toBeGreaterThan(before));
  return { first, stream };
}

describe("progress of a job over HTTP", () => {
  test("a reload sees the job as it stands and follows it to its end, on as many connections as one likes", async () => {
    const { id } = await api.startDemo();
    const before = api.streamJobProgress({ params: { id } });
    expect((await take(before, 1))[0]).toMatchObject({
      event: "progress",
      data: { state: "running", done: 0 },
    });
    management.demo.move({ done: 40 });
    expect((await take(before, 1))[0]?.data).toMatchObject({ done: 40, total: 100 });
    await before.return(undefined);

    management.demo.move({ done: 60 });
    const after = api.streamJobProgress({ params: { id } });
    const beside = api.streamJobProgress({ params: { id } });
    expect((await take(after, 1))[0]?.data.done).toBe(60);
    expect((await take(beside, 1))[0]?.data.done).toBe(60);
    management.demo.move("end");
    const rest: Job[] = [];
    for await (const { data } of after) rest.push(data);
    expect(rest.at(-1)).toMatchObject({ state: "done", result: { events: 100 } });
    expect((await take(beside, 9)).at(-1)?.data.state).toBe("done");
  });

  test("what comes faster than anybody reads is told as it stands after a moment, not one by one", async () => {
    const { id } = await api.startDemo();
    const stream = api.streamJobProgress({ params: { id } });
    await take(stream, 1);
    for (let done = 1; done <= 50; done++) management.demo.move({ done });
    const told: number[] = [];
    while (told.at(-1) !== 50) {
      const [next] = await take(stream, 1);
      if (next === undefined) break;
      told.push(next.data.done);
    }
    expect(told.at(-1)).toBe(50);
    expect(told.length).toBeLessThanOrEqual(2);
    await stream.return(undefined);
  });

  test("of a job that has ended it gives the end and closes", async () => {
    const { id } = await api.startDemo();
    management.demo.move("end");
    await vi.waitFor(async () => expect((await api.getJob({ params: { id } })).state).toBe("done"));
    const all = await take(api.streamJobProgress({ params: { id } }), 9);
    expect(all.map(({ data }) => data.state)).toEqual(["done"]);
  });

  test("a restart of the server shows: the stream ends, and the job goes on where it stood", async () => {
    const { id } = await api.startDemo();
    management.demo.move({ done: 30 });
    const stream = api.streamJobProgress({ params: { id } });
    await take(stream, 1);
    management.close();
    expect(await take(stream, 9)).toEqual([]);
    const refused = await take(api.streamJobProgress({ params: { id } }), 1).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "too_many_streams", status: 429, retryAfterSeconds: 2 });
  });
});

describe("live events over HTTP", () => {
  test("accepted events are shown as they come, those that match", async () => {
    const { first, stream } = await subscribed({ query: { name: "Order Completed", id: "user-1" } });
    await appendEvents(management, [
      trackedEvent({ name: "Other" }),
      trackedEvent({ id: "m2", userId: "user-2" }),
      trackedEvent({
        id: "m3",
        userId: null,
        anonymousId: "user-1",
        properties: '{"n":12345678901234567890}',
      }),
    ]);
    expect((await first).value).toMatchObject({
      event: "event",
      data: { id: "m3", name: "Order Completed", anonymousId: "user-1", source: "k0" },
    });
    await stream.return(undefined);
  });

  test("whoever asks for an id is shown what comes under any other id of the same person", async () => {
    const { first, stream } = await subscribed({ query: { id: "p1" } });
    await appendEvents(management, [
      trackedEvent({ id: "m1", userId: "user-2" }),
      trackedEvent({ id: "m2", userId: "user-1" }),
    ]);
    expect((await first).value).toMatchObject({ data: { id: "m2", userId: "user-1" } });
    await stream.return(undefined);
  });

  test("a client that leaves is forgotten, and with the last one the log is left alone", async () => {
    const { first, stream } = await subscribed();
    await appendEvents(management, [trackedEvent()]);
    await first;
    await stream.return(undefined);
    const reads = vi.spyOn(management.log, "wait");
    await vi.waitFor(
      async () => {
        await appendEvents(management, [trackedEvent()]);
        const before = reads.mock.calls.length;
        await new Promise((resolve) => setTimeout(resolve, 600));
        expect(reads.mock.calls.length).toBe(before);
      },
      { timeout: 10_000 },
    );
  });

  test("a reader that does not read is told how much it missed, once it does", async () => {
    const socket = connect(port, "127.0.0.1");
    const text: string[] = [];
    socket.setEncoding("utf8").on("data", (chunk: string) => text.push(chunk));
    const waits = vi.spyOn(management.log, "wait");
    socket.write(`GET /api/events/live HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${ADMIN_TOKEN}\r\n\r\n`);
    await vi.waitFor(() => expect(waits).toHaveBeenCalled());
    socket.pause();
    const big = JSON.stringify({ text: "x".repeat(20_000) });
    let sent = 0;
    // Until the kernel's buffers and ours are full; each turn of the feed is a quarter of a second.
    for (let turn = 0; turn < 15; turn++) {
      const events = Array.from({ length: 40 }, () => trackedEvent({ id: `m${sent++}`, properties: big }));
      for (const event of events) await appendEvents(management, [event]);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    socket.resume();
    const counted = (): number => {
      const whole = text.join("").split("\n\n");
      const gaps = whole
        .filter((part) => part.includes("event: gap"))
        .map((part) => /\{.*\}/.exec(part)?.[0] ?? "{}");
      const missed = gaps.map(
        (gap) => JSON.parse(gap) as { readonly events: number; readonly calls: number },
      );
      const shown = whole.filter((part) => part.includes("event: event") && part.includes("source")).length;
      return shown + missed.reduce((sum, gap) => sum + gap.events + gap.calls, 0);
    };
    await vi.waitFor(() => expect(counted()).toBe(sent), { timeout: 20_000 });
    expect(text.join("")).toContain("event: gap");
    socket.destroy();
  });
});

test("a stream ends at the next heartbeat once its key may not read it, or once that cannot be told, which is logged", async () => {
  const { access, app, logged } = management;
  const secret = await apiKey(management, "viewer");
  const open = async (): Promise<Response> =>
    app.request("/api/events/live", { headers: { authorization: `Bearer ${secret}` } });
  const beat = (): void => void vi.advanceTimersByTime(STREAM_LIMITS.heartbeatMs);
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  try {
    const untold = await open();
    const check = vi.spyOn(access, "check").mockImplementation(() => {
      throw new Error("a bug of ours");
    });
    beat();
    expect(await untold.text()).toMatch(/^: open/);
    expect(logged).toMatchObject([
      {
        level: "error",
        fields: { operation: "streamLiveEvents", error: expect.stringContaining("a bug of") },
      },
    ]);
    check.mockRestore();
    const revoked = await open();
    beat();
    const { id } = must(access.keys.list().at(-1), "the key that reads");
    await access.keys.revoke(id, { kind: "system", id: "test", name: "Test" });
    beat();
    expect(await revoked.text()).toContain(": still here");
    expect(logged).toHaveLength(1);
  } finally {
    vi.useRealTimers();
  }
});

describe("streams", () => {
  const limits = { streams: 2, buffered: 100, heartbeatMs: 10 };
  const allowed = () => true;

  function played() {
    const seen = { sink: null as StreamSink | null, stopped: 0, room: 0 };
    return {
      seen,
      source: {
        start: (sink: StreamSink) => {
          seen.sink = sink;
        },
        onRoom: () => {
          seen.room++;
        },
        stop: () => {
          seen.stopped++;
        },
      },
    };
  }

  const sinkOf = (seen: { readonly sink: StreamSink | null }): StreamSink => {
    if (seen.sink === null) throw new Error("not started");
    return seen.sink;
  };

  async function textOf(stream: ReadableStream<Uint8Array>): Promise<string> {
    const parts: Uint8Array[] = [];
    for await (const part of stream) parts.push(part);
    return Buffer.concat(parts).toString();
  }

  test("are counted: one more is refused until one has ended", () => {
    const streams = createEventStreams({ ...limits, heartbeatMs: 60_000 });
    const sources = [played(), played(), played()] as const;
    streams.open(sources[0].source, allowed);
    streams.open(sources[1].source, allowed);
    expect(() => streams.open(sources[2].source, allowed)).toThrowError(/At most 2/);
    sinkOf(sources[0].seen).end();
    streams.open(sources[2].source, allowed);
    streams.close();
    expect(sources.map(({ seen }) => seen.stopped)).toEqual([1, 1, 1]);
  });

  test("tell when there is no room, and when there is again", async () => {
    const streams = createEventStreams({ ...limits, heartbeatMs: 60_000 });
    const { seen, source } = played();
    const stream = streams.open(source, allowed);
    const sink = sinkOf(seen);
    expect(sink.hasRoom()).toBe(true);
    sink.send("a", `"${"x".repeat(200)}"`);
    expect(sink.hasRoom()).toBe(false);
    const reader = stream.getReader();
    const before = seen.room;
    // What was sent in one go comes in one piece.
    expect(new TextDecoder().decode((await reader.read()).value)).toMatch(/^: open\n\nevent: a\n/);
    await new Promise((resolve) => setTimeout(resolve, 0));
    expect(seen.room).toBeGreaterThan(before);
    expect(sink.hasRoom()).toBe(true);
    await reader.cancel();
    expect(seen.stopped).toBe(1);
    sink.send("a", "1");
    sink.end();
    expect(seen.stopped).toBe(1);
  });

  test("beat while nothing happens, and end when the reader may no longer read", async () => {
    const streams = createEventStreams(limits);
    const { seen, source } = played();
    let beats = 0;
    const stream = streams.open(source, () => ++beats < 3);
    expect(await textOf(stream)).toContain(": still here\n\n");
    expect(seen.stopped).toBe(1);
  });
});

describe("the live feed", () => {
  test("passes over what is more than it may read, and says how much", async () => {
    const { log } = management;
    const feed = createLiveFeed(log, () => undefined, { records: 3, bytes: 1_000_000, pauseMs: 1 });
    const items: LiveItem[] = [];
    const waits = vi.spyOn(log, "wait");
    const leave = feed.subscribe((item) => items.push(item));
    await vi.waitFor(() => expect(waits).toHaveBeenCalled());
    const one = (n: number) => trackedEvent({ id: `m${n}` });
    await Promise.all(Array.from({ length: 10 }, (_, n) => appendEvents(management, [one(n)])));
    const count = (): number =>
      items.reduce((sum, item) => sum + (item.kind === "event" ? 1 : item.calls), 0);
    await vi.waitFor(() => expect(count()).toBe(10));
    leave();
  });

  test("goes on after a failure, from the present", async () => {
    const { log } = management;
    const failures: unknown[] = [];
    const feed = createLiveFeed(log, (error) => failures.push(error));
    vi.spyOn(log, "read").mockImplementationOnce(() => {
      throw new Error("unreadable");
    });
    const items: LiveItem[] = [];
    const leave = feed.subscribe((item) => items.push(item));
    await vi.waitFor(
      async () => {
        await appendEvents(management, [trackedEvent()]);
        await new Promise((resolve) => setTimeout(resolve, 300));
        expect(failures).toHaveLength(1);
        expect(items.length).toBeGreaterThan(0);
      },
      { timeout: 10_000 },
    );
    leave();
  });
});

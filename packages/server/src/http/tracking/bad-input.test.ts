import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { BugError, HabitusError } from "@habitus/kernel";
import type { Log } from "../../log/log.ts";
import { createMemoryLog } from "../../log/memory-log.ts";
import {
  basic,
  receivedUntil,
  receivedUntilEnd,
  startTrackingServer,
  type TrackingServer,
  WRITE_KEY,
} from "./testing/tracking-server.ts";

const KB = 1024;
const track = { type: "track", event: "e", userId: "u1" };

let server: TrackingServer;
let sent = 0;

beforeAll(async () => {
  server = await startTrackingServer({
    limits: { timeoutMs: 400, heldBytes: 64 * KB * KB, drainBytes: 256 * KB },
  });
});
afterAll(() => server.close());

/** Whatever came before, the next good event is taken. */
afterEach(async () => {
  await sendMarker(`after-${sent++}`);
  expect(server.bugs).toEqual([]);
});

async function sendMarker(messageId: string): Promise<void> {
  const answer = await server.post("/v1/track", JSON.stringify({ ...track, messageId }));
  expect(answer.status).toBe(200);
  expect(server.events().at(-1)?.id).toBe(messageId);
}

/** The status and body of a post that must leave nothing in the log. */
async function refusedPost(path: string, body: string | Buffer): Promise<readonly [number, unknown]> {
  const before = server.log.head().offset;
  const answer = await server.post(path, body);
  const told: unknown = await answer.json();
  expect(server.log.head().offset).toBe(before);
  return [answer.status, told];
}

/** The reason under which a post that is answered 200 is kept aside. */
async function keptAside(path: string, body: string): Promise<string | undefined> {
  const before = server.rejected().length;
  const answer = await server.post(path, body);
  expect([answer.status, await answer.text()]).toEqual([200, `{"success":true}`]);
  expect(server.rejected()).toHaveLength(before + 1);
  return server.rejected().at(-1)?.reason;
}

describe("bad input is answered as the spec says, and the server goes on serving:", () => {
  it.each(["", "{", "{'a':1}", `{"event":"e"`, "undefined", `{"a":1}{"a":2}`, `{"a":01}`, `{"a":"\u0001"}`])(
    "malformed JSON %j",
    async (body) => {
      expect(await refusedPost("/v1/track", body)).toMatchObject([400, { code: "invalid_json" }]);
      expect(await refusedPost("/v1/batch", body)).toMatchObject([400, { code: "invalid_json" }]);
    },
  );

  it.each(["[]", "5", "null", `"text"`])("JSON that is no object: %s", async (body) => {
    expect(await refusedPost("/v1/identify", body)).toMatchObject([400, { code: "not_an_object" }]);
    expect(await refusedPost("/v1/batch", body)).toMatchObject([400, { code: "no_batch" }]);
  });

  it("a call of 33 KB, while 32 KB are taken", async () => {
    const sized = (bytes: number): string => {
      const empty = JSON.stringify({ ...track, properties: { a: "" } });
      return JSON.stringify({ ...track, properties: { a: "x".repeat(bytes - empty.length) } });
    };
    expect(await refusedPost("/v1/track", sized(33 * KB))).toMatchObject([400, { code: "too_large" }]);
    expect(await refusedPost("/v1/track", sized(32 * KB + 1))).toMatchObject([400, { code: "too_large" }]);
    expect((await server.post("/v1/track", sized(32 * KB))).status).toBe(200);
    const packed = gzipSync(sized(33 * KB));
    expect(await refusedPost("/v1/track", packed)).toMatchObject([400, { code: "too_large" }]);
  });

  it("an event of 33 KB inside a batch, whose neighbours go through", async () => {
    const large = { ...track, properties: { a: "x".repeat(33 * KB) } };
    const before = server.events().length;
    const body = JSON.stringify({
      batch: [{ ...track, messageId: "b1" }, large, { ...track, messageId: "b2" }],
    });
    expect(await keptAside("/v1/batch", body)).toBe("event_too_large");
    expect(
      server
        .events()
        .slice(before)
        .map((event) => event.id),
    ).toEqual(["b1", "b2"]);
    expect(server.rejected().at(-1)).toMatchObject({ path: "batch[1]", text: JSON.stringify(large) });
  });

  it("a batch of 501 KB, while 500 KB are taken", async () => {
    const sized = (bytes: number): string => {
      const items = Array.from({ length: 20 }, () => ({ ...track, properties: { a: "x".repeat(25_000) } }));
      const empty = JSON.stringify({ batch: items, pad: "" });
      return JSON.stringify({ batch: items, pad: "x".repeat(bytes - empty.length) });
    };
    expect(await refusedPost("/v1/batch", sized(501 * KB))).toMatchObject([400, { code: "too_large" }]);
    expect(await refusedPost("/batch", sized(501 * KB))).toMatchObject([400, { code: "too_large" }]);
    expect((await server.post("/v1/batch", sized(500 * KB))).status).toBe(200);
    expect((await server.post("/v1/batch", gzipSync(sized(500 * KB)))).status).toBe(200);
  });

  it("a batch of 2,501 events, kept as one", async () => {
    const body = JSON.stringify({ batch: Array.from({ length: 2_501 }, () => track) });
    expect(await keptAside("/v1/batch", body)).toBe("batch_too_long");
  });

  it.each<[string, unknown]>([
    ["wrong_type", { ...track, properties: "a" }],
    ["wrong_type", { ...track, userId: { a: 1 } }],
    ["wrong_type", { ...track, event: ["e"] }],
    ["no_user_anon_id", { event: "e" }],
    ["no_event_name", { userId: "u1" }],
    ["time_out_of_range", { ...track, timestamp: "1901-01-01T00:00:00Z" }],
    ["time_out_of_range", { ...track, timestamp: "9999-12-31T23:59:59Z" }],
    ["bad_timestamp", { ...track, timestamp: "2026-02-31T00:00:00Z" }],
    ["bad_id", { ...track, userId: "a\0b" }],
  ])("%s: %j", async (reason, call) => {
    expect(await keptAside("/v1/track", JSON.stringify(call))).toBe(reason);
  });

  it("nesting 100,000 levels deep", async () => {
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    expect(
      await keptAside(
        "/v1/batch",
        `{"batch":[{"type":"track","event":"e","userId":"u","context":{"a":${deep}}}]}`,
      ),
    ).toBe("too_deep");
    expect(await refusedPost("/v1/batch", "[".repeat(400_000))).toMatchObject([
      400,
      { code: "invalid_json" },
    ]);
    expect(await refusedPost("/v1/batch", `{"batch":${"[".repeat(200_000)}`)).toMatchObject([400, {}]);
  });

  it("keys that name the machinery of objects", async () => {
    const properties = `{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}`;
    const body = `{"event":"e","userId":"u1","__proto__":{"polluted":1},"properties":${properties}}`;
    expect((await server.post("/v1/track", body)).status).toBe(200);
    expect(server.events().at(-1)?.properties).toBe(properties);
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(await keptAside("/v1/batch", `{"batch":[{"type":"__proto__","userId":"u1"}]}`)).toBe(
      "unknown_type",
    );
  });

  it("bytes that are no UTF-8", async () => {
    for (const bytes of [[0xff], [0xc3, 0x28], [0xed, 0xa0, 0x80], [0xf0, 0x9f, 0x98]]) {
      const body = Buffer.concat([
        Buffer.from(`{"event":"`),
        Buffer.from(bytes),
        Buffer.from(`","userId":"u1"}`),
      ]);
      expect(await refusedPost("/v1/track", body)).toMatchObject([400, { code: "bad_encoding" }]);
    }
  });

  it("NUL bytes, raw and escaped", async () => {
    expect(await refusedPost("/v1/track", `{"event":"a\0b","userId":"u1"}`)).toMatchObject([400, {}]);
    expect(await refusedPost("/v1/track", Buffer.alloc(1_000))).toMatchObject([400, {}]);
    const escaped = `{"event":"e","userId":"u1","properties":{"a":"\\u0000"}}`;
    expect((await server.post("/v1/track", escaped)).status).toBe(200);
    expect(server.events().at(-1)?.properties).toBe(`{"a":"\\u0000"}`);
  });

  it("a byte order mark, which is passed over", async () => {
    expect((await server.post("/v1/track", `\ufeff${JSON.stringify(track)}`)).status).toBe(200);
  });

  it("gzip bombs and gzip that is none", async () => {
    const bomb = gzipSync(Buffer.alloc(64 * KB * KB, 0x20));
    expect(bomb.length).toBeLessThan(100 * KB);
    expect(await refusedPost("/v1/batch", bomb)).toMatchObject([400, { code: "too_large" }]);
    expect(await refusedPost("/v1/batch", gzipSync(bomb))).toMatchObject([400, {}]);
    const cut = gzipSync(JSON.stringify(track)).subarray(0, 20);
    expect(await refusedPost("/v1/track", cut)).toMatchObject([400, { code: "bad_encoding" }]);
    expect(await refusedPost("/v1/track", Buffer.from([0x1f, 0x8b, 1, 2]))).toMatchObject([400, {}]);
  });
});

const head = (length: number): string =>
  `POST /v1/batch HTTP/1.1\r\nhost: x\r\nauthorization: ${basic(WRITE_KEY)}\r\ncontent-length: ${length}\r\n\r\n`;

describe("a connection that misbehaves is answered, and the server goes on serving:", () => {
  it("a body that comes too slowly", async () => {
    const before = server.log.head().offset;
    const socket = await server.connect();
    socket.write(head(1_000));
    const drip = setInterval(() => socket.write(" "), 50);
    const answer = await receivedUntilEnd(socket);
    clearInterval(drip);
    expect(answer).toMatch(/^HTTP\/1\.1 503 /);
    expect(answer).toMatch(/retry-after: 1/i);
    expect(answer).toContain("upload_timeout");
    expect(server.log.head().offset).toBe(before);
  });

  it("an upload that is broken off leaves nothing", async () => {
    const before = server.log.head().offset;
    const socket = await server.connect();
    const body = JSON.stringify({ batch: [track] });
    socket.write(head(body.length) + body.slice(0, -1));
    // What is sent behind is answered once what came before it was read.
    await sendMarker("behind the upload");
    socket.resetAndDestroy();
    await sendMarker("behind its end");
    expect(server.log.head().offset).toBe(before + 2);
    expect(
      server
        .events()
        .slice(-2)
        .map(({ id }) => id),
    ).toEqual(["behind the upload", "behind its end"]);
  });

  it("a body far over the limit is cut off with its answer read", async () => {
    const body = Buffer.alloc(8 * KB * KB, 0x20);
    const socket = await server.connect();
    socket.write(head(body.length));
    socket.write(body);
    const answer = await receivedUntilEnd(socket);
    expect(answer).toMatch(/^HTTP\/1\.1 400 /);
    expect(answer).toContain("too_large");
    expect(answer).toMatch(/connection: close/i);
  });

  it("a body a little over the limit keeps its connection", async () => {
    const socket = await server.connect();
    socket.write(head(600 * KB) + " ".repeat(600 * KB));
    const good = JSON.stringify({ batch: [{ ...track, messageId: "second" }] });
    socket.write(head(good.length) + good);
    const answer = await receivedUntil(socket, / 400 [^]* 200 /);
    socket.destroy();
    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 400", "HTTP/1.1 200"]);
    expect(server.events().at(-1)?.id).toBe("second");
  });

  it("a chunked body is measured as it comes", async () => {
    const socket = await server.connect();
    socket.write(
      `POST /v1/t HTTP/1.1\r\nhost: x\r\nauthorization: ${basic(WRITE_KEY)}\r\ntransfer-encoding: chunked\r\n\r\n`,
    );
    for (let n = 0; n < 10; n++) socket.write(`2000\r\n${" ".repeat(8_192)}\r\n`);
    socket.write("0\r\n\r\n");
    expect(await receivedUntil(socket, /too_large/)).toMatch(/^HTTP\/1\.1 400 /);
    socket.destroy();
  });
});

describe("when the server cannot keep up", () => {
  it("bodies that together hold too much memory are sent away for a moment", async () => {
    const small = await startTrackingServer({
      limits: { timeoutMs: 5_000, heldBytes: 100 * KB, drainBytes: KB * KB },
    });
    const waiting = await small.connect();
    waiting.write(head(90 * KB) + " ".repeat(80 * KB));
    const answered = async (body: string) => {
      const { status, headers } = await small.post("/v1/batch", body);
      return [status, headers.get("retry-after")];
    };
    await expect.poll(() => answered(" ".repeat(30 * KB))).toEqual([503, "1"]);
    waiting.destroy();
    await expect.poll(() => answered(`{"batch":[${" ".repeat(30 * KB)}]}`)).toEqual([200, null]);
    await small.close();
  });

  it.each([
    ["log_busy", 503, "1"],
    ["storage_full", 507, "10"],
    ["storage_failed", 503, "10"],
    ["log_closed", 503, "2"],
  ])("a log that says %s is answered %i with Retry-After %s", async (code, status, retryAfter) => {
    const log = createMemoryLog({ clock: Date.now });
    let failing = true;
    const append: Log["append"] = async (records) => {
      if (failing) throw new HabitusError(code, "Not now.");
      return log.append(records);
    };
    const busy = await startTrackingServer({ log: { ...log, append } });
    const body = JSON.stringify({ batch: [track] });
    const refused = await busy.post("/v1/batch", body);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([status, retryAfter]);
    expect(busy.events()).toEqual([]);
    failing = false;
    expect((await busy.post("/v1/batch", body)).status).toBe(200);
    expect(busy.events()).toHaveLength(1);
    await busy.close();
  });

  it("a bug is answered 500 and told", async () => {
    const log = createMemoryLog({ clock: Date.now });
    const append: Log["append"] = () => Promise.reject(new BugError("broken"));
    const broken = await startTrackingServer({ log: { ...log, append } });
    expect((await broken.post("/v1/track", JSON.stringify(track))).status).toBe(500);
    expect(broken.bugs).toMatchObject([{ message: "broken" }]);
    await broken.close();
  });
});

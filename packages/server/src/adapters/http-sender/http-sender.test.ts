import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { createHttpSender } from "./http-sender.ts";
import { isPrivateAddress } from "./private-addresses.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function receiver(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  closing.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
}

function sender(allowPrivate: boolean, timeoutMs = 5_000) {
  const made = createHttpSender({ allowPrivate, timeoutMs });
  closing.push(() => made.close());
  return made;
}

const still = new AbortController().signal;

test.each([
  ["127.0.0.1", true],
  ["10.1.2.3", true],
  ["169.254.169.254", true],
  ["172.31.0.1", true],
  ["192.168.1.1", true],
  ["100.64.0.1", true],
  ["0.0.0.0", true],
  ["::1", true],
  ["::ffff:127.0.0.1", true],
  ["fd00::1", true],
  ["fe80::1", true],
  ["not an address", true],
  ["93.184.216.34", false],
  ["2606:2800:220:1::1", false],
])("%s is private: %s", (address, is) => {
  expect(isPrivateAddress(address)).toBe(is);
});

test.each([
  "http://example.com/hook",
  "https://localhost/hook",
  "https://127.0.0.1/hook",
  "https://[::1]/hook",
  "https://2130706433/hook",
  "https://user:password@example.com/hook",
  "file:///etc/passwd",
  "no address",
])("%s is not called", (url) => {
  expect(sender(false).objectionTo(url)).not.toBeNull();
});

test("a name that leads to this machine is not called either", async () => {
  const result = await sender(false).send("https://ip6-localhost.localhost./x", {}, "{}", still);
  expect(result.kind).toBe("failed");
});

test("sends body and headers, takes no redirect, and gives up in time", async () => {
  const seen: string[] = [];
  const url = await receiver((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      seen.push(`${request.method} ${request.url} ${String(request.headers["webhook-id"])} ${body}`);
      if (body === "hang") return;
      if (body === "away") response.writeHead(302, { location: "/elsewhere" }).end();
      else response.writeHead(429, { "retry-after": "7" }).end("x".repeat(200_000));
    });
  });
  const { send } = sender(true, 300);
  expect(await send(url, { "webhook-id": "a" }, "plain", still)).toEqual({
    kind: "answered",
    status: 429,
    retryAfterMs: 7_000,
  });
  expect(await send(url, {}, "away", still)).toMatchObject({ kind: "answered", status: 302 });
  expect(await send(url, {}, "hang", still)).toEqual({
    kind: "failed",
    reason: "The receiver did not answer within 0.3 seconds.",
  });
  expect(seen).toEqual(["POST /hook a plain", "POST /hook undefined away", "POST /hook undefined hang"]);
});

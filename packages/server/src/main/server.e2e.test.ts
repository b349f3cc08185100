import { spawnSync } from "node:child_process";
import { request } from "node:http";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { temporaryFolder } from "../platform/testing/temporary-folder.ts";
import { drained, startRealServer, WRITE_KEY } from "./testing/real-server.ts";

const ENTRY = fileURLToPath(new URL("../../dist/habitus.js", import.meta.url));

test("a second process on the same data folder is refused clearly, and a stopped one leaves no lock", async () => {
  const dataDir = temporaryFolder("second");
  const first = await startRealServer({ dataDir });
  const second = spawnSync(process.execPath, [ENTRY, "--data", dataDir, "--port", "0"], { encoding: "utf8" });
  expect(second.status).toBe(1);
  expect(second.stderr).toContain(`is in use by another process (pid ${first.child.pid})`);
  expect(second.stderr).not.toContain("    at ");
  expect(await first.stop()).toBe(0);
  const third = await startRealServer({ dataDir });
  expect(await third.stop()).toBe(0);
});

test("a port in use is said in a sentence", async () => {
  const server = await startRealServer({ dataDir: temporaryFolder("port") });
  const args = [ENTRY, "--data", temporaryFolder("port-2"), "--port", new URL(server.url).port];
  const second = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(second.status).toBe(1);
  expect(second.stderr).toMatch(/^habitus: Port \d+ on 127\.0\.0\.1 is in use\. /m);
  expect(await server.stop()).toBe(0);
});

test("secrets are made and shown at the first start only", async () => {
  const dataDir = temporaryFolder("secrets");
  const env = { HABITUS_ADMIN_TOKEN: "", HABITUS_WRITE_KEY: "" };
  const first = await startRealServer({ dataDir, env });
  expect(await first.stop()).toBe(0);
  const second = await startRealServer({ dataDir, env });
  expect(await second.stop()).toBe(0);
  const shown = /shown once\): (\S+)/g;
  expect([...first.stdout().matchAll(shown)].length).toBe(2);
  expect([...second.stdout().matchAll(shown)].length).toBe(0);
  for (const [, secret] of first.stdout().matchAll(shown)) expect(first.stderr()).not.toContain(secret);
});

test("SIGTERM answers the request under way before the process ends, and the event is kept", async () => {
  const dataDir = temporaryFolder("stop");
  const server = await startRealServer({ dataDir });
  const body = JSON.stringify({ type: "track", event: "Late", userId: "u1", messageId: "late-1" });
  const url = new URL(server.url);
  const answered = new Promise<number>((resolve, reject) => {
    const call = request({
      host: url.hostname,
      port: url.port,
      path: "/v1/track",
      method: "POST",
      headers: {
        authorization: `Basic ${Buffer.from(`${WRITE_KEY}:`).toString("base64")}`,
        "content-length": Buffer.byteLength(body),
      },
    });
    call.once("response", (response) => resolve(response.resume().statusCode ?? 0)).once("error", reject);
    call.write(body.slice(0, 10));
    setTimeout(() => void server.child.kill("SIGTERM"), 200);
    setTimeout(() => call.end(body.slice(10)), 600);
  });
  expect(await answered).toBe(200);
  expect(await server.exited).toBe(0);
  const again = await startRealServer({ dataDir });
  await drained(again);
  const { events } = await again.api<{ events: { id: string }[] }>("GET", "/api/people/u1/events?limit=5");
  expect(events.map((event) => event.id)).toEqual(["late-1"]);
  expect(await again.stop()).toBe(0);
});

test("health names the stages and metrics are Prometheus text, with nothing of any person in them", async () => {
  const server = await startRealServer({ dataDir: temporaryFolder("health") });
  await fetch(`${server.url}/v1/track`, {
    method: "POST",
    body: JSON.stringify({
      type: "track",
      event: "Seen",
      userId: "secret-person@example.com",
      writeKey: WRITE_KEY,
    }),
  });
  await drained(server);
  const health = (await (await fetch(`${server.url}/health`)).json()) as {
    ready: boolean;
    stages: { name: string }[];
  };
  expect(health.ready).toBe(true);
  expect(health.stages.map((stage) => stage.name)).toEqual([
    "log",
    "resolver",
    "membership",
    "history",
    "store",
  ]);
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toMatch(/^habitus_resolved_total\{outcome="kept"\} 1$/m);
  expect(await server.stop()).toBe(0);
  expect(metrics + server.stderr() + server.stdout()).not.toContain("secret-person");
});

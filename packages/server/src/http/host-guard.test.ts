import { Hono } from "hono";
import { expect, test } from "vitest";
import { createHostGuard } from "./host-guard.ts";

const app = new Hono();
app.use(createHostGuard(["segments.example.com"]));
app.get("/", (context) => context.text("in"));

test.each([
  ["127.0.0.1:7700", 200],
  ["[::1]:7700", 200],
  ["localhost:7700", 200],
  ["Segments.Example.com", 200],
  ["evil.example.com:7700", 421],
  ["127.0.0.1.evil.example.com", 421],
  ["", 421],
])("host %j is answered %i", async (host, status) => {
  expect((await app.request("/", { headers: { host } })).status).toBe(status);
});

import { expect, test } from "vitest";
import { createHostGuard } from "./host-guard.ts";

const guard = createHostGuard(["segments.example.com"]);

test.each([
  ["127.0.0.1:7700", null],
  ["[::1]:7700", null],
  ["localhost:7700", null],
  ["Segments.Example.com", null],
  ["evil.example.com:7700", 421],
  ["127.0.0.1.evil.example.com", 421],
  ["", 421],
])("host %j is refused with %j", (host, status) => {
  expect(guard(new Request("http://any.example/", { headers: { host } }))?.status ?? null).toBe(status);
});

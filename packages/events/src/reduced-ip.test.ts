import { expect, test } from "vitest";
import { type Call, normaliseBody, parseBody } from "./normalise-body.ts";
import { reducedIp, withReducedIps } from "./reduced-ip.ts";

test.each([
  ["203.0.113.77", "203.0.113.0"],
  [" 203.0.113.77 ", "203.0.113.0"],
  ["::ffff:203.0.113.77", "203.0.113.0"],
  ["2001:db8:abcd:12::77", "2001:db8:abcd::"],
  ["2001:db8::1", "2001:db8::"],
  ["[2001:db8:1::1]", "2001:db8:1::"],
  ["fe80::1%eth0", "fe80::"],
  ["fe80::1%e\n%0", "fe80::"],
  ["::1", "::"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1::"],
  ["2001:0db8:0001::", "2001:db8:1::"],
  ["64:ff9b::203.0.113.77", "64:ff9b::"],
  ["", ""],
  ["unknown", ""],
  ["1.2.3", ""],
  ["999.1.1.1", ""],
  ["1.2.3.4, 5.6.7.8", ""],
  ["1::2::3", ""],
  ["1:2:3", ""],
])("%s becomes %s", (ip, reduced) => expect(reducedIp(ip)).toBe(reduced));

test("only addresses are touched, whatever stands beside them", () => {
  const json =
    '{"a":"\\"ip\\":\\"1.2.3.4\\"", "ip" : "1.2.3.4","b":{"$ip":"2001:db8:1:2::3"},"zip":"12345","ip2":"9.9.9.9"}';
  expect(withReducedIps(json)).toBe(
    '{"a":"\\"ip\\":\\"1.2.3.4\\"", "ip" : "1.2.3.0","b":{"$ip":"2001:db8:1::"},"zip":"12345","ip2":"9.9.9.9"}',
  );
});

test("an address is found however the letters of its name are written", () => {
  const names = [
    "ip",
    String.raw`\u0069p`,
    String.raw`i\u0070`,
    String.raw`\u0069\u0070`,
    String.raw`\u0024i\u0070`,
  ];
  for (const name of names) {
    expect(JSON.parse(`"${name}"`)).toMatch(/^\$?ip$/);
    expect(withReducedIps(`{"${name}":"203.0.113.77"}`)).toBe(`{"${name}":"203.0.113.0"}`);
  }
  // The value may be escaped as well; what cannot be told to be an address is not kept.
  expect(withReducedIps(String.raw`{"ip":"203.0.113\u002e77"}`)).toBe('{"ip":""}');
  expect(withReducedIps(String.raw`{"z\u0069p":"12345"}`)).toBe(String.raw`{"z\u0069p":"12345"}`);
});

test("a value of any length is passed over", () => {
  const long = `${"x".repeat(10_000_000)}${String.raw`\"`.repeat(5_000_000)}`;
  expect(withReducedIps(`{"ip":"${long}","$ip" : "1.2.3.4"}`)).toBe('{"ip":"","$ip" : "1.2.3.0"}');
  expect(withReducedIps('{"ip":"1.2.3.4')).toBe('{"ip":"1.2.3.4');
});

function kept(body: unknown, dialect: Call["dialect"]): string {
  const parsed = parseBody(JSON.stringify(body));
  if (parsed === null) throw new Error("JSON");
  const arrival = { receivedAt: 1_000, newId: () => "made" };
  return JSON.stringify(normaliseBody(parsed, { dialect, shape: "batch" }, arrival));
}

test("nothing that is kept of a body holds a whole address, dead letters included", () => {
  const context = { ip: "203.0.113.77" };
  const good = { type: "track", event: "A", userId: "ann", messageId: "1", context };
  const bad = { type: "track", userId: "ann", context };
  const segment = kept({ batch: [good, bad, { ...good, context: {} }], context }, "segment");
  expect(segment).toContain("203.0.113.0");
  expect(segment).not.toContain("203.0.113.77");
  const event = { event: "A", distinct_id: "ann", properties: { $ip: "203.0.113.77" } };
  const posthog = kept({ api_key: "k", batch: [event, { ...event, event: "" }] }, "posthog");
  expect(posthog).toContain("203.0.113.0");
  expect(posthog).not.toContain("203.0.113.77");
});

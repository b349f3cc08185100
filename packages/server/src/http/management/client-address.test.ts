import { expect, test } from "vitest";
import { createClientAddress } from "./client-address.ts";

const PROXIES = ["10.0.0.0/8", "192.0.2.7", "fd00::/8"];

test.each<readonly [peer: string, header: string | null, trusted: readonly string[], address: string]>([
  // Nobody is trusted unless it is said.
  ["10.0.0.1", "203.0.113.9", [], "10.0.0.1"],
  ["10.0.0.1", null, PROXIES, "10.0.0.1"],
  ["10.0.0.1", "203.0.113.9", PROXIES, "203.0.113.9"],
  ["::ffff:10.0.0.1", "203.0.113.9", PROXIES, "203.0.113.9"],
  ["fd00::1", "2001:DB8::5", PROXIES, "2001:db8::5"],
  // A client that calls by itself may write what it wants.
  ["203.0.113.9", "198.51.100.1", PROXIES, "203.0.113.9"],
  ["10.0.0.1", "198.51.100.1, 203.0.113.9", PROXIES, "203.0.113.9"],
  ["10.0.0.1", "10.9.9.9, 203.0.113.9", PROXIES, "203.0.113.9"],
  // One proxy behind another.
  ["10.0.0.1", "198.51.100.1, 203.0.113.9, 192.0.2.7,10.1.1.1", PROXIES, "203.0.113.9"],
  ["10.0.0.1", "10.3.3.3, 10.2.2.2", PROXIES, "10.3.3.3"],
  // What is no address is not read over.
  ["10.0.0.1", "203.0.113.9, unknown, 10.1.1.1", PROXIES, "10.1.1.1"],
  ["10.0.0.1", "203.0.113.9, ", PROXIES, "10.0.0.1"],
  ["10.0.0.1", "203.0.113.9:4711", PROXIES, "203.0.113.9"],
  ["10.0.0.1", "[2001:db8::5]:4711", PROXIES, "2001:db8::5"],
  ["unknown", "203.0.113.9", PROXIES, "unknown"],
])("from %s with the header %s, trusting %j: %s", (peer, header, trusted, address) => {
  expect(createClientAddress(trusted)(peer, header)).toBe(address);
});

test.each(["proxy.example", "10.0.0.0/33", "10.0.0.0/", "fd00::/129", "10.0.0.0/8/8", "10.0.0/8"])(
  "%s is refused as a proxy",
  (text) => {
    expect(() => createClientAddress([text])).toThrow(`"${text}" is neither an address nor a network`);
  },
);

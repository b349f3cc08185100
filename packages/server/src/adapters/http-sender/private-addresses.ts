import { BlockList, isIP } from "node:net";

/** Networks that are not the public internet: RFC 6890, and IPv6 forms that carry an IPv4 address. */
const IPV4 = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const;
const IPV6 = [
  ["::", 127],
  ["::ffff:0:0", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["100::", 64],
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const;

// One list each: a list asked for an IPv4 address also answers for the IPv6 form of it.
const blocked4 = new BlockList();
for (const [network, prefix] of IPV4) blocked4.addSubnet(network, prefix, "ipv4");
const blocked6 = new BlockList();
for (const [network, prefix] of IPV6) blocked6.addSubnet(network, prefix, "ipv6");

/** Whether an address is of this machine, a private network, or otherwise not of the public internet. Text that is no address is private. */
export function isPrivateAddress(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  return family === 4 ? blocked4.check(address, "ipv4") : blocked6.check(address, "ipv6");
}

import { BlockList, isIP } from "node:net";
import { HabitusError } from "@habitus/kernel";

/** The address a call comes from, by the connection's other end and the header `X-Forwarded-For`. */
export type ClientAddress = (peer: string, forwardedFor: string | null) => string;

/**
 * Proxies add the address they were called from to the end of the header, so it is read from there as far as it was written by those that
 * are trusted. Whatever stands before was sent by the client, who may write anything.
 * @param trusted addresses and networks of proxies, such as `10.0.0.0/8`.
 * @throws HabitusError `bad_setting`.
 */
export function createClientAddress(trusted: readonly string[]): ClientAddress {
  const proxies = new BlockList();
  for (const each of trusted) add(proxies, each);
  const isTrusted = (address: string): boolean =>
    proxies.check(address, isIP(address) === 4 ? "ipv4" : "ipv6");
  return (peer, forwardedFor) => {
    let client = plain(peer) ?? peer;
    if (forwardedFor === null || trusted.length === 0) return client;
    for (const word of forwardedFor.split(",").reverse()) {
      if (isIP(client) === 0 || !isTrusted(client)) return client;
      const before = plain(word.trim());
      if (before === null) return client;
      client = before;
    }
    return client;
  };
}

function add(proxies: BlockList, text: string): void {
  const [address = "", bits, ...more] = text.split("/");
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  const isNetwork = bits !== undefined && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
  if (version === 0 || more.length > 0 || (bits !== undefined && !isNetwork)) {
    throw new HabitusError("bad_setting", `"${text}" is neither an address nor a network of proxies.`, {
      fix: "Name them like 10.0.0.7, 10.0.0.0/8 or fd00::/8 in HABITUS_TRUSTED_PROXIES, separated by commas.",
    });
  }
  const family = version === 4 ? "ipv4" : "ipv6";
  if (bits === undefined) proxies.addAddress(address, family);
  else proxies.addSubnet(address, Number(bits), family);
}

const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
const WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$|^\[([^\]]+)\](?::\d{1,5})?$/;

/** One form for each address: without a port, and IPv4 as such. Null for what is none. */
function plain(text: string): string | null {
  const parts = WITH_PORT.exec(text);
  const bare = parts?.[1] ?? parts?.[2] ?? text;
  const address = MAPPED.exec(bare)?.[1] ?? bare.toLowerCase();
  return isIP(address) === 0 ? null : address;
}

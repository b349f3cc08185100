import { stringEnd } from "./string-end.ts";

/** Longer than any address with its zone. */
const ADDRESS_CHARS = 200;

/**
 * Addresses are reduced before anything is kept: of IPv4 the first 24 bits stay, of IPv6 the first 48; the rest is zero. What
 * is left says a region, not a household. A text that is no address says nothing and becomes empty.
 */
export function reducedIp(text: string): string {
  if (text.length > ADDRESS_CHARS) return "";
  const [plain = ""] = text
    .trim()
    .replace(/^\[|\]$/g, "")
    .split("%", 1);
  const four = /^(?:::ffff:)?(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.\d{1,3}$/i.exec(plain);
  if (four !== null) {
    const parts = four.slice(1, 4);
    return parts.every((part) => Number(part) < 256) ? `${parts.map(Number).join(".")}.0` : "";
  }
  const groups = ipv6Groups(plain);
  if (groups === null) return "";
  const kept = groups.slice(0, 3).map((group) => group.toString(16));
  return `${kept.join(":").replace(/(?::0)+$/, "")}::`.replace(/^0::$/, "::");
}

function ipv6Groups(text: string): readonly number[] | null {
  if (!/^[0-9a-f:.]+$/i.test(text) || !text.includes(":")) return null;
  const halves = text.split("::");
  if (halves.length > 2) return null;
  const [head = [], tail = []] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const last = tail.at(-1) ?? head.at(-1) ?? "";
  const length = head.length + tail.length + (last.includes(".") ? 1 : 0);
  if (halves.length === 1 ? length !== 8 : length > 7) return null;
  const zeros = Array.from({ length: 8 - length }, () => "0");
  const all = [...head, ...zeros, ...tail];
  if (!all.slice(0, 3).every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return null;
  return all.map((group) => Number.parseInt(group, 16));
}

/** A member that holds an address, up to its value, wherever it stands in a JSON text; inside a string its quotes would be escaped. JSON lets any letter of the name be written as an escape. */
const MEMBER = /"(?:\$|\\u0024)?(?:i|\\u0069)(?:p|\\u0070)"\s*:\s*"/g;

/** The JSON text with every address under `ip` or `$ip` reduced; all else is byte for byte as it was. */
export function withReducedIps(json: string): string {
  if (!json.includes('ip"') && !json.includes(String.raw`\u00`)) return json;
  let reduced = "";
  let done = 0;
  for (const { index, 0: member } of json.matchAll(MEMBER)) {
    const from = index + member.length;
    const end = stringEnd(json, from);
    if (end < 0) break;
    reduced += `${json.slice(done, from)}${reducedIp(json.slice(from, end))}`;
    done = end;
  }
  return reduced + json.slice(done);
}

import { hash128, hashHex } from "@habitus/kernel";

/** One text for equal plain data, whatever the order of its keys. */
export function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** 32 hex digits. */
export function fingerprintOf(value: unknown): string {
  return hashHex(hash128(canonicalText(value)));
}

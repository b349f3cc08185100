import { hash128, hashHex } from "@habitus/kernel";

/** One text for equal plain data, whatever the order of its keys. */
function canonicalText(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== "object" || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

const KEPT = new WeakMap<object, string>();

/** The same of a part of a plan: plans do not change, and every program that is made asks for those of all its plans again. */
export function textOfPart(part: object): string {
  const known = KEPT.get(part);
  if (known !== undefined) return known;
  const text = canonicalText(part);
  KEPT.set(part, text);
  return text;
}

/** 32 hex digits. */
export function fingerprintOf(value: unknown): string {
  return hashHex(hash128(canonicalText(value)));
}

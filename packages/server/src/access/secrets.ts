import { hash, randomBytes, timingSafeEqual } from "node:crypto";

const SECRET_BYTES = 32;
const SHOWN_LENGTH = 8;

/** What a secret is for can be seen from its beginning, so a leaked one is recognised by people and scanners. */
export const SECRET_PREFIXES = { source: "hw_", api: "hk_", admin: "ha_", session: "hs_" } as const;

/** 256 random bits, safe in headers, URLs and cookies. */
export function newSecret(kind: keyof typeof SECRET_PREFIXES): string {
  return SECRET_PREFIXES[kind] + randomBytes(SECRET_BYTES).toString("base64url");
}

/** SHA-256 in hex. Enough without salt or stretching, because what is hashed is 256 random bits. */
export function hashSecret(secret: string): string {
  return hash("sha256", secret, "hex");
}

/** The beginning that may be shown to recognise a secret by. */
export function shownPrefix(secret: string): string {
  return secret.slice(0, SHOWN_LENGTH);
}

export function sameHash(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}

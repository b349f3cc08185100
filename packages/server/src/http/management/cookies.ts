import { type Instant, SECOND_MS } from "@habitus/kernel";

const SESSION_COOKIE = "habitus_session";

/** The session's secret in a Cookie header, null without one. */
export function readSessionCookie(header: string | null): string | null {
  for (const part of (header ?? "").split(";")) {
    const equals = part.indexOf("=");
    if (equals > 0 && part.slice(0, equals).trim() === SESSION_COOKIE) {
      const value = part.slice(equals + 1).trim();
      return value === "" ? null : value;
    }
  }
  return null;
}

export type CookieLife = { readonly now: Instant; readonly expiresAt: Instant; readonly secure: boolean };

export function sessionCookie(secret: string, { now, expiresAt, secure }: CookieLife): string {
  const seconds = Math.max(0, Math.floor((expiresAt - now) / SECOND_MS));
  return `${SESSION_COOKIE}=${secret}; Path=/; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
}

export function endedSessionCookie(secure: boolean): string {
  return sessionCookie("", { now: 0, expiresAt: 0, secure });
}

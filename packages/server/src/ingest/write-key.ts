import { type Body, bodyWriteKey } from "@habitus/events";

/** Where a request may carry a write key besides its body. */
export type KeyPlaces = {
  readonly authorization: string | undefined;
  /** `?writeKey=` of the address. */
  readonly query: string | null;
  /** The `X-Write-Key` header. */
  readonly header: string | undefined;
};

const BASIC = /^Basic\s+([A-Za-z0-9+/=_-]+)\s*$/i;

/**
 * The user of HTTP Basic authentication, which Segment's and RudderStack's SDKs send as `base64(writeKey + ":")`; null
 * when there is none. A bearer token (Segment's OAuth) names no source: the write key is then in the body.
 */
export function basicUser(authorization: string | undefined): string | null {
  if (authorization === undefined) return null;
  const encoded = BASIC.exec(authorization)?.[1];
  if (encoded === undefined) return null;
  const decoded = Buffer.from(encoded, "base64").toString("utf8");
  const colon = decoded.indexOf(":");
  const user = colon < 0 ? decoded : decoded.slice(0, colon);
  return user === "" ? null : user;
}

/** The first key in the order Basic user, body, address, header; null when none is named. */
export function writeKeyOf(places: KeyPlaces, body: Body): string | null {
  const { query, header } = places;
  return basicUser(places.authorization) ?? bodyWriteKey(body) ?? given(query) ?? given(header);
}

function given(text: string | null | undefined): string | null {
  return text === undefined || text === "" ? null : text;
}

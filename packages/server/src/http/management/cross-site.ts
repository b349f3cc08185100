/** The parts of a request that tell where a browser sent it from. */
export type RequestOrigin = {
  readonly method: string;
  readonly secFetchSite: string | null;
  readonly origin: string | null;
  readonly host: string | null;
};

/**
 * Whether a request that would change something comes from another site's page. A browser says so itself in
 * Sec-Fetch-Site; older ones send Origin, which must name our own host. What has neither is no browser's cross-site
 * request. The rule is the one of Go's `net/http.CrossOriginProtection`.
 */
export function isCrossSite({ method, secFetchSite, origin, host }: RequestOrigin): boolean {
  if (method === "GET" || method === "HEAD" || method === "OPTIONS") return false;
  if (secFetchSite !== null) return secFetchSite !== "same-origin" && secFetchSite !== "none";
  return origin !== null && hostOf(origin) !== host;
}

/** "null", the origin of sandboxed pages, has no host. */
function hostOf(origin: string): string | null {
  return URL.canParse(origin) ? new URL(origin).host : null;
}

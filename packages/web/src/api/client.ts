import { ApiError, createClient } from "@habitus/contract";

/** The management API on the page's own origin; the session cookie speaks. */
export const api = createClient({ baseUrl: "", fetch: (url, init) => fetch(url, init) });

/** The code of an API failure, null for anything else. */
export function apiErrorCode(error: unknown): string | null {
  return error instanceof ApiError ? error.code : null;
}

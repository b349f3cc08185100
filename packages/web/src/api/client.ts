import { ApiError, createClient } from "@habitus/contract";
import { parseJson } from "@habitus/kernel";

/**
 * The management API on the page's own origin; the session cookie speaks. Numbers that a double cannot hold come as
 * `ExactNumber`: they stand in what was sent to us alone, never among our own figures.
 */
export const api = createClient({ baseUrl: "", fetch: (url, init) => fetch(url, init), parse: parseJson });

/** Whether nobody answered. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof ApiError && error.status === 0;
}

/** The code of an API failure, null for anything else. */
export function apiErrorCode(error: unknown): string | null {
  return error instanceof ApiError ? error.code : null;
}

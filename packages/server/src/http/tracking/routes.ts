import type { CallType } from "@habitus/events";
import type { TrackingCall } from "../../ingest/ingest.ts";

const CALL_LETTERS: readonly (readonly [CallType, string])[] = [
  ["track", "t"],
  ["identify", "i"],
  ["page", "p"],
  ["screen", "s"],
  ["group", "g"],
  ["alias", "a"],
];

/** Where events come in, by path without trailing slashes. */
export const TRACKING_ROUTES: ReadonlyMap<string, TrackingCall> = new Map(allRoutes());

function* allRoutes(): Generator<readonly [string, TrackingCall]> {
  for (const [shape, letter] of CALL_LETTERS) {
    for (const path of [`/v1/${shape}`, `/v1/${letter}`, `/${shape}`, `/${letter}`]) {
      yield [path, { dialect: "segment", shape }];
    }
  }
  for (const path of ["/v1/batch", "/v1/b", "/b"]) yield [path, { dialect: "segment", shape: "batch" }];
  for (const path of ["/v1/import", "/import"]) {
    yield [path, { dialect: "segment", shape: "batch", isImport: true }];
  }
  // Segment's batch without its version, and PostHog's.
  yield ["/batch", { dialect: "shared", shape: "batch" }];
  for (const path of ["/capture", "/e", "/i/v0/e"]) yield [path, { dialect: "posthog", shape: "event" }];
  yield ["/beacon/v1/batch", { dialect: "rudder", shape: "batch" }];
}

/** Calls that are answered and not kept: what an SDK tells of its own health. */
export const SINKS: ReadonlySet<string> = new Set(["/v1/m", "/m"]);

export type Address = { readonly path: string; readonly query: URLSearchParams | null };

/** The path without trailing slashes, and the query when there is one. */
export function readAddress(url: string): Address {
  const mark = url.indexOf("?");
  let end = mark < 0 ? url.length : mark;
  while (end > 1 && url.charCodeAt(end - 1) === 0x2f) end--;
  return { path: url.slice(0, end), query: mark < 0 ? null : new URLSearchParams(url.slice(mark + 1)) };
}

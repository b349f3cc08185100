import type { z } from "zod";
import type { Endpoints, Method, OperationId, PathParam } from "./endpoints.ts";
import type { ErrorCode } from "./errors.ts";

export const ROLES = ["viewer", "editor", "admin"] as const;
export type Role = (typeof ROLES)[number];

export const SCOPES = [
  "segments:read",
  "segments:write",
  "people:read",
  "people:write",
  "events:read",
  "events:write",
  "workspace:read",
  "workspace:write",
] as const;
export type Scope = (typeof SCOPES)[number];

/**
 * Who may call a route. `scope` is what an API key must carry besides its role; null means that no API key may call it,
 * so a leaked key can never make accounts or further keys. There is no default: a route without access does not compile.
 */
export type Access = { readonly role: "public" } | { readonly role: Role; readonly scope: Scope | null };

export function roleAtLeast(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed);
}

/** What a route answers when it succeeds. */
export type Success =
  | { readonly kind: "json"; readonly status: 200 | 201 | 202; readonly schema: z.ZodType }
  | { readonly kind: "empty"; readonly status: 204 }
  | { readonly kind: "page"; readonly status: 200 }
  /** A file to be kept, sent as it is made. */
  | {
      readonly kind: "file";
      readonly status: 200;
      readonly type: "application/gzip" | "application/octet-stream" | "text/csv";
    }
  /** Server-sent events: event name → schema of its data. */
  | { readonly kind: "sse"; readonly status: 200; readonly events: Readonly<Record<string, z.ZodType>> };

export type Upload = {
  readonly type: "text/csv" | "application/octet-stream";
  /** The largest that is taken. */
  readonly bytes: number;
};

export type Route = {
  readonly summary: string;
  readonly description?: string;
  readonly tag: Tag;
  readonly access: Access;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Numbers of the body that a double cannot hold reach the schema as `ExactNumber`; elsewhere they are rounded. */
  readonly exactNumbers?: boolean;
  /** Instead of `body`: a file that is read as it comes. */
  readonly upload?: Upload;
  readonly success: Success;
  /** Besides those of `commonErrors`. */
  readonly errors: readonly ErrorCode[];
};

export const TAGS = [
  "Access",
  "Segments",
  "Explore",
  "Transitions",
  "People",
  "Events",
  "Items",
  "Costs",
  "Money",
  "Imports",
  "Jobs",
  "Workspace",
  "Reference",
] as const;
export type Tag = (typeof TAGS)[number];

/** Method and path of an operation, as types. */
export type PathOf<Id extends OperationId> = Endpoints[Id] extends `${Method} ${infer Path}` ? Path : never;

/** A route whose parameters are exactly the names in its path. */
type RouteAt<Id extends OperationId> = Route &
  ([PathParam<PathOf<Id>>] extends [never]
    ? { readonly params?: never }
    : { readonly params: z.ZodObject<Record<PathParam<PathOf<Id>>, z.ZodType>> });

/** Checks a part of the table against the endpoints it describes and keeps every literal type. */
export function describeRoutes<const Part extends { readonly [Id in keyof Part]: RouteAt<Id & OperationId> }>(
  part: Part,
): Part {
  return part;
}

/** How a route fails that asks the event store. */
export const STORE_ERRORS = [
  "store_unavailable",
  "store_busy",
  "query_cancelled",
  "query_timeout",
  "query_too_large",
  "result_too_large",
  "store_failed",
] as const satisfies readonly ErrorCode[];

/** How a route fails that starts a job; a server that is stopping takes none. */
export const JOB_ERRORS = ["job_running", "store_unavailable"] as const satisfies readonly ErrorCode[];

/** How a question fails that its asker looks after. */
export const WATCH_ERRORS = ["already_exists", "too_many"] as const satisfies readonly ErrorCode[];

/** Errors any route of this shape can answer with, so that no route has to repeat them. */
export function commonErrors(route: Route, method: Method): readonly ErrorCode[] {
  const errors: ErrorCode[] = ["method_not_allowed", "unknown_host", "internal"];
  if (route.access.role !== "public") {
    errors.push("unauthenticated", "forbidden");
    errors.push(route.access.scope === null ? "api_key_refused" : "scope_missing");
  }
  if (method !== "GET") errors.push("cross_site", "storage_full");
  if (route.params !== undefined || route.query !== undefined) errors.push("invalid_request");
  if (route.params !== undefined) errors.push("not_found");
  if (route.body !== undefined) {
    errors.push(
      "invalid_request",
      "malformed_json",
      "body_too_large",
      "body_too_slow",
      "unsupported_media_type",
    );
  }
  if (route.upload !== undefined) errors.push("body_too_large", "body_too_slow", "unsupported_media_type");
  return [...new Set(errors)];
}

export function routeErrors(route: Route, method: Method): readonly ErrorCode[] {
  return [...new Set([...commonErrors(route, method), ...route.errors])];
}

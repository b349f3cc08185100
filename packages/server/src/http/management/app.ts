import { randomUUID } from "node:crypto";
import { buildOpenApi, listOperations, type Operation, type OperationId } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import { getConnInfo } from "@hono/node-server/conninfo";
import { type Context, Hono } from "hono";
import type { Caller } from "../../access/access.ts";
import { reasonsOf } from "../../platform/logger.ts";
import { answerError } from "./answer-error.ts";
import { authorise } from "./authorise.ts";
import { readSessionCookie, sessionCookie } from "./cookies.ts";
import { isCrossSite } from "./cross-site.ts";
import type { ManagementDeps } from "./deps.ts";
import { createEventStreams, type EventStreams, STREAM_LIMITS, type StreamSource } from "./event-stream.ts";
import type { FileAnswer, Handlers, RequestContext } from "./handler.ts";
import { accessHandlers } from "./handlers/workspace/access.ts";
import { accountHandlers } from "./handlers/people/accounts.ts";
import { computedTraitHandlers } from "./handlers/traits/computed-traits.ts";
import { consentHandlers } from "./handlers/privacy/consent.ts";
import { dataAuditHandlers } from "./handlers/data/data-audit.ts";
import { costHandlers } from "./handlers/data/costs.ts";
import { dataHandlers } from "./handlers/data/data.ts";
import { exploreFunnelHandlers } from "./handlers/explore/explore-funnel.ts";
import { exploreRetentionHandlers } from "./handlers/explore/explore-retention.ts";
import { explorePathHandlers } from "./handlers/explore/explore-paths.ts";
import { explorePatternHandlers } from "./handlers/explore/explore-patterns.ts";
import { exploreRfmHandlers } from "./handlers/explore/explore-rfm.ts";
import { exploreTrendHandlers } from "./handlers/explore/explore-trends.ts";
import { exploreProgressHandlers } from "./handlers/explore/explore-progress.ts";
import { retentionHandlers } from "./handlers/privacy/retention.ts";
import { trackingPlanHandlers } from "./handlers/data/tracking-plan.ts";
import { cleaningRulesHandlers } from "./handlers/data/cleaning-rules.ts";
import { dataMarksHandlers } from "./handlers/data/data-marks.ts";
import { idKindHandlers } from "./handlers/people/id-kinds.ts";
import { identityHandlers } from "./handlers/people/identity.ts";
import { listHandlers } from "./handlers/people/lists.ts";
import { importHandlers } from "./handlers/data/imports.ts";
import { itemHandlers } from "./handlers/data/items.ts";
import { moneyHandlers } from "./handlers/data/money.ts";
import { movementHandlers } from "./handlers/live/movements.ts";
import { jobHandlers } from "./handlers/workspace/jobs.ts";
import { descriptionHandlers } from "./handlers/segments/descriptions.ts";
import { recentEventHandlers } from "./handlers/data/recent-events.ts";
import { changeHandlers } from "./handlers/segments/segment-changes.ts";
import { memberHandlers } from "./handlers/segments/members.ts";
import { peopleHandlers } from "./handlers/people/people.ts";
import { timelineHandlers } from "./handlers/people/timeline.ts";
import { eventDeletionHandlers } from "./handlers/privacy/event-deletions.ts";
import { segmentOverlapHandlers } from "./handlers/segments/segment-overlap.ts";
import { privacyHandlers } from "./handlers/privacy/privacy.ts";
import { definitionHandlers } from "./handlers/segments/definitions.ts";
import { modelHandlers } from "./handlers/traits/models.ts";
import { occasionHandlers } from "./handlers/segments/occasions.ts";
import { ratingHandlers } from "./handlers/traits/ratings.ts";
import { scoreHandlers } from "./handlers/traits/scores.ts";
import { segmentHealthHandlers } from "./handlers/segments/segment-health.ts";
import { segmentArchiveHandlers } from "./handlers/segments/segment-archive.ts";
import { segmentHandlers } from "./handlers/segments/segments.ts";
import { reachHandlers } from "./handlers/segments/reach.ts";
import { reconciliationHandlers } from "./handlers/live/reconciliations.ts";
import { rehearsalHandlers } from "./handlers/live/rehearsals.ts";
import { surveyHandlers } from "./handlers/traits/surveys.ts";
import { transitionHandlers } from "./handlers/live/transitions.ts";
import { webhookHandlers } from "./handlers/live/webhooks.ts";
import { whyHandlers } from "./handlers/people/why.ts";
import { workspaceHandlers } from "./handlers/workspace/workspace.ts";
import { createLiveFeed } from "./live-feed.ts";
import { callerGone, readInput } from "./read-input.ts";
import { PAGE_POLICY } from "./page-policy.ts";
import { referencePage } from "./reference-page.ts";
import { API_HEADERS } from "./security-headers.ts";
import { writeJson } from "./write-json.ts";

export type ManagementApp = {
  /** Answers every path that begins with /api, and is asked for no other. */
  readonly app: Hono;
  /** Ends all open event streams, so that the server can stop. */
  close(): void;
};

/** The handlers with their types forgotten: `readInput` has proven by the table what each receives. */
type AnyHandler = (input: unknown, context: RequestContext<Caller | null>) => unknown;

type Parts = {
  readonly deps: ManagementDeps;
  readonly handlers: Readonly<Record<OperationId, AnyHandler>>;
  readonly streams: EventStreams;
};

/** Of one answer; plain, because that is what the server writes without making anything of it first. */
type AnswerHeaders = Record<string, string>;

const JSON_TYPE = "application/json; charset=utf-8";
const REQUEST_ID = /^[A-Za-z0-9_-]{1,64}$/;

/** The management API as the route table says: nothing is answered that the table does not know. */
export function createManagementApp(deps: ManagementDeps): ManagementApp {
  const streams = createEventStreams(STREAM_LIMITS);
  const open = deps.metrics.gauge("habitus_event_streams", "Open streams of server-sent events.", []);
  deps.metrics.beforeRead(() => open.set({}, streams.count()));
  const live = createLiveFeed(deps.log, (error) => {
    deps.logger.error(reasonsOf(error), "The live stream cannot read the log");
  });
  const handlers = createHandlers(deps, live) as unknown as Parts["handlers"];
  const parts: Parts = { deps, handlers, streams };
  const count = deps.metrics.counter("habitus_api_requests_total", "Calls of the management API", [
    "operation",
    "status",
  ]);
  const answered = async (
    name: string,
    context: Context,
    work: (headers: AnswerHeaders) => Promise<Response>,
  ): Promise<Response> => {
    const response = await withErrors(parts, context, name, work);
    count.add({ operation: name, status: String(response.status) });
    return response;
  };

  const app = new Hono();
  const operations = listOperations();
  for (const operation of operations) {
    app.on(operation.method, operation.path, (context) =>
      answered(operation.id, context, (headers) => carryOut(parts, operation, context, headers)),
    );
  }
  // Apart, so that what the table knows is answered by the one handler that its address has.
  const others = new Hono();
  for (const [path, methods] of methodsByPath(operations)) {
    others.all(path, (context) =>
      answered("other_method", context, (headers) => otherMethod(context, methods, headers)),
    );
  }
  others.notFound((context) => answered("unknown_path", context, () => unknownPath()));
  app.notFound((context) => others.fetch(context.req.raw, context.env));
  return { app, close: () => streams.close() };
}

function createHandlers(deps: ManagementDeps, live: ReturnType<typeof createLiveFeed>): Handlers {
  const document = once(() => buildOpenApi(deps.version));
  const page = once(() => referencePage(deps.version));
  return {
    ...accessHandlers(deps),
    ...segmentHandlers(deps),
    ...segmentArchiveHandlers(deps),
    ...memberHandlers(deps),
    ...changeHandlers(deps),
    ...segmentHealthHandlers(deps),
    ...segmentOverlapHandlers(deps),
    ...definitionHandlers(deps),
    ...exploreFunnelHandlers(deps),
    ...exploreRetentionHandlers(deps),
    ...exploreTrendHandlers(deps),
    ...explorePathHandlers(deps),
    ...explorePatternHandlers(deps),
    ...exploreRfmHandlers(deps),
    ...exploreProgressHandlers(deps),
    ...transitionHandlers(deps),
    ...reconciliationHandlers(deps),
    ...rehearsalHandlers(deps),
    ...webhookHandlers(deps),
    ...peopleHandlers(deps),
    ...whyHandlers(deps),
    ...movementHandlers(deps),
    ...timelineHandlers(deps),
    ...reachHandlers(deps),
    ...descriptionHandlers(deps),
    ...privacyHandlers(deps),
    ...eventDeletionHandlers(deps),
    ...retentionHandlers(deps),
    ...trackingPlanHandlers(deps),
    ...dataMarksHandlers(deps),
    ...cleaningRulesHandlers(deps),
    ...identityHandlers(deps),
    ...idKindHandlers(deps),
    ...listHandlers(deps),
    ...accountHandlers(deps),
    ...computedTraitHandlers(deps),
    ...scoreHandlers(deps),
    ...modelHandlers(deps),
    ...ratingHandlers(deps),
    ...occasionHandlers(deps),
    ...surveyHandlers(deps),
    ...consentHandlers(deps),
    ...dataHandlers(deps, live),
    ...recentEventHandlers(deps),
    ...dataAuditHandlers(deps),
    ...itemHandlers(deps),
    ...moneyHandlers(deps),
    ...costHandlers(deps),
    ...importHandlers(deps),
    ...jobHandlers(deps),
    ...workspaceHandlers(deps),
    getOpenApi: document,
    getApiReference: page,
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** One call from the request to its answer: origin, caller, right, input, handler. */
async function carryOut(
  parts: Parts,
  operation: Operation,
  context: Context,
  headers: AnswerHeaders,
): Promise<Response> {
  const { deps, handlers, streams } = parts;
  const header = (name: string): string | null => context.req.header(name) ?? null;
  const credentials = {
    bearer: bearerOf(header("authorization")),
    cookie: readSessionCookie(header("cookie")),
  };
  if (credentials.bearer === null) refuseCrossSite(context.req.method, header);
  const caller = await deps.access.authenticate(credentials);
  authorise(operation.access, caller);
  const input = await readInput(operation, {
    params: context.req.param(),
    query: context.req.queries(),
    contentType: () => header("content-type"),
    body: () => context.req.raw.body,
  });
  const { secureCookie: secure } = deps;
  if (caller?.session?.renewed === true && credentials.cookie !== null) {
    const { expiresAt } = caller.session;
    headers["set-cookie"] = sessionCookie(credentials.cookie, { now: deps.now(), expiresAt, secure });
  }
  const result = await handlers[operation.id](input, {
    caller,
    get address() {
      return deps.clientAddress(peerOf(context), header("x-forwarded-for"));
    },
    get lastEventId() {
      return header("last-event-id");
    },
    get signal() {
      return context.req.raw.signal;
    },
    setCookie: (cookie) => {
      headers["set-cookie"] = cookie;
    },
  });
  const stillAllowed = (): boolean => {
    try {
      authorise(operation.access, deps.access.check(credentials));
      return true;
    } catch (error) {
      if (!(error instanceof HabitusError)) {
        deps.logger.error({ operation: operation.id, ...reasonsOf(error) }, "A stream failed");
      }
      return false;
    }
  };
  const isHead = context.req.method === "HEAD";
  return answer(operation, { result, headers, isHead }, (source) => streams.open(source, stillAllowed));
}

function answer(
  { success }: Operation,
  { result, headers, isHead }: { readonly result: unknown; headers: AnswerHeaders; readonly isHead: boolean },
  open: (source: StreamSource) => ReadableStream<Uint8Array>,
): Response {
  switch (success.kind) {
    case "json":
      headers["content-type"] = JSON_TYPE;
      return new Response(writeJson(result), { status: success.status, headers });
    case "empty":
      return new Response(null, { status: 204, headers });
    case "page":
      headers["content-security-policy"] = PAGE_POLICY;
      headers["content-type"] = "text/html; charset=UTF-8";
      return new Response(result as string, { status: 200, headers });
    case "file": {
      const { name, open: begin } = result as FileAnswer;
      headers["content-type"] = success.type;
      headers["content-disposition"] = `attachment; filename="${name}"`;
      return new Response(isHead ? null : begin(), { status: 200, headers });
    }
    case "sse":
      headers["content-type"] = "text/event-stream; charset=utf-8";
      // A HEAD has no body to read, so nothing is opened for it.
      return new Response(isHead ? null : open(result as StreamSource), { status: 200, headers });
  }
}

async function withErrors(
  { deps }: Parts,
  context: Context,
  name: string,
  work: (headers: AnswerHeaders) => Promise<Response>,
): Promise<Response> {
  const given = context.req.header("x-request-id") ?? "";
  const requestId = REQUEST_ID.test(given) ? given : randomUUID();
  const headers: AnswerHeaders = { ...API_HEADERS, "x-request-id": requestId };
  try {
    return await work(headers);
  } catch (error) {
    const told = isByLeaving(error, context.req.raw.signal) ? callerGone() : error;
    const { status, headers: more, body, isOurs } = answerError(told, requestId);
    if (isOurs) deps.logger.error({ requestId, operation: name, ...reasonsOf(error) }, "A call failed");
    return new Response(writeJson(body), {
      status,
      headers: { ...headers, ...more, "content-type": JSON_TYPE },
    });
  }
}

/** Whether work ended because nobody waits for it. All else is what it is, also when the caller has gone meanwhile. */
function isByLeaving(error: unknown, signal: AbortSignal): boolean {
  return (
    signal.aborted && (error === signal.reason || (error instanceof Error && error.name === "AbortError"))
  );
}

function refuseCrossSite(method: string, header: (name: string) => string | null): void {
  const from = {
    method,
    secFetchSite: header("sec-fetch-site"),
    origin: header("origin"),
    host: header("host"),
  };
  if (!isCrossSite(from)) return;
  throw new HabitusError("cross_site", "A change must come from this site itself, or carry a token.");
}

/** Null without a bearer token; other schemes do not count as one. A token set from outside may hold spaces. */
function bearerOf(header: string | null): string | null {
  const token = /^Bearer /i.test(header ?? "") ? (header ?? "").slice("Bearer ".length).trim() : "";
  return token === "" ? null : token;
}

/** The connection's other end; without a socket (in-process calls) there is none to tell apart. */
function peerOf(context: Context): string {
  const hasSocket = (context.env as { readonly incoming?: unknown } | undefined)?.incoming !== undefined;
  return hasSocket ? (getConnInfo(context).remote.address ?? "unknown") : "in-process";
}

function methodsByPath(operations: readonly Operation[]): ReadonlyMap<string, readonly string[]> {
  const methods = new Map<string, readonly string[]>();
  for (const { path, method } of operations) {
    const also = method === "GET" ? ["GET", "HEAD"] : [method];
    methods.set(path, [...(methods.get(path) ?? []), ...also]);
  }
  return methods;
}

async function otherMethod(
  context: Context,
  methods: readonly string[],
  headers: AnswerHeaders,
): Promise<Response> {
  headers["allow"] = [...methods, "OPTIONS"].join(", ");
  if (context.req.method === "OPTIONS") return new Response(null, { status: 204, headers });
  throw new HabitusError("method_not_allowed", `${context.req.method} is not known at this address.`, {
    details: { allowed: methods },
  });
}

async function unknownPath(): Promise<Response> {
  throw new HabitusError("not_found", "There is no such address in this API.", {
    fix: "See /api/docs for all addresses.",
  });
}

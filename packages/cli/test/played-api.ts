import type { DefinitionProblem, FetchLike, NewSegment, SegmentEdit } from "@habitus/contract";
import { parseDefinition, printDefinition } from "@habitus/segments";

// The part of the API that the commands call, in memory, for tests of what is hard to bring about on a real server. The
// commands run against the real one in server/src/main/segments-as-code.e2e.test.ts.

type Stored = NewSegment & { readonly rev: number };

type Failure = {
  readonly status: number;
  readonly code: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

export type PlayedApi = {
  readonly fetch: FetchLike;
  readonly segments: Map<string, Stored>;
  /** "METHOD path", in order. */
  readonly calls: string[];
  /** Called before each call is answered. */
  before: (call: string) => void;
  /** What a check finds. */
  readonly warnings: DefinitionProblem[];
  /** Answers in place of the API, by call. */
  readonly failures: Map<string, Failure>;
};

const BASE = "http://habitus.test";
const SIDE = { count: 1, people: [{ id: "p1", ids: ["ada"] }] };
const DIFF = {
  before: 2,
  after: 2,
  both: 1,
  entered: SIDE,
  left: SIDE,
  at: "2026-03-01T00:00:00.000Z",
  took_ms: 1,
};

const CHECKED = {
  ok: true,
  problems: [],
  observedAt: null,
  tree: null,
  text: null,
  plan: null,
  planText: null,
};

export function createPlayedApi(): PlayedApi {
  const api: PlayedApi = {
    segments: new Map(),
    calls: [],
    before: () => {},
    warnings: [],
    failures: new Map(),
    fetch: async (url, { method, body }) => {
      const [path = ""] = url.replace(BASE, "").split("?");
      const call = `${method} ${path}`;
      api.calls.push(call);
      api.before(call);
      const failure = api.failures.get(call);
      if (failure !== undefined) return failed(failure.status, failure.code, failure.details);
      return answer(api, call, JSON.parse(typeof body === "string" ? body : "{}") as never, url);
    },
  };
  return api;
}

export const PLAYED_ENV = { HABITUS_URL: BASE, HABITUS_API_KEY: "key" };

function answer(api: PlayedApi, call: string, body: NewSegment & SegmentEdit, url: string) {
  const key = decodeURIComponent(call.split("/")[3] ?? "");
  const present = api.segments.get(key);
  switch (call.split("/")[0] ?? "") {
    case "GET ":
      if (call === "GET /api/purposes") return sent(200, { purposes: [] });
      return sent(200, { segments: [...api.segments.values()].map(shown), people: null });
    case "POST ":
      if (key === "diff") return sent(200, DIFF);
      if (key === "check") return sent(200, { ...CHECKED, warnings: api.warnings });
      api.segments.set(body.key, { ...body, rev: 1 });
      return sent(201, {});
    case "PUT ":
      if (present?.rev !== body.rev) return failed(409, "conflict");
      api.segments.set(key, { ...body, key, rev: body.rev + 1 });
      return sent(200, {});
    default:
      if (present?.rev !== Number(/rev=(\d+)/.exec(url)?.[1])) return failed(409, "conflict");
      api.segments.delete(key);
      return sent(204, null);
  }
}

function shown(segment: Stored) {
  const { definition } = segment;
  if (typeof definition !== "string") {
    return {
      ...segment,
      tags: segment.tags ?? [],
      definition: { tree: definition, text: printDefinition(definition) },
    };
  }
  const parsed = parseDefinition(definition);
  if (parsed.kind === "refused") throw new Error(definition);
  return { ...segment, tags: segment.tags ?? [], definition: { tree: parsed.definition, text: definition } };
}

function sent(status: number, body: unknown) {
  return {
    ok: status < 400,
    status,
    headers: { get: (name: string) => (name === "content-type" ? "application/json" : null) },
    body: null,
    text: () => Promise.resolve(body === null ? "" : JSON.stringify(body)),
  };
}

function failed(status: number, code: string, details: Failure["details"] = {}) {
  return sent(status, { error: { code, message: `It is ${code}.`, requestId: "r1", details } });
}

import { type Lane, LANES } from "../../../store/event-store.ts";

/** One request of the ClickHouse HTTP interface, taken apart. */
export type Operation = {
  readonly queryId: string;
  readonly lane: Lane;
  readonly database: string;
  /** Statement text; for an insert with data, the part before FORMAT. */
  readonly sql: string;
  /** Data of an insert and its format's name; null when the statement brings its own. */
  readonly data: { readonly bytes: Buffer; readonly format: string } | null;
  /** Output format for statements without a FORMAT clause. */
  readonly format: string;
  readonly settings: ReadonlyMap<string, string>;
  /** Query parameters in the interface's escaped text form. */
  readonly params: ReadonlyMap<string, string>;
};

/** The request itself is wrong; `code` is ClickHouse's number for it. */
export class RequestError extends Error {
  override readonly name = "RequestError";
  readonly code: number;
  readonly type: string;

  constructor(code: number, type: string, message: string) {
    super(message);
    this.code = code;
    this.type = type;
  }
}

const LANE_NAMES: ReadonlySet<string> = new Set(LANES);

/** Names that the HTTP interface reads itself; every other one is a query setting. */
const INTERFACE_NAMES: ReadonlySet<string> = new Set([
  "query",
  "query_id",
  "database",
  "default_format",
  "user",
  "password",
  "quota_key",
  "buffer_size",
  "wait_end_of_query",
  "enable_http_compression",
  "http_zlib_compression_level",
  // Taken by the engine to find a running query again.
  "log_comment",
]);

/** Parts of the interface that this server does not have; using one is an error rather than a silent difference. */
const REFUSED_NAMES: ReadonlySet<string> = new Set([
  "session_id",
  "session_check",
  "session_timeout",
  "role",
  "compress",
  "decompress",
  "stacktrace",
]);

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_.]*$/;
const INSERT_WITH_FORMAT = /^(\s*insert\s+into\s[^]*?)\s+format\s+([a-z0-9]+)\s*$/i;

export type RequestParts = {
  readonly fields: Iterable<readonly [string, string]>;
  readonly lane: string | undefined;
  readonly body: Buffer;
  readonly fallbackQueryId: string;
};

/** @throws RequestError when the request asks for something this server cannot do. */
export function readOperation(parts: RequestParts): Operation {
  const settings = new Map<string, string>();
  const params = new Map<string, string>();
  const own = new Map<string, string>();
  for (const [name, value] of parts.fields) {
    if (REFUSED_NAMES.has(name))
      throw new RequestError(48, "NOT_IMPLEMENTED", `${name} is not supported here`);
    if (!IDENTIFIER.test(name)) throw new RequestError(36, "BAD_ARGUMENTS", `Bad parameter name ${name}`);
    if (INTERFACE_NAMES.has(name)) own.set(name, value);
    else if (name.startsWith("param_")) params.set(name.slice("param_".length), value);
    else settings.set(name, value);
  }
  const lane = parts.lane ?? "interactive";
  if (!isLane(lane)) throw new RequestError(36, "BAD_ARGUMENTS", `Unknown lane ${lane}`);
  return {
    queryId: own.get("query_id") ?? parts.fallbackQueryId,
    lane,
    database: own.get("database") ?? "default",
    format: own.get("default_format") ?? "TabSeparated",
    settings,
    params,
    ...statement(own.get("query") ?? "", parts.body),
  };
}

/** The interface joins the `query` parameter and the body; for an insert the body after it is data. */
function statement(query: string, body: Buffer): Pick<Operation, "sql" | "data"> {
  if (query === "" && body.length === 0) throw new RequestError(62, "SYNTAX_ERROR", "Empty query");
  if (query === "") return { sql: body.toString("utf8"), data: null };
  if (body.length === 0) return { sql: query, data: null };
  const [, sql, format] = INSERT_WITH_FORMAT.exec(query) ?? [];
  if (sql !== undefined && format !== undefined) return { sql, data: { bytes: body, format } };
  return { sql: `${query}\n${body.toString("utf8")}`, data: null };
}

function isLane(text: string): text is Lane {
  return LANE_NAMES.has(text);
}

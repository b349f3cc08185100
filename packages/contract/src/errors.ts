/** How an error is answered: `status` is the HTTP status, `means` is the sentence printed in the API reference. */
export type ErrorKind = { readonly status: number; readonly means: string };

/** Every code a management route can answer with. A code is stable: clients may branch on it. */
export const errorKinds = {
  invalid_request: {
    status: 400,
    means: "The path, query or body does not have the documented shape; `details.problems` lists each place.",
  },
  malformed_json: { status: 400, means: "The body is not JSON in UTF-8." },
  definition_refused: {
    status: 400,
    means:
      "The segment definition has a mistake; `details.problems` gives code, line, column, what was expected and a suggestion.",
  },
  no_covariates: {
    status: 422,
    means: "This kind of model takes no covariates: leave them out, or choose `paretonbd`.",
  },
  not_an_order: {
    status: 422,
    means: "The sentence says more than that an event is done; an order has no count and no time.",
  },
  not_an_outcome: {
    status: 422,
    means:
      "The sentence does not say what happens within a number of days: it reads what is done in one number of the last days, and nothing else.",
  },
  not_an_audience: {
    status: 422,
    means:
      "The audience asks for a place among people, or what an account's people are like: who was of it then is not known, so nothing is learnt from it.",
  },
  invalid_cursor: {
    status: 400,
    means: "`after` or `before` is not a cursor of this list; begin again without it.",
  },
  unauthenticated: {
    status: 401,
    means: "The call needs a session, an API key or the admin token, and carried none that is valid.",
  },
  wrong_credentials: { status: 401, means: "Email and password do not belong together." },
  forbidden: { status: 403, means: "The caller's role is below the one this route asks for." },
  scope_missing: { status: 403, means: "The API key lacks the scope this route asks for." },
  api_key_refused: {
    status: 403,
    means: "This route manages access itself and never takes an API key; sign in or use the admin token.",
  },
  cross_site: {
    status: 403,
    means: "A change with a session cookie came from another site; call from the same origin or use a token.",
  },
  setup_done: { status: 409, means: "The first admin exists already; sign in instead." },
  not_found: { status: 404, means: "There is nothing under this address or id." },
  method_not_allowed: {
    status: 405,
    means: "The address exists but not with this method; see the Allow header.",
  },
  conflict: {
    status: 409,
    means:
      "Somebody changed it since it was read; `details.rev` is the present revision. Read again and retry.",
  },
  segment_in_use: {
    status: 409,
    means: "Other segments contain this one; `details.usedBy` has their keys.",
  },
  segment_not_live: {
    status: 409,
    means: "A segment is not live yet, so it is not known who is in it; `details.segments` has the keys.",
  },
  already_exists: { status: 409, means: "The key, email or name is taken." },
  last_admin: { status: 409, means: "The change would leave the workspace without an enabled admin." },
  in_use: {
    status: 409,
    means: "Segments or others are made of it; `details` names them. Change or delete these first.",
  },
  lead_as_segment: {
    status: 409,
    means:
      "The definition makes a segment of a lead score (`details.scores`), also where another score adds it up. Say who belongs together, or give it the tag `details.tag` where that is meant.",
  },
  invalid_webhook_url: {
    status: 422,
    means: "The address of the webhook may not be called; the message says why.",
  },
  too_many_ids: { status: 422, means: "One change of a list has more ids than `details.limit`." },
  too_many: { status: 409, means: "There are as many of these as there can be: `details.limit`." },
  no_own_currency: {
    status: 409,
    means: "Rates are into the workspace's currency, and it has none yet; choose it first.",
  },
  job_running: { status: 409, means: "A job of this kind is running already; `details.job` is its id." },
  job_finished: { status: 409, means: "The job has ended and can no longer be paused or cancelled." },
  job_not_pausable: { status: 409, means: "Jobs of this kind cannot be paused." },
  job_not_paused: { status: 409, means: "The job is not paused, so there is nothing to resume." },
  job_goes_on: {
    status: 409,
    means: "The job only tells of work that goes on without it; `fix` says how that is ended.",
  },
  unreadable_file: {
    status: 422,
    means: "The file is none that can be imported, or it is damaged; the message says what is wrong.",
  },
  several_people: {
    status: 409,
    means:
      "The text may mean several people; `details.people` has their numbers. Name one of these, with `as=number`.",
  },
  already_undone: { status: 409, means: "The merge was undone before." },
  not_replayable: { status: 409, means: "The dead letter cannot be replayed as it is." },
  body_too_slow: {
    status: 408,
    means:
      "A JSON body was not whole, or no piece of a file came, within `details.limitMs` milliseconds; nothing was done.",
  },
  body_too_large: { status: 413, means: "The body is larger than `details.limit` bytes." },
  unsupported_media_type: { status: 415, means: "A body must be sent as application/json." },
  too_many_sign_ins: {
    status: 429,
    means: "Too many failed sign-ins for this account or address; wait for Retry-After seconds.",
  },
  too_many_streams: {
    status: 429,
    means:
      "The server's limit of open event streams is reached; close one or retry after Retry-After seconds.",
  },
  internal: {
    status: 500,
    means: "A bug or a failing disk on our side; the request id finds it in the server's log.",
  },
  log_busy: { status: 503, means: "The log is behind the disk; retry after Retry-After seconds." },
  store_unavailable: {
    status: 503,
    means: "The event store is starting or does not answer; retry after Retry-After seconds.",
  },
  store_busy: {
    status: 503,
    means: "The event store has as much to do as it can take; retry after Retry-After seconds.",
  },
  query_cancelled: { status: 503, means: "The query was ended before it was done; retry." },
  query_timeout: { status: 422, means: "The query took longer than its limit; narrow the definition." },
  query_too_large: {
    status: 422,
    means: "The query needs more memory than its limit; narrow the definition.",
  },
  result_too_large: { status: 422, means: "The answer is larger than its limit; ask for fewer at once." },
  store_failed: {
    status: 500,
    means:
      "The event store refused the query, which is a bug on our side; the request id finds it in the log.",
  },
  unknown_host: {
    status: 421,
    means:
      "The server does not go by the name it was called by; call it by its address or list the name in HABITUS_HOSTS.",
  },
  storage_full: { status: 507, means: "The disk is full; nothing of this call was kept." },
} as const satisfies Readonly<Record<string, ErrorKind>>;

export type ErrorCode = keyof typeof errorKinds;

export const ERROR_CODES = Object.keys(errorKinds) as readonly ErrorCode[];

/** Failures of one question of several: the others may well be answered. Any other is of the server, or of the call, and would meet all. */
const QUESTION_FAILURES: readonly string[] = [
  "definition_refused",
  "query_timeout",
  "query_too_large",
  "result_too_large",
  "store_failed",
] satisfies readonly ErrorCode[];

export function isQuestionFailure(code: string): boolean {
  return QUESTION_FAILURES.includes(code);
}

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorKinds, code);
}

export function errorStatus(code: ErrorCode): number {
  return errorKinds[code].status;
}

/** The body of every answer that is no success. */
export type ErrorBody = {
  readonly error: {
    readonly code: ErrorCode;
    readonly message: string;
    readonly fix?: string;
    readonly details?: Readonly<Record<string, unknown>>;
    /** Finds the request in the server's log. */
    readonly requestId: string;
  };
};

import { type ErrorBody, type ErrorCode, errorStatus, isErrorCode } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";

export type ErrorAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ErrorBody;
  /** Must be logged with its cause: it is a bug of ours or a failure of the machine. */
  readonly isOurs: boolean;
};

const RETRY_SECONDS = 2;
const RETRYABLE: readonly ErrorCode[] = [
  "log_busy",
  "store_busy",
  "store_unavailable",
  "query_cancelled",
  "too_many_streams",
];

/** What the client is told. Whatever is no documented error is `internal`, without a word of its cause. */
export function answerError(error: unknown, requestId: string): ErrorAnswer {
  if (!(error instanceof HabitusError) || !isErrorCode(error.code)) {
    const message = "Something went wrong on our side.";
    const fix = "Try again; if it stays, look for the request id in the server's log.";
    return {
      status: errorStatus("internal"),
      headers: {},
      body: { error: { code: "internal", message, fix, requestId } },
      isOurs: true,
    };
  }
  const { code } = error;
  // The engine's own words may hold statements and paths: they are for no caller.
  const { engine: _engine, engineWords: _words, retryAfterSeconds, ...details } = error.details;
  const status = errorStatus(code);
  return {
    status,
    headers: {
      ...(status === 401 ? { "www-authenticate": "Bearer" } : {}),
      ...retryAfter(code, retryAfterSeconds),
    },
    body: {
      error: {
        code,
        message: error.message,
        ...(error.fix === undefined ? {} : { fix: error.fix }),
        ...(Object.keys(details).length === 0 ? {} : { details }),
        requestId,
      },
    },
    isOurs: status >= 500 && !RETRYABLE.includes(code),
  };
}

function retryAfter(code: ErrorCode, seconds: unknown): Readonly<Record<string, string>> {
  if (typeof seconds === "number") return { "retry-after": String(seconds) };
  return RETRYABLE.includes(code) ? { "retry-after": String(RETRY_SECONDS) } : {};
}

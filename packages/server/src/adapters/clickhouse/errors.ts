import { ClickHouseError } from "@clickhouse/client";
import { HabitusError } from "@habitus/kernel";

/** Codes of the store's failures. `details.retryable` says whether the same call may succeed later. */
export type StoreErrorCode =
  | "storage_full"
  | "store_busy"
  | "store_unavailable"
  | "query_timeout"
  | "query_too_large"
  | "result_too_large"
  | "query_cancelled"
  | "store_failed";

type Meaning = { readonly code: StoreErrorCode; readonly retryable: boolean; readonly message: string };

const FULL: Meaning = {
  code: "storage_full",
  retryable: true,
  message: "The disk of the event store is full.",
};
const BUSY: Meaning = { code: "store_busy", retryable: true, message: "The event store is busy." };
const TIMEOUT: Meaning = {
  code: "query_timeout",
  retryable: false,
  message: "The query took longer than its limit.",
};
const MEMORY: Meaning = {
  code: "query_too_large",
  retryable: false,
  message: "The query needs more memory than its limit.",
};
const RESULT: Meaning = {
  code: "result_too_large",
  retryable: false,
  message: "The answer is larger than its limit.",
};
const CANCELLED: Meaning = { code: "query_cancelled", retryable: true, message: "The query was cancelled." };
const AWAY: Meaning = {
  code: "store_unavailable",
  retryable: true,
  message: "The event store does not answer.",
};

/** By ClickHouse's error number. */
const BY_NUMBER: ReadonlyMap<string, Meaning> = new Map([
  ["243", FULL],
  ["202", BUSY],
  ["252", BUSY],
  ["159", TIMEOUT],
  ["160", TIMEOUT],
  ["241", MEMORY],
  ["307", MEMORY],
  ["396", RESULT],
  ["394", CANCELLED],
  ["236", AWAY],
]);

/** A full disk also shows as errno 28 inside other errors, for instance when a part's directory cannot be made. */
const NO_SPACE = /No space left on device|errno: 28|ENOSPC/;

/** Turns what the client throws into a HabitusError; the engine's own words are kept in `details.engine`. */
export function storeError(error: unknown): HabitusError {
  if (error instanceof HabitusError) return error;
  const text = error instanceof Error ? error.message : String(error);
  if (NO_SPACE.test(text)) return made(FULL, text);
  if (error instanceof ClickHouseError) {
    const engine = `${error.code} ${error.type ?? "UNKNOWN"}: ${text}`;
    const meaning = BY_NUMBER.get(error.code);
    if (meaning !== undefined) return made(meaning, engine);
    const words = `The event store refused the statement: ${text}`;
    return made({ code: "store_failed", retryable: false, message: words }, engine);
  }
  // Whatever is no answer of the engine is a connection that failed, or an engine that died in the middle.
  return made(AWAY, text);
}

function made(meaning: Meaning, engine: string): HabitusError {
  return new HabitusError(meaning.code, meaning.message, {
    details: { retryable: meaning.retryable, engine },
  });
}

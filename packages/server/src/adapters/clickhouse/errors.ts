import { ClickHouseError } from "@clickhouse/client";
import { HabitusError } from "@habitus/kernel";
import type { LaneLimits } from "./lane-limits.ts";

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

type Meaning = {
  readonly code: StoreErrorCode;
  readonly retryable: boolean;
  readonly message: string;
  readonly fix?: string;
};

const MB = 1024 * 1024;

const FULL: Meaning = {
  code: "storage_full",
  retryable: true,
  message: "The disk of the event store is full.",
};
const BUSY: Meaning = { code: "store_busy", retryable: true, message: "The event store is busy." };
const TIMEOUT = ({ seconds }: LaneLimits): Meaning => ({
  code: "query_timeout",
  retryable: false,
  message: `The query took longer than ${seconds} seconds, which is its limit.`,
  fix: "Narrow the definition: a shorter window, fewer events or fewer conditions.",
});
const MEMORY = ({ memoryBytes }: LaneLimits): Meaning => ({
  code: "query_too_large",
  retryable: false,
  message: `The query needs more than ${Math.floor(memoryBytes / MB)} MB of memory, which is its limit.`,
  fix: "Narrow the definition, or let the engine use more memory (HABITUS_ENGINE_MEMORY_MB), of which one query may take a part.",
});
const ALL_MEMORY: Meaning = {
  code: "query_too_large",
  retryable: false,
  message: "Together with all else that runs the query needs more memory than the engine may use.",
  fix: "Try again when less runs, narrow the definition, or let the engine use more memory (HABITUS_ENGINE_MEMORY_MB).",
};
const RESULT = ({ resultBytes }: LaneLimits): Meaning => ({
  code: "result_too_large",
  retryable: false,
  message: `The answer is larger than ${Math.floor(resultBytes / MB)} MB, which is its limit.`,
  fix: "Ask for fewer at once.",
});
const CANCELLED: Meaning = { code: "query_cancelled", retryable: true, message: "The query was cancelled." };
const AWAY: Meaning = {
  code: "store_unavailable",
  retryable: true,
  message: "The event store does not answer.",
};

const FAILED: Meaning = {
  code: "store_failed",
  retryable: false,
  message: "The event store refused the statement.",
};

/** By ClickHouse's error number. */
const BY_NUMBER = new Map<string, Meaning | ((limits: LaneLimits) => Meaning)>([
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

/** The engine's own cap and that of one query have one number. */
const IS_ALL_MEMORY = /\(total\)/;
/** A full disk also shows as errno 28 inside other errors, for instance when a part's directory cannot be made. */
const NO_SPACE = /No space left on device|errno: 28|ENOSPC/;

/** What the log has of the engine's answer, and what it has of it at `debug` alone. */
type EngineAnswer = {
  /** Its number and name of the failure, such as `62 SYNTAX_ERROR`; the code of a connection that failed. */
  readonly engine: string;
  readonly engineWords: string;
};

/**
 * Turns what the client of a lane throws into a HabitusError. The engine's own words hold statements, paths and values: they are in
 * `details.engineWords` alone, which goes to no caller; what of it goes into the log is the logger's rule.
 */
export function storeError(error: unknown, limits: LaneLimits): HabitusError {
  if (error instanceof HabitusError) return error;
  const engineWords = error instanceof Error ? error.message : String(error);
  const answer = { engine: nameOf(error), engineWords };
  if (NO_SPACE.test(engineWords)) return made(FULL, answer);
  if (error instanceof ClickHouseError) {
    const meaning = BY_NUMBER.get(error.code) ?? FAILED;
    if (meaning === MEMORY && IS_ALL_MEMORY.test(engineWords)) return made(ALL_MEMORY, answer);
    return made(typeof meaning === "function" ? meaning(limits) : meaning, answer);
  }
  // Whatever is no answer of the engine is a connection that failed, or an engine that died in the middle.
  return made(AWAY, answer);
}

function nameOf(error: unknown): string {
  if (error instanceof ClickHouseError) return `${error.code} ${error.type ?? "UNKNOWN"}`;
  if (error instanceof Error && "code" in error) return String(error.code);
  return "no answer";
}

function made(meaning: Meaning, answer: EngineAnswer): HabitusError {
  return new HabitusError(meaning.code, meaning.message, {
    ...(meaning.fix === undefined ? {} : { fix: meaning.fix }),
    details: { retryable: meaning.retryable, ...answer },
  });
}

import { LaneFullError } from "./lanes.ts";
import { RequestError } from "./operation.ts";

/** A failure as the ClickHouse HTTP interface tells it. */
export type Failure = {
  readonly status: number;
  readonly code: number;
  /** Body text; clients read code, message and type from it. */
  readonly text: string;
};

const ENGINE_ERROR = /Code: (\d+)\. DB::\w*Exception:/;

/** HTTP status by ClickHouse's error code, for the codes whose status says something; all others are 500. */
const STATUS_BY_CODE: ReadonlyMap<number, number> = new Map([
  ...[6, 26, 27, 36, 38, 41, 42, 43, 44, 46, 47, 53, 62, 69, 70, 72, 117, 130, 131, 456, 457].map(
    (code): [number, number] => [code, 400],
  ),
  ...[60, 81, 115].map((code): [number, number] => [code, 404]),
  [48, 501],
  [159, 408],
  [160, 408],
  [202, 503],
  [223, 413],
  [243, 507],
]);

export function failureOf(error: unknown): Failure {
  if (error instanceof LaneFullError) return made(202, "TOO_MANY_SIMULTANEOUS_QUERIES", error.message);
  if (error instanceof RequestError) return made(error.code, error.type, error.message);
  const message = error instanceof Error ? error.message : String(error);
  const code = ENGINE_ERROR.exec(message)?.[1];
  if (code === undefined && /^(?:ENOSPC|EDQUOT)/.test(message)) return made(243, "NOT_ENOUGH_SPACE", message);
  if (code === undefined) return made(1002, "UNKNOWN_EXCEPTION", message);
  return { status: statusOf(Number(code)), code: Number(code), text: `${message.trim()}\n` };
}

function made(code: number, type: string, message: string): Failure {
  return { status: statusOf(code), code, text: `Code: ${code}. DB::Exception: ${message}. (${type})\n` };
}

function statusOf(code: number): number {
  return STATUS_BY_CODE.get(code) ?? 500;
}

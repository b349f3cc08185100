import type { Actor, JobState } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Change, Kv } from "../platform/kv.ts";
import { put, remove, type Table } from "../platform/kv.ts";

export type JobRecord = {
  readonly number: number;
  readonly kind: string;
  readonly title: string;
  readonly unit: string;
  readonly state: JobState;
  readonly phase: string | null;
  readonly done: number;
  readonly total: number | null;
  /** What the runner needs to go on from here after a restart; plain data of its own. */
  readonly checkpoint: unknown;
  readonly cancelling: boolean;
  /** Somebody asked it to wait and it has not come to its next safe point; older records do not have it. */
  readonly pausing?: boolean;
  readonly createdAt: Instant;
  readonly createdBy: Actor;
  readonly startedAt: Instant | null;
  readonly updatedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly error: { readonly code: string; readonly message: string } | null;
  readonly result: Readonly<Record<string, unknown>> | null;
};

/** Key: the job's number, counted from 1. */
export const JOBS: Table<JobRecord> = { name: "jobs", version: 1 };

/** Of jobs that ended the newest are kept. */
export const JOBS_KEPT = 1_000;

export function jobId(number: number): string {
  return `j${number}`;
}

export function jobNumber(id: string): number | null {
  const match = /^j([1-9]\d{0,14})$/.exec(id);
  return match === null ? null : Number(match[1]);
}

export function lastJobNumber(kv: Kv): number {
  for (const { value } of kv.range(JOBS, { reverse: true, limit: 1 })) return value.number;
  return 0;
}

export function isOver(state: JobState): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}

export function putJob(record: JobRecord): Change {
  return put(JOBS, [record.number], record);
}

export function removeJob(number: number): Change {
  return remove(JOBS, [number]);
}

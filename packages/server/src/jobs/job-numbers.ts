import type { Kv } from "../platform/kv.ts";
import { isOver, JOBS, JOBS_KEPT, type JobRecord } from "./job-store.ts";

/** Numbers of all jobs that are kept, so that whoever looks for a few reads no others. */
export type JobNumbers = {
  /** Those that have not ended, newest first. */
  unfinished(): readonly number[];
  /** Of those that ended, the oldest that must go so that a further job fits. */
  surplus(): readonly number[];
  /** Undefined where none of the kind is kept. */
  newest(kind: string): number | undefined;
  add(record: Pick<JobRecord, "number" | "kind">): void;
  remove(numbers: readonly number[]): void;
};

/** @param find the job as it stands now; null when it is not kept. */
export function createJobNumbers(kv: Kv, find: (number: number) => JobRecord | null): JobNumbers {
  /** Ascending. */
  const kept = new Map<number, string>();
  const open = new Set<number>();
  const newest = new Map<string, number>();
  const add: JobNumbers["add"] = ({ number, kind }) => {
    kept.set(number, kind);
    open.add(number);
    newest.set(kind, number);
  };
  for (const { value } of kv.range(JOBS, {})) add(value);
  const unfinished = (): readonly number[] => {
    // What has ended never goes on.
    for (const number of open) if (isOver(find(number)?.state ?? "done")) open.delete(number);
    return [...open].reverse();
  };
  return {
    unfinished,
    surplus() {
      const most = JOBS_KEPT - 1;
      let left = kept.size - unfinished().length - most;
      const oldest: number[] = [];
      for (const number of kept.keys()) {
        if (left <= 0) break;
        if (open.has(number)) continue;
        oldest.push(number);
        left--;
      }
      return oldest;
    },
    newest: (kind) => newest.get(kind),
    add,
    remove(numbers) {
      for (const number of numbers) {
        const kind = kept.get(number);
        kept.delete(number);
        if (kind === undefined || newest.get(kind) !== number) continue;
        // One that is older may not have ended yet.
        const older = [...kept].reverse().find(([, each]) => each === kind);
        if (older === undefined) newest.delete(kind);
        else newest.set(kind, older[0]);
      }
    },
  };
}

import { assert, HabitusError, type Instant } from "@habitus/kernel";
import { AppendQueue } from "./append-queue.ts";
import type { Log, LogHead, LogRecord, NewRecord, Offset } from "./log.ts";
import { type ClockStep, LogicalClock } from "./logical-clock.ts";
import { takeWithin } from "./read-limit.ts";
import { Waiters } from "./waiters.ts";

export type MemoryLogOptions = {
  readonly clock: () => Instant;
  readonly elapsed?: () => number;
  readonly onClockStep?: (step: ClockStep) => void;
  readonly maxPendingBytes?: number;
};

const MAX_PENDING_BYTES = 64 * 1024 * 1024;

/** The log for tests: keeps the contract except that nothing outlives the process. `release` frees every consumed record. */
export function createMemoryLog(options: MemoryLogOptions): Log {
  let records: LogRecord[] = [];
  let first: Offset = 1;
  let head: LogHead = { offset: 0, at: 0 };
  let closed = false;
  const waiters = new Waiters();
  const clock = new LogicalClock(
    {
      clock: options.clock,
      elapsed: options.elapsed ?? options.clock,
      onClockStep: options.onClockStep ?? (() => undefined),
    },
    0,
  );

  const keep = (call: readonly NewRecord[], at: Instant): LogHead => {
    for (const record of call) {
      head = { offset: head.offset + 1, at };
      records.push({ ...record, payload: Uint8Array.from(record.payload), ...head });
    }
    return head;
  };
  const queue = new AppendQueue({
    maxPendingBytes: options.maxPendingBytes ?? MAX_PENDING_BYTES,
    async commit(calls) {
      await new Promise((resolve) => setImmediate(resolve));
      const at = clock.now();
      const heads = calls.map((call) => keep(call, at));
      waiters.grown(head.offset);
      return heads;
    },
  });

  return {
    async append(added) {
      if (closed) throw new HabitusError("log_closed", "The log is closed.");
      return added.length === 0 ? head : queue.add(added);
    },
    read(from, limit) {
      assert(from >= first, "the records were released");
      return takeWithin(records.slice(from - first, from - first + limit.records), limit);
    },
    head: () => head,
    failing: () => null,
    first: () => first,
    async wait(after, timeoutMs) {
      if (head.offset <= after && !closed) await waiters.wait(after, timeoutMs);
    },
    async release(consumed) {
      assert(consumed <= head.offset, "only records that exist can be consumed");
      if (consumed < first) return;
      records = records.slice(consumed - first + 1);
      first = consumed + 1;
    },
    async seal() {
      const { offset } = await queue.add([{ kind: "tick", payload: new Uint8Array(0) }]);
      return offset - 1;
    },
    drop(upTo) {
      return this.release(upTo);
    },
    async close() {
      closed = true;
      await queue.idle();
      waiters.wakeAll();
    },
  };
}

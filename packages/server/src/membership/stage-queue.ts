import type { LogRecord, Offset } from "../log/log.ts";
import type { Resolved } from "../profiles/batch-builder.ts";
import { byRecord, type RecordRows } from "./live/record-rows.ts";

/** Records that were resolved together. */
type StageInput = {
  readonly records: readonly LogRecord[];
  readonly rows: ReadonlyMap<Offset, RecordRows>;
  readonly size: number;
  readonly bytes: number;
};

export type QueueLimits = {
  readonly rowsWaiting: number;
  /** Of the records the rows are of. */
  readonly bytesWaiting: number;
};

/** What waits for evaluation, and whether it is so much that the resolver waits too. */
export class StageQueue {
  readonly #limits: QueueLimits;
  readonly #inputs: StageInput[] = [];
  #rows = 0;
  #bytes = 0;

  constructor(limits: QueueLimits) {
    this.#limits = limits;
  }

  get isEmpty(): boolean {
    return this.#inputs.length === 0;
  }

  get isFull(): boolean {
    return this.#rows >= this.#limits.rowsWaiting || this.#bytes >= this.#limits.bytesWaiting;
  }

  add(records: readonly LogRecord[], { batch, told }: Pick<Resolved, "batch" | "told">): void {
    const size = batch.events.length + batch.traits.length + records.length;
    const bytes = records.reduce((sum, { payload }) => sum + payload.length, 0);
    this.#inputs.push({ records, rows: byRecord(batch, told), size, bytes });
    this.#rows += size;
    this.#bytes += bytes;
  }

  shift(): StageInput | undefined {
    const input = this.#inputs.shift();
    this.#rows -= input?.size ?? 0;
    this.#bytes -= input?.bytes ?? 0;
    return input;
  }
}

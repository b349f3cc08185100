import type { LogRecord } from "./log.ts";

export type ReadLimit = { readonly records: number; readonly bytes: number };

/** The longest beginning within the limit; never less than the first record, however large. */
export function takeWithin(records: readonly LogRecord[], limit: ReadLimit): readonly LogRecord[] {
  let bytes = 0;
  let count = 0;
  for (const record of records) {
    bytes += record.payload.byteLength;
    if (count > 0 && (bytes > limit.bytes || count >= limit.records)) break;
    count++;
  }
  return count === records.length ? records : records.slice(0, count);
}

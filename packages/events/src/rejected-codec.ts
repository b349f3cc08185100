import type { Frame } from "./frame.ts";
import type { RejectedItem } from "./normalise-body.ts";
import { packRecord, unpackRecord } from "./record-text.ts";

const REJECTED_RECORD_VERSION = 1;

/** What one body held that did not become an event. When it was received is the log record's own `at`. */
export type RejectedRecord = {
  readonly source: string;
  readonly frame: Frame;
  readonly items: readonly RejectedItem[];
};

type Header = {
  readonly source: string;
  readonly frame: Frame;
  readonly items: readonly (readonly [path: string, reason: string, detail: string, length: number])[];
};

/** The payload of a log record of kind `rejected`. */
export function encodeRejected(record: RejectedRecord): Uint8Array {
  const { source, frame } = record;
  const items = record.items.map(
    ({ path, reason, detail, text }) => [path, reason, detail, text.length] as const,
  );
  const header: Header = { source, frame, items };
  return packRecord(REJECTED_RECORD_VERSION, header, record.items.map((item) => item.text).join(""));
}

/** @throws HabitusError `record_unreadable` when another version of the format wrote the record. */
export function decodeRejected(payload: Uint8Array): RejectedRecord {
  const unpacked = unpackRecord([REJECTED_RECORD_VERSION], payload);
  const { source, frame, items } = unpacked.header as Header;
  let at = unpacked.textsFrom;
  return {
    source,
    frame,
    items: items.map(([path, reason, detail, length]) => {
      at += length;
      return { path, reason, detail, text: unpacked.text.slice(at - length, at) };
    }),
  };
}

import { assert } from "@habitus/kernel";

const VERSION = 1;

/**
 * What a log record of the kind `tick` says: how many deadlines that have passed it fires. Whoever appends it decides by how long such deadlines
 * took lately; it is part of the log, so every replay fires the same. Records of other programs and of before say nothing.
 */
export function encodeTick(share: number): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ v: VERSION, share }));
}

/** Null where it says nothing. */
export function decodeTick(payload: Uint8Array): number | null {
  if (payload.length === 0) return null;
  const { v, share } = JSON.parse(new TextDecoder().decode(payload)) as {
    readonly v: number;
    readonly share: number;
  };
  assert(v === VERSION, "the tick has a version this program knows");
  return share;
}

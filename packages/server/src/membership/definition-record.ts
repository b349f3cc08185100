import { assert } from "@habitus/kernel";
import type { PlannedSegment } from "./live/registry.ts";

/**
 * What a log record of the kind `segments` says. Definitions are part of the log, so that every replay of it evaluates the same
 * definitions at the same records.
 *
 * - `define`: these shall be live, and those no longer
 * - `pause`: nobody enters or leaves these until they are defined again
 * - `cut over`: these versions are built; from this record on they are the ones in force
 */
export type DefinitionRecord =
  | { readonly kind: "define"; readonly put: readonly PlannedSegment[]; readonly remove: readonly string[] }
  | { readonly kind: "pause"; readonly keys: readonly string[] }
  | {
      readonly kind: "cut over";
      readonly segments: readonly { readonly key: string; readonly version: number }[];
    };

const VERSION = 1;

export function encodeDefinitionRecord(record: DefinitionRecord): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ v: VERSION, ...record }));
}

export function decodeDefinitionRecord(payload: Uint8Array): DefinitionRecord {
  const { v, ...record } = JSON.parse(new TextDecoder().decode(payload)) as DefinitionRecord & {
    readonly v: number;
  };
  assert(v === VERSION, "the record of definitions has a version this program knows");
  return record;
}

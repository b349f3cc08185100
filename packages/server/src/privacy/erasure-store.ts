import type { Actor, ErasurePlace } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { Table } from "../platform/kv.ts";
import type { EraseCommand } from "../profiles/erase-command.ts";

/** Nobody's name stands in it: an erasure is known by its number. */
export type ErasureRecord = {
  readonly number: number;
  readonly requestedAt: Instant;
  readonly requestedBy: Actor;
  /** What the log says, or is to say. */
  readonly ids: EraseCommand["ids"];
  /** The record that says it; null until it is on disk, and said again after a crash. */
  readonly said: Offset | null;
  readonly done: Readonly<Partial<Record<ErasurePlace, Instant>>>;
  /** Up to this record nothing of the person is in the log. */
  readonly logFreeUpTo: Offset;
  /** When that was last made sure of; absent before the first time, and where it was before this was kept. */
  readonly logFreeAt?: Instant;
  readonly rev: number;
};

/** Key [number]. */
export const ERASURES: Table<ErasureRecord> = { name: "erasures", version: 1 };

export function erasureId(number: number): string {
  return `e${number}`;
}

/** Null when the text is no such id. */
export function erasureNumber(id: string): number | null {
  const match = /^e([1-9]\d{0,14})$/.exec(id);
  return match === null ? null : Number(match[1]);
}

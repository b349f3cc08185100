import type { NodeNumber } from "../store/event-store.ts";
import { readCommand, writeCommand } from "./command-text.ts";

/**
 * Somebody is to be forgotten: everybody whom one of these ids belongs to where the log has come to the record. No id stands in it in
 * clear: the log may outlive the person.
 */
export type EraseCommand = {
  /** Number of the erasure. */
  readonly erasure: number;
  readonly ids: readonly {
    /** As `IdDigest` makes it. */
    readonly digest: string;
    /** Where the id was when this was said; another number where the log was resolved anew. */
    readonly node: NodeNumber;
  }[];
};

const VERSION = 1;

/** The payload of a log record of kind `erase`: UTF-8 text `VERSION JSON`. */
export function encodeErase(command: EraseCommand): Uint8Array {
  return writeCommand(VERSION, command);
}

/** @throws HabitusError `record_unreadable` when another version of the format wrote the record. */
export function decodeErase(payload: Uint8Array): EraseCommand {
  return readCommand(payload, VERSION, "an erase record") as EraseCommand;
}

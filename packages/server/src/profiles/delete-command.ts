import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import { readCommand, writeCommand } from "./command-text.ts";
import type { EraseCommand } from "./erase-command.ts";

/**
 * Events of a person count no more, as if they had never come: those that everything named here fits.
 * The person is everybody whom one of the ids belongs to where the log has come to the record; no id stands in it in clear.
 */
export type DeleteEventsCommand = Pick<EraseCommand, "ids"> & {
  /** Events of the records up to and including this one, which had come when this was asked for: said twice, it deletes no more. */
  readonly upTo: Offset;
  /** Any name when null. */
  readonly names: readonly string[] | null;
  /** Any event when null. */
  readonly idHashes: readonly string[] | null;
  /** From then on; null for ever. */
  readonly from: Instant | null;
  /** Up to but without it; null for ever. */
  readonly to: Instant | null;
};

const VERSION = 1;

/** The payload of a log record of kind `delete_events`: UTF-8 text `VERSION JSON`. */
export function encodeDeleteEvents(command: DeleteEventsCommand): Uint8Array {
  return writeCommand(VERSION, command);
}

/** @throws HabitusError `record_unreadable` when another version of the format wrote the record. */
export function decodeDeleteEvents(payload: Uint8Array): DeleteEventsCommand {
  return readCommand(payload, VERSION, "a record that deletes events") as DeleteEventsCommand;
}

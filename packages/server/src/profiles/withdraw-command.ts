import type { Offset } from "../log/log.ts";
import { readCommand, writeCommand } from "./command-text.ts";
import type { EraseCommand } from "./erase-command.ts";
import type { SeenSpan } from "./identity.ts";
import type { NodeTrait } from "./trait-word.ts";

type NamedNode = EraseCommand["ids"][number];

type WithdrawnNode = NamedNode & {
  /** Times of what else is known of it, as far as the watch had come; null for nothing. */
  readonly own: SeenSpan | null;
  /**
   * Words of others that one taken back came right behind, ascending; in older records only of traits whose newest word was taken back,
   * and of each but one. Absent for none, and in the oldest records.
   */
  readonly hidden?: readonly NodeTrait[];
};

/**
 * What some sources sent is taken back as if it had never come, in two steps. First the ids are watched, so that the second step knows
 * who was named by anybody since. Then the calls go with what they said of traits; and so does an id whom nothing else has ever named,
 * whose later calls count like those of somebody new. No id stands in it in clear.
 */
export type WithdrawCommand =
  | { readonly kind: "watch"; readonly ids: readonly NamedNode[] }
  | {
      readonly kind: "withdraw";
      readonly ids: readonly WithdrawnNode[];
      /** The calls, as 32 hex digits each. */
      readonly idHashes: readonly string[];
      /** Of records up to and including this one. */
      readonly upTo: Offset;
    };

const VERSION = 1;

/** The payload of a log record of kind `withdraw`: UTF-8 text `VERSION JSON`. */
export function encodeWithdraw(command: WithdrawCommand): Uint8Array {
  return writeCommand(VERSION, command);
}

/** @throws HabitusError `record_unreadable` when another version of the format wrote the record. */
export function decodeWithdraw(payload: Uint8Array): WithdrawCommand {
  return readCommand(payload, VERSION, "a record that takes calls back") as WithdrawCommand;
}

import type { Actor } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import { readCommand, writeCommand } from "./command-text.ts";
import type { HeldDecision, MergeCause, PersonIdentifier } from "./identity.ts";

/**
 * What a person said about who is who. It names ids, not nodes, and works on them wherever the log has come: of two that
 * concern the same ids the later one counts.
 */
export type IdentityCommand =
  | {
      readonly action: "cut";
      readonly a: PersonIdentifier;
      readonly b: PersonIdentifier;
      /** Of the merge that is taken back. */
      readonly cause: MergeCause;
      readonly time: Instant;
      readonly by: Actor;
    }
  | {
      readonly action: "lift";
      readonly a: PersonIdentifier;
      readonly b: PersonIdentifier;
      readonly by: Actor;
    }
  | {
      readonly action: "decide";
      readonly id: PersonIdentifier;
      readonly decision: HeldDecision;
      readonly by: Actor;
    };

const VERSION = 1;

/** The payload of a log record of kind `identity`: UTF-8 text `VERSION JSON`. */
export function encodeIdentityCommand(command: IdentityCommand): Uint8Array {
  return writeCommand(VERSION, command);
}

/** @throws HabitusError `record_unreadable` when another version of the format wrote the record. */
export function decodeIdentityCommand(payload: Uint8Array): IdentityCommand {
  return readCommand(payload, VERSION, "an identity record") as IdentityCommand;
}

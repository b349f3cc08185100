import type { Actor } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import { readCommand, writeCommand } from "./command-text.ts";
import type { KindRule } from "./id-kinds.ts";
import type { HeldDecision, MergeCause, PersonIdentifier } from "./identity.ts";

/**
 * What a person said about who is who, or about the kinds of ids. It names ids, not nodes, and works on them wherever the log has
 * come: of two that concern the same ids, or the same kind, the later one counts.
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
    }
  | { readonly action: "kind"; readonly rule: KindRule; readonly by: Actor }
  /** The kind is turned off: its ids are nobody's until it is turned on again. */
  | { readonly action: "kind_off"; readonly key: string; readonly by: Actor }
  /** The next of what changed kinds leave to be done. */
  | { readonly action: "sweep" };

/** The first knew neither kinds nor ids of them. */
const VERSIONS = [2, 1] as const;

/** The payload of a log record of kind `identity`: UTF-8 text `VERSION JSON`. */
export function encodeIdentityCommand(command: IdentityCommand): Uint8Array {
  return writeCommand(VERSIONS[0], command);
}

/** @throws HabitusError `record_unreadable` when another version of the format wrote the record. */
export function decodeIdentityCommand(payload: Uint8Array): IdentityCommand {
  return readCommand(payload, VERSIONS, "an identity record") as IdentityCommand;
}

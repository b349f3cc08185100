import type { Actor } from "@habitus/contract";
import { HabitusError, type Instant } from "@habitus/kernel";
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
const HEAD = `${VERSION} `;

/** The payload of a log record of kind `identity`: UTF-8 text `VERSION JSON`. */
export function encodeIdentityCommand(command: IdentityCommand): Uint8Array {
  return new TextEncoder().encode(HEAD + JSON.stringify(command));
}

/** @throws HabitusError `record_unreadable` when another version of the format wrote the record. */
export function decodeIdentityCommand(payload: Uint8Array): IdentityCommand {
  const text = new TextDecoder().decode(payload);
  if (!text.startsWith(HEAD)) {
    throw new HabitusError(
      "record_unreadable",
      `The log holds an identity record of format "${text.split(" ", 1)[0]?.slice(0, 20) ?? ""}".`,
      { fix: "Open this data directory with the release that wrote it, or a newer one." },
    );
  }
  return JSON.parse(text.slice(HEAD.length)) as IdentityCommand;
}

import { HabitusError } from "@habitus/kernel";
import type { NodeNumber } from "../store/event-store.ts";

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
const HEAD = `${VERSION} `;

/** The payload of a log record of kind `erase`: UTF-8 text `VERSION JSON`. */
export function encodeErase(command: EraseCommand): Uint8Array {
  return new TextEncoder().encode(HEAD + JSON.stringify(command));
}

/** @throws HabitusError `record_unreadable` when another version of the format wrote the record. */
export function decodeErase(payload: Uint8Array): EraseCommand {
  const text = new TextDecoder().decode(payload);
  if (!text.startsWith(HEAD)) {
    throw new HabitusError(
      "record_unreadable",
      `The log holds an erase record of format "${text.split(" ", 1)[0]?.slice(0, 20) ?? ""}".`,
      { fix: "Open this data directory with the release that wrote it, or a newer one." },
    );
  }
  return JSON.parse(text.slice(HEAD.length)) as EraseCommand;
}

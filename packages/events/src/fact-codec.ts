import { HabitusError, type Instant } from "@habitus/kernel";
import type { EventId } from "./tracked-event.ts";

/** Something known of a person that is no event and no trait of their own: a value of a reserved trait. */
export type Fact = {
  readonly id: EventId;
  /** Name of the reserved trait. */
  readonly name: string;
  /** JSON text of the value; "null" takes back what was said. */
  readonly value: string;
  readonly time: Instant;
  /**
   * The id hash of the event that said it, which puts facts of one time in an order that does not depend on arrival. Null
   * when nobody's event said it: then the place in the log does.
   */
  readonly idHash: string | null;
  readonly proof: FactProof | null;
};

/** What was shown to whom when a person agreed or refused. */
export type FactProof = {
  /** The words shown; null when they are not known. */
  readonly text: string | null;
  /** Where it was said, such as `preference centre`. */
  readonly source: string;
  /** Who told us through the API; null when the person's own device did. */
  readonly by: {
    readonly kind: "user" | "key" | "token" | "system";
    readonly id: string;
    readonly name: string;
  } | null;
  /** The network it came from, reduced as every address is. */
  readonly ip: string | null;
};

export type FactRecord = {
  /** Who wrote the record: a source's key id, or the part of the product. */
  readonly source: string;
  readonly facts: readonly Fact[];
};

const VERSION = 1;
const HEAD = `${VERSION} `;

/** The payload of a log record of kind `facts`: UTF-8 text `VERSION JSON`. */
export function encodeFacts(record: FactRecord): Uint8Array {
  return new TextEncoder().encode(HEAD + JSON.stringify(record));
}

/** @throws HabitusError `record_unreadable` when another version of the format wrote the record. */
export function decodeFacts(payload: Uint8Array): FactRecord {
  const text = new TextDecoder().decode(payload);
  if (!text.startsWith(HEAD)) {
    throw new HabitusError(
      "record_unreadable",
      `The log holds a record of facts of format "${text.split(" ", 1)[0]?.slice(0, 20) ?? ""}".`,
      { fix: "Open this data directory with the release that wrote it, or a newer one." },
    );
  }
  return JSON.parse(text.slice(HEAD.length)) as FactRecord;
}

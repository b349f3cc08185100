import type { VALUE_KINDS } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";

export type ValueKind = (typeof VALUE_KINDS)[number];

export type EventFigures = {
  readonly name: string;
  readonly events: number;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  /** Events of the 7 days up to now, and of the 28 days before them. */
  readonly recent: number;
  readonly before: number;
};

export type FieldFigures = {
  readonly name: string;
  /** Looked-at events that have a value for it; null and empty text are none. */
  readonly filled: number;
  readonly kinds: Readonly<Record<ValueKind, number>>;
  /** Different values, told apart by a hash of 64 bits. */
  readonly distinct: number;
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
  /** Numbers outside three times the distance of the quartiles beyond them, and these bounds; null where the quartiles are one. */
  readonly outside: { readonly count: number; readonly from: number; readonly to: number } | null;
  /** Most frequent first, as JSON texts cut after 200 bytes. */
  readonly top: readonly { readonly value: string; readonly count: number }[];
};

export type SampleFigures = {
  /** Events that were looked at: the newest. */
  readonly looked: number;
  /** Of these, whose text the event store's reader does not read exactly, so that their fields are not counted. */
  readonly unread: number;
  /** Of these, whose id, time and properties are those of another under another message id. */
  readonly duplicates: number;
  readonly fields: readonly FieldFigures[];
  /** Whether there are more fields than were asked for. */
  readonly hasMore: boolean;
};

/** Every method rejects with a HabitusError of the event store. */
export type AuditReads = {
  /** Most frequent first. */
  events(
    query: { readonly now: Instant; readonly skip: number; readonly limit: number },
    signal?: AbortSignal,
  ): Promise<readonly EventFigures[]>;
  /** Of these names, in no order; a name of which there is none is left out. */
  named(
    query: { readonly names: readonly string[]; readonly now: Instant },
    signal?: AbortSignal,
  ): Promise<readonly EventFigures[]>;
  /** The fields of the newest `sample` events of a name; those that most events have first. */
  fields(
    query: {
      readonly name: string;
      readonly sample: number;
      readonly skip: number;
      readonly limit: number;
    },
    signal?: AbortSignal,
  ): Promise<SampleFigures>;
};

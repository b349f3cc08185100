import type { Instant, Outcome } from "@habitus/kernel";
import type { ContextWords } from "./context-properties.ts";
import type { JsonRecord } from "./fields.ts";
import type { CallType, TrackedEvent } from "./tracked-event.ts";

/** Whose wire format a body is in. RudderStack's bodies are Segment's, under paths and answers of its own. */
export type Dialect = "segment" | "rudder" | "posthog";

/** What a path expects in the body: one call of a type, one event that names itself, or a list under `batch`. */
export type Shape = CallType | "event" | "batch";

/** What the events of one body share. With it and its text an event can be read again at any later time. */
export type Frame = {
  readonly dialect: Dialect;
  /** The type the path names; null where each event names its own. */
  readonly type: CallType | null;
  /** As the body says it: when the sender's clock read what. */
  readonly sentAt: string | number | null;
  /** JSON text of the object that is merged into each event's context. */
  readonly context: string | null;
};

/** What the workspace says of an event that is well formed: that it comes in, perhaps changed, or that it does not. */
export type Admit = (event: TrackedEvent) => Outcome<TrackedEvent>;

/** What the server adds: its clock, ids for events that came without, and whom it lets in; everybody where that is absent. */
export type Arrival = {
  readonly receivedAt: Instant;
  /** Given the text of the event as it was sent. */
  readonly newId: (sent: string) => string;
  readonly admit?: Admit;
  /** Whether a group call may name nobody, and say what its account is like alone. */
  readonly ofAccounts?: boolean;
};

/** All that reading one event needs besides the event. */
export type Reading = {
  /** The text the spans point into. */
  readonly text: string;
  readonly frame: Frame;
  readonly sentAt: Instant | null;
  /** The body's `context`, read. */
  readonly shared: JsonRecord | null;
  /** What properties say of it: read once, however many events share it. */
  readonly sharedWords: ContextWords;
  readonly arrival: Arrival;
};

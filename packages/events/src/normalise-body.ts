import { ok, type Outcome } from "@habitus/kernel";
import { type BatchSpans, type ItemSpans, scanBatch, scanSingle } from "./body-spans.ts";
import { readTime } from "./event-time.ts";
import { contextWords } from "./context-properties.ts";
import { exceedsBytes, isRecord, type JsonRecord } from "./fields.ts";
import type { Arrival, Dialect, Frame, Reading, Shape } from "./frame.ts";
import { memberSpans, type Span } from "./json-scan.ts";
import { LIMITS } from "./limits.ts";
import { normalisePosthog } from "./normalise-posthog.ts";
import { normaliseSegment } from "./normalise-segment.ts";
import type { DeadReason } from "./reasons.ts";
import { withReducedIps } from "./reduced-ip.ts";
import type { TrackedEvent } from "./tracked-event.ts";

/** A body that is JSON, with its text. */
export type Body = { readonly text: string; readonly root: unknown };

/** An event that is kept aside with its reason; with the frame of its body it can be read again. */
export type RejectedItem = {
  /** `batch[3]`; "" for a body that is one event, and for a whole batch. */
  readonly path: string;
  readonly reason: string;
  readonly detail: string;
  /** As sent, without the write key. For a whole batch: the list. */
  readonly text: string;
};

export type Taken = {
  readonly kind: "taken";
  readonly frame: Frame;
  readonly events: readonly TrackedEvent[];
  readonly rejected: readonly RejectedItem[];
  /** How many events were passed over on purpose, by reason. */
  readonly dropped: ReadonlyMap<string, number>;
};

/** A body out of which no event can be read: the sender is told and nothing is kept. */
export type Refused = {
  readonly kind: "refused";
  readonly reason: "not_an_object" | "no_batch" | "bad_batch_context" | "batch_context_too_large";
  readonly detail: string;
};

/** Null when the text is not JSON. */
export function parseBody(text: string): Body | null {
  try {
    return { text, root: JSON.parse(text) as unknown };
  } catch (error) {
    // The only thing JSON.parse throws for a text.
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

const KEY_MEMBERS = ["writeKey", "api_key", "token"] as const;

/** On paths that two dialects share: PostHog's bodies carry `api_key`, or events with `distinct_id`. */
export function bodyDialect(body: Body): Dialect {
  const { root } = body;
  if (isRecord(root) && typeof root["api_key"] === "string") return "posthog";
  const list = isRecord(root) ? root["batch"] : root;
  const first: unknown = Array.isArray(list) ? list[0] : root;
  return isRecord(first) && "distinct_id" in first && !("type" in first) ? "posthog" : "segment";
}

/** The write key a body names: Segment's `writeKey`, PostHog's `api_key` or, older, `token`. */
export function bodyWriteKey(body: Body): string | null {
  const root = Array.isArray(body.root) ? (body.root[0] as unknown) : body.root;
  if (!isRecord(root)) return null;
  for (const name of KEY_MEMBERS) {
    const key = root[name];
    if (typeof key === "string" && key !== "") return key;
  }
  return null;
}

/** What a path says of the bodies sent to it. */
export type Call = { readonly dialect: Dialect; readonly shape: Shape };

/** Reads every event of a body. A bad event never harms its neighbours: each is taken, dropped or kept aside on its own. */
export function normaliseBody(body: Body, call: Call, arrival: Arrival): Taken | Refused {
  const { text, root } = body;
  const list = listOf(root, call);
  const whole = isRecord(root) ? root : null;
  if (list === null) {
    if (whole === null) return refusal("not_an_object", "The body must be a JSON object.");
    const reading = readingOf(text, frameOf(whole, call), null, arrival);
    return take(reading, [root], [scanSingle(text)], () => "");
  }
  if (!Array.isArray(list)) return refusal("no_batch", `The body must hold a list under "batch".`);
  const spans = scanBatch(text);
  const shared = whole?.["context"] ?? null;
  const refused = refusedContext(shared, spans, text);
  if (refused !== null) return refused;
  const frame = {
    ...frameOf(whole, call),
    context: shared === null ? null : withReducedIps(cut(text, spans.context)),
  };
  if (list.length > limitOf(call.dialect)) return tooLong(list.length, frame, cut(text, spans.list));
  const reading = readingOf(text, frame, isRecord(shared) ? shared : null, arrival);
  return take(reading, list, spans.items, (index) => `batch[${index}]`);
}

/**
 * Reads again what was kept aside, with the rules in force now. `text` may have been edited since; a list is read as
 * a batch, however long it is.
 */
export function normaliseRejected(text: string, frame: Frame, arrival: Arrival): Taken | Refused {
  const body = parseBody(text);
  if (body === null) return refusal("not_an_object", "The text is not JSON.");
  const shared = frame.context === null ? null : (JSON.parse(frame.context) as unknown);
  const reading = readingOf(text, frame, isRecord(shared) ? shared : null, arrival);
  if (!Array.isArray(body.root)) return take(reading, [body.root], [scanSingle(text)], () => "");
  return take(reading, body.root, scanBatch(text).items, (index) => `batch[${index}]`);
}

/** The list a body holds, whatever it is; null when the body is one event. PostHog's paths take both, and bare lists. */
function listOf(root: unknown, call: Call): unknown {
  const list = isRecord(root) ? root["batch"] : undefined;
  if (call.dialect === "posthog") return Array.isArray(root) ? root : (list ?? null);
  return call.shape === "batch" ? (list ?? false) : null;
}

function frameOf(root: JsonRecord | null, { dialect, shape }: Call): Frame {
  const sentAt = dialect === "posthog" ? root?.["sent_at"] : root?.["sentAt"];
  const isTime = typeof sentAt === "string" || typeof sentAt === "number";
  const type = shape === "batch" || shape === "event" ? null : shape;
  return { dialect, type, sentAt: isTime ? sentAt : null, context: null };
}

function limitOf(dialect: Dialect): number {
  return dialect === "posthog" ? LIMITS.posthogBatchEvents : LIMITS.batchEvents;
}

function refusal(reason: Refused["reason"], detail: string): Refused {
  return { kind: "refused", reason, detail };
}

function cut(text: string, span: Span | null): string {
  return span === null ? "" : text.slice(span.from, span.to);
}

function refusedContext(shared: unknown, spans: BatchSpans, text: string): Refused | null {
  if (shared === null || spans.context === null) return null;
  if (!isRecord(shared)) return refusal("bad_batch_context", `The batch's "context" must be an object.`);
  return exceedsBytes(text, spans.context, LIMITS.batchContextBytes)
    ? refusal(
        "batch_context_too_large",
        `The batch's "context" is larger than ${LIMITS.batchContextBytes / 1024} KB.`,
      )
    : null;
}

function readingOf(text: string, frame: Frame, shared: JsonRecord | null, arrival: Arrival): Reading {
  return {
    text,
    frame,
    sentAt: frame.sentAt === null ? null : (readTime(frame.sentAt)?.at ?? null),
    shared,
    sharedWords: shared === null ? [] : contextWords((key) => shared[key]),
    arrival,
  };
}

/** The whole batch as one dead letter: its events were never looked at. */
function tooLong(count: number, frame: Frame, list: string): Taken {
  const detail = `The batch has ${count} events; ${limitOf(frame.dialect)} are taken.`;
  const rejected = [
    { path: "", reason: "batch_too_long" satisfies DeadReason, detail, text: withReducedIps(list) },
  ];
  return { kind: "taken", frame, events: [], rejected, dropped: new Map() };
}

function take(
  reading: Reading,
  items: readonly unknown[],
  spans: readonly ItemSpans[],
  pathOf: (index: number) => string,
): Taken {
  const events: TrackedEvent[] = [];
  const rejected: RejectedItem[] = [];
  const dropped = new Map<string, number>();
  for (let index = 0; index < spans.length; index++) {
    const span = spans[index] as ItemSpans;
    const outcome = normaliseItem(items[index], span, reading);
    if (outcome.kind === "ok") {
      for (const event of outcome.value) events.push(event);
    } else if (outcome.kind === "drop") {
      dropped.set(outcome.reason, (dropped.get(outcome.reason) ?? 0) + 1);
    } else {
      const text = withReducedIps(withoutKey(reading.text.slice(span.from, span.to), items[index]));
      rejected.push({ path: pathOf(index), reason: outcome.reason, detail: outcome.detail, text });
    }
  }
  return { kind: "taken", frame: reading.frame, events, rejected, dropped };
}

function normaliseItem(item: unknown, span: ItemSpans, reading: Reading): Outcome<readonly TrackedEvent[]> {
  if (reading.frame.dialect === "posthog") {
    const outcome = normalisePosthog(item, span, reading);
    return outcome.kind === "ok" ? admitAll(outcome.value, reading.arrival) : outcome;
  }
  const outcome = normaliseSegment(item, span, reading);
  return outcome.kind === "ok" ? admitAll([outcome.value], reading.arrival) : outcome;
}

/** The events of one item stay together: all come in, or it is kept aside. What is dropped takes nothing else with it. */
function admitAll(events: readonly TrackedEvent[], { admit }: Arrival): Outcome<readonly TrackedEvent[]> {
  if (admit === undefined) return ok(events);
  const admitted: TrackedEvent[] = [];
  let dropped: Extract<Outcome<never>, { kind: "drop" }> | null = null;
  for (const event of events) {
    const outcome = admit(event);
    if (outcome.kind === "dead") return outcome;
    if (outcome.kind === "drop") dropped = outcome;
    else admitted.push(outcome.value);
  }
  return dropped !== null && admitted.length === 0 ? dropped : ok(admitted);
}

/** Browser SDKs write the key into every event; keys are kept nowhere but with their source. */
function withoutKey(itemText: string, item: unknown): string {
  if (!isRecord(item) || KEY_MEMBERS.every((name) => !(name in item))) return itemText;
  const kept = memberSpans(itemText).filter((member) => !KEY_MEMBERS.some((name) => name === member.key));
  return `{${kept.map((member) => itemText.slice(member.from, member.to)).join(",")}}`;
}

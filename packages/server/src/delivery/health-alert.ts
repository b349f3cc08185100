import { formatInstant, type Instant } from "@habitus/kernel";
import { type Change, type Kv, put, remove, type Table } from "../platform/kv.ts";
import { Waiters } from "../log/waiters.ts";
import type { CarriedLog } from "./carried-log.ts";
import type { Message } from "./message.ts";

/** A finding of the health of segments that has appeared or is gone. */
export type HealthAlert = {
  readonly seq: number;
  readonly segment: string;
  /** Of the segment, when it was found. */
  readonly name: string;
  readonly kind: "appeared" | "gone";
  readonly code: string;
  readonly severity: string;
  readonly says: string;
  readonly todo: string;
  /** Key of the other segment it is about. */
  readonly other: string | null;
  /** Which event, line or field it is about, where a segment may have several of its kind; absent of alerts from before it was kept. */
  readonly subject?: string | null;
  readonly examinedAt: Instant;
};

export type NewHealthAlert = Omit<HealthAlert, "seq">;

/** Key: seq. */
const HEALTH_ALERTS: Table<HealthAlert> = { name: "health_alerts", version: 1 };
/** Key: none. The highest number given. */
const HEALTH_ALERT_HEAD: Table<{ readonly seq: number }> = { name: "health_alert_head", version: 1 };

/** Older ones are removed, also where a webhook that is paused has not come to them. */
const HEALTH_ALERTS_KEPT = 100_000;

/** The durable, ordered log of these. There is one writer. */
export type HealthAlertLog = CarriedLog<HealthAlert> & {
  /** Commits the changes together with what they give rise to. */
  commit(changes: readonly Change[], alerts: readonly NewHealthAlert[]): Promise<void>;
};

export function createHealthAlertLog(kv: Kv): HealthAlertLog {
  const waiters = new Waiters();
  const head = (): number => kv.get(HEALTH_ALERT_HEAD, [])?.seq ?? 0;
  return {
    head,
    read(after, limit) {
      return [...kv.range(HEALTH_ALERTS, { from: [after + 1], limit })].map(({ value }) => value);
    },
    async wait(after, timeoutMs) {
      if (head() <= after) await waiters.wait(after, timeoutMs);
    },
    async commit(changes, alerts) {
      const before = head();
      const added = alerts.map((alert, place): HealthAlert => ({ ...alert, seq: before + 1 + place }));
      const seq = before + added.length;
      const old = [...kv.range(HEALTH_ALERTS, { to: [Math.max(0, seq - HEALTH_ALERTS_KEPT) + 1] })];
      await kv.commit([
        ...changes,
        ...added.map((alert) => put(HEALTH_ALERTS, [alert.seq], alert)),
        ...old.map(({ key }) => remove(HEALTH_ALERTS, key)),
        ...(added.length === 0 ? [] : [put(HEALTH_ALERT_HEAD, [], { seq })]),
      ]);
      waiters.grown(seq);
    },
  };
}

/** One message for each, known by its number in the log. */
export function healthMessage({ seq, kind, examinedAt, subject = null, ...data }: HealthAlert): Message {
  const timestamp = formatInstant(examinedAt);
  const payload = { type: `health.${kind}`, timestamp, data: { ...data, subject, examinedAt: timestamp } };
  return { id: `health/${seq}`, body: JSON.stringify(payload) };
}

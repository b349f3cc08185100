import type { Actor } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Table } from "../platform/kv.ts";

/** What a webhook is sent: who enters and leaves segments, or what is found the matter with segments. */
export type WebhookLoad = "transitions" | "health";

/** What a person decides about a webhook. */
export type WebhookContent = {
  readonly name: string;
  readonly url: string;
  /** Keys of the segments of which it is told; null for all. */
  readonly segments: readonly string[] | null;
};

export const loadOf = ({ sends = "transitions" }: Pick<WebhookRecord, "sends">): WebhookLoad => sends;

/**
 * Why nothing is sent: somebody said so; the receiver is gone for good (410); it has failed for days; it refused too many; the secret that
 * signs was sealed with a key that is not here.
 */
export type PauseReason = "asked" | "gone" | "failing" | "too_many_refused" | "secret_unreadable";

export type WebhookRecord = WebhookContent & {
  /** Its place is one in the log of these, so it never changes. Absent of webhooks from before there was a choice: transitions. */
  readonly sends?: WebhookLoad;
  readonly id: string;
  readonly number: number;
  readonly sealedSecret: string;
  /** Null while it is active. What happens while it is paused is sent when it goes on. */
  readonly paused: PauseReason | null;
  readonly createdAt: Instant;
  readonly createdBy: Actor;
  readonly rev: number;
};

/** How far a webhook has come. */
export type WebhookPlace = {
  /** Everything up to this entry of its log was delivered, put aside or not asked for. */
  readonly seq: number;
  /** What was delivered or put aside behind it while the next one could not be; absent where nothing was. */
  readonly ahead?: readonly number[];
  /** Since when nothing could be delivered; null while deliveries succeed. */
  readonly failingSince: Instant | null;
};

/** What the receiver refused for good. */
export type PutAside = {
  readonly seq: number;
  /** Id of the message. */
  readonly transitionId: string;
  readonly segment: string;
  /** What was sent, byte for byte. */
  readonly body: string;
  readonly error: string;
  readonly attempts: number;
  readonly at: Instant;
};

/** Key: number. */
export const WEBHOOKS: Table<WebhookRecord> = { name: "webhooks", version: 1 };
/** Key: number. */
export const WEBHOOK_PLACES: Table<WebhookPlace> = { name: "webhook_places", version: 1 };
/** Key: number, seq. */
export const WEBHOOK_ASIDE: Table<PutAside> = { name: "webhook_aside", version: 1 };
/** Key: none. The highest number given. */
export const WEBHOOK_NUMBERS: Table<{ readonly last: number }> = { name: "webhook_numbers", version: 1 };

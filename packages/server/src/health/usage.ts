import type { Instant } from "@habitus/kernel";
import { segmentsReadBy } from "@habitus/segments";
import { loadOf, type WebhookRecord } from "../delivery/webhook.ts";
import type { SegmentRecord, SegmentStore } from "../segments/segment-store.ts";
import type { SegmentUser } from "../segments/segment-users.ts";
import type { Acting, Usage } from "./findings.ts";
import type { SegmentUses } from "./segment-uses.ts";

/** What tells of the use of a segment. */
export type UsageDeps = {
  readonly webhooks: () => readonly WebhookRecord[];
  readonly segments: Pick<SegmentStore, "list" | "users">;
  readonly now: () => Instant;
};

export function usageOf(deps: UsageDeps, uses: SegmentUses, { key, createdAt }: SegmentRecord): Usage {
  return {
    since: Math.max(createdAt, uses.lastRead(key) ?? 0, uses.since() ?? deps.now()),
    usedBy: [...webhooksSent(deps, key), ...usersOf(deps, key)].map(({ name }) => name),
  };
}

/** What could have been done with its people, by itself and by the segments that name it, however far away. */
export function actingOf(deps: UsageDeps, uses: SegmentUses, segment: SegmentRecord): Acting {
  const { key, createdAt } = segment;
  const direct = segmentsReading(deps, key);
  const begun = uses.takingsSince() ?? deps.now();
  return {
    since: Math.max(createdAt, uses.lastTaken(key) ?? 0, begun),
    webhooks: carrying(deps, key),
    actingReaders: direct
      .filter((reader) => isActedOn(deps, uses, reader, new Set([key])))
      .map(({ name }) => name),
    readers: usersOf(deps, key).map(({ name }) => name),
    lastLooked: uses.lastRead(key),
  };
}

function isActedOn(deps: UsageDeps, uses: SegmentUses, { key }: SegmentRecord, seen: Set<string>): boolean {
  if (seen.has(key)) return false;
  seen.add(key);
  if (uses.lastTaken(key) !== null || carrying(deps, key).length > 0) return true;
  return segmentsReading(deps, key).some((reader) => isActedOn(deps, uses, reader, seen));
}

function usersOf({ segments }: UsageDeps, key: string): readonly SegmentUser[] {
  return segments.users().get(key) ?? [];
}

function segmentsReading({ segments }: UsageDeps, key: string): readonly SegmentRecord[] {
  return segments
    .list()
    .filter((other) => other.key !== key && segmentsReadBy(other.definition).includes(key));
}

function webhooksSent({ webhooks }: UsageDeps, key: string): readonly WebhookRecord[] {
  return webhooks()
    .filter((webhook) => loadOf(webhook) === "transitions")
    .filter(({ segments }) => segments === null || segments.includes(key));
}

/** Those that were asked for this segment by name, and would be sent nothing more of it. */
export function webhooksNaming(webhooks: readonly WebhookRecord[], key: string): readonly WebhookRecord[] {
  return webhooks.filter(
    (webhook) => loadOf(webhook) === "transitions" && webhook.segments?.includes(key) === true,
  );
}

/** A webhook that is paused carries nothing. */
const carrying = (deps: UsageDeps, key: string): readonly string[] =>
  webhooksSent(deps, key)
    .filter(({ paused }) => paused === null)
    .map(({ name }) => name);

import { DAY_MS } from "@habitus/kernel";
import { parseDefinition } from "@habitus/segments";
import { expect, test } from "vitest";
import type { WebhookRecord } from "../delivery/webhook.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import type { SegmentRecord } from "../segments/segment-store.ts";
import { usersBySegment } from "../segments/segment-users.ts";
import { createSegmentUses } from "./segment-uses.ts";
import { actingOf, usageOf } from "./usage.ts";

function segment(key: string, text: string): SegmentRecord {
  const parsed = parseDefinition(text);
  if (parsed.kind === "refused") throw new Error(text);
  return { key, name: key.toUpperCase(), createdAt: 0, definition: parsed.definition } as SegmentRecord;
}

const ALL = [
  segment("base", "did x"),
  segment("mail", 'in segment "base" and did y'),
  segment("late", 'in segment "mail"'),
];
const base = ALL[0] as SegmentRecord;

async function world(webhooks: readonly Partial<WebhookRecord>[] = []) {
  const clock = { at: DAY_MS };
  const now = () => clock.at;
  const uses = createSegmentUses({ kv: createMemoryKv(), now });
  await uses.begin();
  const deps = {
    webhooks: () => webhooks as readonly WebhookRecord[],
    segments: {
      list: () => ALL,
      users: () => usersBySegment({ segments: ALL, scores: [], ratings: [] }),
    },
    now,
  };
  return { clock, uses, acting: () => actingOf(deps, uses, base), usage: () => usageOf(deps, uses, base) };
}

test("a segment is acted on where its people, or those of a segment that names it, were taken along", async () => {
  const { clock, uses, acting, usage } = await world();
  expect(acting()).toEqual({
    since: DAY_MS,
    webhooks: [],
    actingReaders: [],
    readers: ["MAIL"],
    lastLooked: null,
  });
  expect(usage()).toEqual({ since: DAY_MS, usedBy: ["MAIL"] });
  clock.at = 10 * DAY_MS;
  await uses.note("base");
  expect(acting()).toMatchObject({ since: DAY_MS, lastLooked: 10 * DAY_MS });
  // Two segments away.
  await uses.noteTaken("late");
  expect(acting().actingReaders).toEqual(["MAIL"]);
  await uses.noteTaken("base");
  expect(acting().since).toBe(10 * DAY_MS);
});

test("a webhook that is paused carries nothing", async () => {
  const webhook = { name: "CRM", segments: ["base"], paused: null } as const;
  expect((await world([webhook])).acting().webhooks).toEqual(["CRM"]);
  const paused = { ...webhook, paused: "failing" } as unknown as WebhookRecord;
  expect((await world([paused])).acting().webhooks).toEqual([]);
  expect((await world([{ ...webhook, segments: ["mail"] }])).acting().actingReaders).toEqual(["MAIL"]);
});

import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { jsonObjectSchema, nextSchema, timeSchema } from "./common.ts";
import { jobSchema } from "./jobs.ts";
import { workspaceSchema } from "./workspace.ts";

const eventNameSchema = z
  .object({ name: z.string(), count: z.int(), lastSeen: timeSchema.nullable() })
  .meta({ id: "EventName" });

export const eventNamesSchema = z.object({ names: z.array(eventNameSchema) });

export const liveEventSchema = z
  .object({
    id: z.string(),
    type: z.enum(["track", "identify", "page", "screen", "group", "alias"]),
    name: z.string(),
    time: timeSchema,
    receivedAt: timeSchema,
    userId: z.string().nullable(),
    anonymousId: z.string().nullable(),
    properties: jsonObjectSchema,
    traits: jsonObjectSchema,
    source: z.string(),
  })
  .meta({ id: "LiveEvent" });

export const recentEventsSchema = z.object({
  events: z.array(liveEventSchema).meta({
    description: "Newest first, by when they came in. Traits of calls that only said some are not in it.",
  }),
  head: z.int().meta({ description: "The log record up to which they are told." }),
  next: nextSchema.meta({ description: "Give it as `before` for older events; null at the oldest." }),
  lookedTo: timeSchema.nullable().meta({
    description: "Where it did not look further back; null where it found as many as asked for, or all.",
  }),
});

export const liveGapSchema = z
  .object({
    events: z.int().meta({ description: "Matching events that this stream was too slow to take." }),
    calls: z.int().meta({
      description:
        "Calls of senders passed over unread because too many came at once; each may hold many events.",
    }),
  })
  .meta({ id: "LiveGap", description: "What was not shown since the last event; nothing of it is lost." });

const deadLetterFields = {
  id: z.string(),
  reason: z.string().meta({ description: "Stable code." }),
  detail: z.string().meta({ description: "The sentence for a person." }),
  path: z.string().meta({ description: "Where in its batch it stood; empty for a call of its own." }),
  receivedAt: timeSchema,
  source: z.string(),
  chars: z.int().meta({ description: "Length of the whole payload." }),
  replayedAt: timeSchema.nullable(),
};

export const deadLetterSchema = z
  .object({
    ...deadLetterFields,
    payload: z.string().meta({
      description:
        "What was sent, without the write key. In lists only its beginning; `chars` tells the whole.",
    }),
  })
  .meta({ id: "DeadLetter" });

export const deadLetterPageSchema = z.object({
  deadLetters: z.array(deadLetterSchema),
  reasons: z
    .array(z.object({ reason: z.string(), count: z.int() }))
    .meta({ description: "How many are kept per reason." }),
  next: nextSchema,
});

export const replayRequestSchema = z
  .strictObject({
    payload: z.string().min(1).optional().meta({
      description: "What is read in place of what was sent: the call, or the batch, as JSON text.",
    }),
  })
  .optional()
  .meta({ id: "ReplayRequest" });

export const replayAllRequestSchema = z
  .strictObject({
    reason: z
      .string()
      .min(1)
      .max(LIMITS.idLength)
      .optional()
      .meta({ description: "Only those refused for this." }),
  })
  .optional()
  .meta({ id: "ReplayAllRequest" });

export const replaySchema = z
  .object({
    accepted: z.int(),
    rejected: z.array(z.object({ reason: z.string(), detail: z.string() })),
    dropped: z
      .array(z.object({ reason: z.string(), detail: z.string(), count: z.int() }))
      .meta({ description: "What is passed over on purpose; a dead letter of nothing else is done with." }),
  })
  .meta({ id: "Replay", description: "What became of the events in the dead letter." });

const stageSchema = z
  .object({
    name: z.string().meta({ examples: ["pipeline", "store"] }),
    ready: z.boolean(),
    position: z.int(),
    lag: z.int().meta({ description: "Log records not yet worked off." }),
    lagMs: z.number().meta({ description: "Age of the oldest such record." }),
    detail: z.string().nullable(),
  })
  .meta({ id: "Stage" });

export const overviewSchema = z
  .object({
    workspace: workspaceSchema,
    now: timeSchema.meta({ description: "The logical now segments are counted for." }),
    totals: z.object({
      events: z.int().nullable().meta({
        description: "All calls that were taken in: events, and identify, group and alias calls.",
      }),
      people: z.int().nullable(),
      segments: z.int(),
      deadLetters: z.int(),
    }),
    lastEventAt: timeSchema.nullable().meta({ description: "Time of the latest event." }),
    storeProblem: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: "Why the event store cannot be asked now; the figures from it are null then." }),
    stages: z.array(stageSchema),
    demo: z.object({
      state: z.enum(["none", "running", "loaded", "failed", "removing", "removed"]),
      events: z.int().nullable().meta({
        description: "How many of the events are the demo's; null while the event store cannot be asked.",
      }),
      job: jobSchema.nullable().meta({
        description:
          "The newest demo import, and from `removing` on the newest removal; null where its record is gone.",
      }),
    }),
    version: z.string(),
  })
  .meta({ id: "Overview" });

export type EventName = z.infer<typeof eventNameSchema>;
export type RecentEvents = z.infer<typeof recentEventsSchema>;
export type LiveEvent = z.infer<typeof liveEventSchema>;
export type DeadLetter = z.infer<typeof deadLetterSchema>;
export type Replay = z.infer<typeof replaySchema>;
export type Stage = z.infer<typeof stageSchema>;
export type Overview = z.infer<typeof overviewSchema>;

import { z } from "zod";
import { TRANSITION_KINDS } from "../choices.ts";
import { dateSchema, timeSchema } from "./common.ts";
import { personIdSchema } from "./people.ts";
import { segmentKeySchema } from "./segments.ts";

export const transitionSchema = z
  .object({
    id: z.string().meta({
      description: "The same over every crash and repetition: by it a receiver tells a repeated one.",
      examples: ["vip.3.p123.1"],
    }),
    seq: z.int().meta({ description: "Its place in the log, without gaps." }),
    segment: segmentKeySchema,
    version: z.int().meta({ description: "The version of the segment's definition." }),
    person: z.string().meta({ examples: ["p123"] }),
    ids: z.array(personIdSchema).meta({
      description:
        "What the person was known by at that moment; in lists, streams and webhooks without ids that may not be told for the segment's purpose.",
    }),
    n: z.int().meta({
      description:
        "Counts the transitions of this person and segment from 1: odd ones enter, even ones leave.",
    }),
    kind: z.enum(TRANSITION_KINDS),
    at: timeSchema.meta({
      description:
        "When the truth changed: where time decided, the deadline itself, not when it was noticed.",
    }),
    recordedAt: timeSchema.meta({ description: "The logical now of the record that made it; never falls." }),
    cause: z
      .enum([
        "event",
        "consent",
        "time",
        "merge",
        "correction",
        "definition",
        "refresh",
        "resumed",
        "deleted",
        "erase",
        "retention",
      ])
      .meta({
        description:
          "What changed it: an event or trait; what they allow; time alone; people that became one; something late or taken back; the definition; a threshold that was worked out anew; whatever had come while the segment was paused; the end of the segment; the person was erased; events were older than they are kept.",
      }),
    evidence: z.object({
      offset: z.int().meta({ description: "The log record that made it." }),
      eventId: z
        .string()
        .nullable()
        .meta({ description: "The messageId of the event that decided, if one did." }),
    }),
  })
  .meta({ id: "Transition" });

const decidingEventSchema = z.object({ offset: z.int(), eventId: z.string(), name: z.string() });

export const transitionPageSchema = z.object({
  transitions: z.array(transitionSchema).meta({ description: "In the order that was asked for." }),
  events: z.array(decidingEventSchema).meta({
    description:
      "What the events are called that decided, by `offset` and `eventId` of the transitions' evidence. Without those that the event store does not have, or not yet.",
  }),
  head: z.string().meta({
    description:
      "The place of the newest of all: give it to the stream as `after` to be told what comes behind this page.",
  }),
  next: z.string().meta({ description: "Give it as `after` to go on, also when there is nothing new yet." }),
});

export const movementsSchema = z
  .object({
    from: dateSchema,
    to: dateSchema,
    days: z
      .array(z.object({ day: dateSchema, entered: z.int(), left: z.int() }))
      .meta({ description: "Every day of the span, in its order." }),
    took_ms: z.number(),
  })
  .meta({
    id: "Movements",
    description:
      "Entries and exits, each counted: who comes twice on a day counts twice. Days of the workspace's zone, by when the truth changed.",
  });

export type Movements = z.infer<typeof movementsSchema>;
export type DecidingEvent = z.infer<typeof decidingEventSchema>;
export type Transition = z.infer<typeof transitionSchema>;

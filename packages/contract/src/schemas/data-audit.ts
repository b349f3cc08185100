import { z } from "zod";
import { VALUE_KINDS } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { nextSchema, timeSchema } from "./common.ts";
import { markSchema } from "./data-marks.ts";
import { definitionProblemSchema, segmentKeySchema } from "./segments.ts";

const segmentsSchema = z.array(segmentKeySchema).meta({
  description: "Segments that read it, those that contain such segments included.",
});

const kindSchema = z.enum(VALUE_KINDS).meta({
  description: "`number_text` is text that reads as a number, `time_text` text that begins as an ISO date.",
});

const auditedEventSchema = z
  .object({
    name: z.string(),
    events: z.int(),
    firstSeen: timeSchema,
    lastSeen: timeSchema,
    recent: z.int().meta({ description: "Events of the 7 days up to the workspace's now." }),
    before: z.int().meta({ description: "Events of the 28 days before these." }),
    volume: z.enum(["none", "stopped", "dropped", "risen"]).meta({
      description:
        "The newest 7 days against a fourth of the 28 before: none of them, less than half, more than double; judged from 20 events a week on.",
    }),
    mark: markSchema.nullable(),
    segments: segmentsSchema,
  })
  .meta({ id: "AuditedEvent" });

const auditedFieldSchema = z
  .object({
    name: z.string(),
    filled: z.int().meta({ description: "Looked-at events with a value; null and empty text are none." }),
    share: z.number().meta({ description: "Of the events whose fields could be looked at." }),
    kinds: z.record(kindSchema, z.int()).meta({ description: "How many values are of which kind." }),
    kind: kindSchema.meta({ description: "What most values are." }),
    invalid: z.int().meta({ description: "Values that cannot be read as what most of them are." }),
    outOfRange: z.object({ count: z.int(), from: z.number(), to: z.number() }).nullable().meta({
      description:
        "Numbers further beyond the quartiles than three times their distance, and these bounds. Null where the quartiles are one number.",
    }),
    distinct: z.int().meta({ description: "Different values, told apart by a hash of 64 bits." }),
    top: z.array(z.object({ value: z.string(), count: z.int() })).meta({
      description: "Most frequent values as JSON texts, cut after 200 bytes.",
    }),
    firstSeen: timeSchema,
    lastSeen: timeSchema,
    mark: markSchema.nullable(),
    missing: z.int().meta({
      description: "Of a mandatory field: looked-at events without a value. 0 for others.",
    }),
    segments: segmentsSchema,
  })
  .meta({ id: "AuditedField" });

export const auditedEventsSchema = z.object({
  events: z.array(auditedEventSchema),
  missing: z.array(z.string()).meta({
    description: "Mandatory events that did not come in the 7 days up to the workspace's now.",
  }),
  next: nextSchema,
});

export const auditedFieldsSchema = z
  .object({
    event: z.string(),
    looked: z.int().meta({
      description: `How many events all figures of fields are about: the newest, at most ${LIMITS.auditedEvents}.`,
    }),
    unread: z.int().meta({
      description:
        "Of these, whose properties the event store cannot look into exactly (numbers of 16 digits and more, keys twice); they are left out.",
    }),
    duplicates: z.int().meta({
      description:
        "Of these, how many say the same of the same id at the same instant under another message id.",
    }),
    fields: z.array(auditedFieldSchema),
    missing: z.array(z.string()).meta({ description: "Mandatory fields that none of these events has." }),
    next: nextSchema,
  })
  .meta({ id: "AuditedFields" });

export const segmentWarningsSchema = z.object({
  warnings: z.array(
    z
      .object({
        event: z.string(),
        field: z.string().nullable(),
        code: z
          .enum([
            "stopped",
            "dropped",
            "risen",
            "missing_field",
            "mixed_values",
            "kept_shorter",
            "not_kept",
            "against_plan",
          ])
          .meta({
            description:
              "The event comes no more, much less or much more often; no event has the field; more than 5 % of its values are of another kind than most; the segment looks further back than the event is kept; what it reads is marked as unnecessary; values are not as the tracking plan says.",
          }),
        figures: z.record(z.string(), z.number()),
      })
      .meta({ id: "DataWarning" }),
  ),
  meaning: z.array(definitionProblemSchema).meta({
    description: "What the segment says that is probably not meant: its own `warnings`.",
  }),
});

export type AuditedEvent = z.infer<typeof auditedEventSchema>;
export type AuditedField = z.infer<typeof auditedFieldSchema>;
export type DataWarning = z.infer<typeof segmentWarningsSchema>["warnings"][number];

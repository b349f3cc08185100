import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { actorSchema, timeSchema } from "./common.ts";

const TYPES = ["string", "number", "integer", "boolean", "object", "array", "null"] as const;
const typeSchema = z.enum(TYPES);
const text = z.string().max(LIMITS.schemaText);
const count = z.int().min(0);

/** Depth, the number of properties and patterns are checked with the whole; see `docs/tracking-plan.md`. */
export const eventSchemaSchema = z
  .strictObject({
    $schema: text.optional(),
    title: text.optional(),
    description: text.optional(),
    type: z.union([typeSchema, z.array(typeSchema).min(1).max(TYPES.length)]).optional(),
    enum: z
      .array(z.union([text, z.number(), z.boolean(), z.null()]))
      .min(1)
      .max(LIMITS.schemaValues)
      .optional(),
    get properties() {
      return z.record(text.min(1), eventSchemaSchema).optional();
    },
    required: z.array(text.min(1)).max(LIMITS.schemaValues).optional(),
    additionalProperties: z.boolean().optional(),
    get items() {
      return eventSchemaSchema.optional();
    },
    minItems: count.optional(),
    maxItems: count.optional(),
    minLength: count.optional(),
    maxLength: count.optional(),
    pattern: text.optional(),
    format: z.enum(["date-time", "date", "email"]).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    exclusiveMinimum: z.number().optional(),
    exclusiveMaximum: z.number().optional(),
  })
  .meta({
    id: "EventSchema",
    description:
      "JSON Schema of the properties of an event (of the traits for `$identify` and `$group`), with these keywords alone: nothing can be referred to. Patterns that could take long are refused.",
  });

const modeSchema = z.enum(["count", "refuse"]).meta({
  description:
    "What becomes of events that are not as the schema says: they come in and are counted, or they are kept aside as dead letters with the reason `against_plan`, to be replayed.",
});

export const recentSchema = z
  .object({ day: z.int(), week: z.int() })
  .meta({ id: "RecentCount", description: "In the hour that has begun and the 23, or 167, before it." });

const plannedFields = {
  event: z.string(),
  mode: modeSchema,
  version: z.int(),
  rev: z.int(),
  updatedAt: timeSchema,
  updatedBy: actorSchema,
};

export const plannedEventSchema = z
  .object({ ...plannedFields, schema: eventSchemaSchema })
  .meta({ id: "PlannedEvent" });

export const trackingPlanSchema = z.object({
  events: z.array(
    z
      .object({
        ...plannedFields,
        fields: z.int().meta({ description: "Properties that the schema names, the innermost not counted." }),
        violations: recentSchema.meta({
          description: "Events that were not as planned, refused ones included.",
        }),
      })
      .meta({ id: "PlannedEventSummary" }),
  ),
});

export const planEditSchema = z
  .strictObject({ schema: eventSchemaSchema, mode: modeSchema.default("count"), rev: z.int().min(0) })
  .meta({ id: "PlanEdit" });

export const planVersionsSchema = z.object({ versions: z.array(plannedEventSchema) });

export const planDraftSchema = z.object({
  schema: eventSchemaSchema,
  looked: z.int().meta({
    description: `How many events it was drafted from: the newest, at most ${LIMITS.auditedEvents}.`,
  }),
});

const caseSchema = z
  .object({
    at: timeSchema,
    deadLetter: z.string().nullable().meta({ description: "Id of the dead letter, where it was refused." }),
    event: z
      .object({
        id: z.string(),
        time: timeSchema,
        person: z.string().nullable().meta({ description: "Id of the person." }),
        properties: z.record(z.string(), z.unknown()),
      })
      .nullable()
      .meta({ description: "The event, where it came in and is still kept." }),
  })
  .meta({ id: "ViolationCase" });

export const violationsSchema = z.object({
  events: recentSchema,
  violations: z.array(
    z
      .object({
        path: z
          .string()
          .meta({ description: "Such as `products[].price`; empty for the properties as a whole." }),
        rule: z.string().meta({ description: "The keyword of the schema." }),
        says: z.string(),
        day: z.int(),
        week: z.int(),
        cases: z.array(caseSchema).meta({ description: "The newest five." }),
      })
      .meta({ id: "Violation" }),
  ),
});

export type EventSchema = z.infer<typeof eventSchemaSchema>;
export type PlannedEvent = z.infer<typeof plannedEventSchema>;
export type PlannedEventSummary = z.infer<typeof trackingPlanSchema>["events"][number];
export type Violation = z.infer<typeof violationsSchema>["violations"][number];
export type ViolationCase = z.infer<typeof caseSchema>;

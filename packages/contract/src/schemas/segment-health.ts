import { z } from "zod";
import { HEALTH_SEVERITIES } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { actorSchema, timeSchema } from "./common.ts";
import { segmentKeySchema } from "./segments.ts";

const severitySchema = z.enum(HEALTH_SEVERITIES).meta({
  id: "HealthSeverity",
  description:
    "`serious`: it does not do what it is for; `warning`: somebody should decide; `hint`: good to know.",
});

const peopleSchema = z.string().nullable().meta({
  description:
    "A definition of the people behind it, as a sentence to open; null where there are none to show.",
});

const codeSchema = z.enum([
  "review_overdue",
  "empty",
  "too_small",
  "nearly_everyone",
  "hidden_split",
  "redundant",
  "unknown_input",
  "silent_event",
  "drifted",
  "size_unchanged",
  "size_jumped",
  "old_definition",
  "unused",
  "never_acted",
]);
const otherSchema = z.string().nullable().meta({ description: "Key of the other segment it is about." });

const findingFields = {
  code: codeSchema,
  severity: severitySchema,
  figure: z.number().meta({ description: "The number that decided, in the unit that `says` names." }),
  says: z.string(),
  todo: z.string().meta({ description: "What to do about it." }),
  people: peopleSchema,
  other: otherSchema,
};

const findingSchema = z.object(findingFields).meta({ id: "HealthFinding" });

const traceFields = {
  kind: z.enum(["event", "trait", "item"]).meta({
    description: "An event of the last 30 days, a trait's value, or a value in an event's properties.",
  }),
  name: z.string().meta({ description: "The event or the trait." }),
  path: z.array(z.string()).meta({ description: "Of an item: where in the event its value stands." }),
  value: z.string().nullable().meta({ description: "Null of an event." }),
  called: z.string().nullable().meta({
    description: "What the item catalogue calls the item that the value is the id of; null of all else.",
  }),
  inside: z.int().meta({ description: "People inside who have it." }),
  everybody: z.int().meta({ description: "Of all people the segment's purpose may look at." }),
};

const apartTraceSchema = z
  .object({
    ...traceFields,
    lift: z.number().meta({ description: "How much likelier people inside have it than everybody." }),
    low: z.number().meta({ description: "Its interval of 95%." }),
    high: z.number(),
    p: z.number().meta({ description: "Adjusted for all that was compared (Benjamini and Hochberg)." }),
    people: peopleSchema,
  })
  .meta({ id: "ApartTrace" });

const apartFields = {
  inside: z.int(),
  everybody: z.int(),
  compared: z.int().meta({ description: "Events, values and items that were compared." }),
  notAllowed: z
    .array(z.string())
    .meta({ description: "What was not read, because it may not be for the segment's purpose." }),
  more: z.array(apartTraceSchema).meta({ description: "Commoner inside, the most telling first." }),
  fewer: z.array(apartTraceSchema).meta({ description: "Rarer inside, the most telling first." }),
};

const sideSchema = z.object({ people: z.int(), reached: z.int() });

const splitSchema = z
  .object({
    trace: z.object(traceFields),
    people: peopleSchema,
    having: sideSchema.meta({
      description: "Those inside who have it, and how many of them reached the goal.",
    }),
    others: sideSchema,
    points: z.number().meta({ description: "Percentage points between the two rates." }),
    low: z.number(),
    high: z.number(),
    p: z.number().meta({ description: "Adjusted for all splits that were tried." }),
  })
  .meta({ id: "HealthSplit" });

const staysSchema = z
  .object({
    stays: z.int(),
    ended: z.int(),
    medianDays: z.number().nullable().meta({ description: "Null while more than half go on." }),
    after: z.array(z.object({ days: z.int(), share: z.number(), low: z.number(), high: z.number() })),
  })
  .meta({
    id: "HealthStays",
    description: "How long people stay (Kaplan-Meier), of stays that began by something that happened.",
  });

export const healthReportSchema = z
  .object({
    segment: segmentKeySchema,
    version: z.int().meta({ description: "The definition version it is about." }),
    at: timeSchema.meta({ description: "As of this logical now." }),
    examinedAt: timeSchema,
    size: z.int().nullable(),
    people: z.int().nullable().meta({ description: "All people the segment's purpose may look at." }),
    findings: z.array(findingSchema).meta({ description: "Worst first." }),
    goal: z
      .object({
        event: z.string(),
        people: z.int().meta({ description: "Who was inside 30 days ago." }),
        reached: z.int().meta({ description: "Who of them did it since." }),
      })
      .nullable(),
    splits: z.array(splitSchema).meta({ description: "The widest first." }),
    overlaps: z
      .array(z.object({ segment: z.string(), both: z.int(), other: z.int(), jaccard: z.number() }))
      .meta({ description: "The nearest ten of the live segments." }),
    drifts: z
      .array(
        z.object({
          line: z.string(),
          index: z.number().meta({ description: "Population stability index against 30 days ago." }),
          byChance: z.number().meta({ description: "What chance alone would give on average." }),
        }),
      )
      .meta({ description: "Of each line of the definition, how its spread among everybody has moved." }),
    stays: staysSchema.nullable(),
    skipped: z
      .array(z.object({ part: z.string(), why: z.string() }))
      .meta({ description: "What could not be looked at." }),
  })
  .meta({ id: "SegmentHealth" });

const jobIdSchema = z.string().nullable().meta({ description: "The job that is examining now." });

export const segmentHealthSchema = z.object({
  report: healthReportSchema.nullable().meta({ description: "Null before the first examination." }),
  aside: z
    .array(z.object({ code: codeSchema, other: otherSchema }))
    .meta({ description: "Which of its findings are put aside until they change." }),
  job: jobIdSchema,
});

export const segmentApartSchema = z.object({
  apart: z
    .object({ at: timeSchema, examinedAt: timeSchema, version: z.int(), ...apartFields })
    .nullable()
    .meta({ description: "Of the newest examination; null before the first." }),
  job: jobIdSchema,
});

export const healthListSchema = z.object({
  segments: z.array(
    z.object({
      segment: z.string(),
      version: z.int(),
      examinedAt: timeSchema,
      worst: severitySchema
        .nullable()
        .meta({ description: "Null where nothing is the matter that is not put aside." }),
      findings: z.int(),
    }),
  ),
  round: z
    .object({ startedAt: timeSchema, finishedAt: timeSchema, segments: z.int() })
    .nullable()
    .meta({ description: "The newest examination of all segments." }),
  job: jobIdSchema,
});

export const examineRequestSchema = z.strictObject({
  segments: z.array(segmentKeySchema).min(1).max(LIMITS.healthSegments).optional().meta({
    description: "Only these; without it all.",
  }),
});

const eventSchema = z.string().min(1).max(LIMITS.idLength);
const daysSchema = z.int().min(1).max(3_650);

const settingsFields = {
  goalEvent: eventSchema
    .nullable()
    .meta({ description: "The event all segments are for, unless `goalEvents` says otherwise." }),
  goalEvents: z
    .record(segmentKeySchema, eventSchema)
    .refine((goals) => Object.keys(goals).length <= LIMITS.healthSegments, "has too many segments")
    .meta({ description: "By segment key." }),
  effectPoints: z.number().min(0.1).max(50).meta({
    description: "An effect of so many percentage points should be noticed.",
  }),
  overlapLimit: z.number().min(0.1).max(1).meta({
    description: "Two segments are one too many when so much of either is in both.",
  }),
  unusedDays: daysSchema,
  staleDays: daysSchema,
  quietDays: daysSchema.meta({ description: "An event that has not come for so long no longer comes." }),
};

export const healthSettingsSchema = z
  .object({ ...settingsFields, rev: z.int().meta({ description: "0 until first set." }) })
  .meta({ id: "HealthSettings" });
export const healthSettingsEditSchema = z
  .strictObject({ rev: z.int().min(0), ...settingsFields })
  .meta({ id: "HealthSettingsEdit" });

export type HealthFinding = z.infer<typeof findingSchema>;
export type HealthReport = z.infer<typeof healthReportSchema>;
export type HealthSettings = z.infer<typeof healthSettingsSchema>;
export type SegmentApart = NonNullable<z.infer<typeof segmentApartSchema>["apart"]>;
export type HealthList = z.infer<typeof healthListSchema>;

export const openFindingsSchema = z.object({
  findings: z
    .array(
      z
        .object({
          segment: segmentKeySchema,
          ...findingFields,
          since: timeSchema.meta({ description: "The examination that found it first." }),
          aside: z
            .object({ by: actorSchema, at: timeSchema })
            .nullable()
            .meta({ description: "Who has put it aside until it changes." }),
        })
        .meta({ id: "OpenHealthFinding" }),
    )
    .meta({ description: "Worst first." }),
  counts: z.object({ serious: z.int(), warning: z.int(), hint: z.int() }).meta({
    description: "Of all that are open and not put aside, not only of those listed.",
  }),
  aside: z.int().meta({ description: "How many more are put aside." }),
});

export const findingsAsideSchema = z
  .strictObject({
    findings: z
      .array(z.strictObject({ segment: segmentKeySchema, code: codeSchema, other: otherSchema }))
      .min(1)
      .max(LIMITS.healthSegments),
    aside: z.boolean().meta({ description: "False brings them back." }),
  })
  .meta({ id: "FindingsAside" });

export type OpenFindings = z.infer<typeof openFindingsSchema>;

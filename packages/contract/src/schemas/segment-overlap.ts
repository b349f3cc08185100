import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { cursorSchema, timeSchema } from "./common.ts";
import { askedFor, definitionInputSchema, memberPageFields, segmentKeySchema } from "./segments.ts";

const segmentsSchema = z
  .array(segmentKeySchema)
  .min(2)
  .max(LIMITS.overlapSegments)
  .refine((keys) => new Set(keys).size === keys.length, "must not name a segment twice");

export const overlapRequestSchema = z.strictObject({ segments: segmentsSchema });

export const overlapSchema = z
  .object({
    at: timeSchema.meta({ description: "All counts are of one place of the log, whose time this is." }),
    people: z.int().meta({ description: "In any of them." }),
    segments: z.array(z.object({ key: z.string(), size: z.int() })),
    combinations: z
      .array(
        z.object({
          segments: z.array(z.string()),
          exactly: z.int().meta({ description: "People who are in these and in none of the others." }),
          inAll: z.int().meta({ description: "People who are in these, whatever else they are in." }),
        }),
      )
      .meta({ description: "Every combination, those of few segments first." }),
    took_ms: z.number(),
  })
  .meta({
    id: "SegmentOverlap",
    description: "Who is in a segment is who allows its own purpose too, as everywhere.",
  });

export const overlapMembersRequestSchema = z.strictObject({
  segments: segmentsSchema,
  in: z.array(segmentKeySchema).min(1).meta({ description: "The combination: some of `segments`." }),
  exactly: z.boolean().optional().meta({
    default: true,
    description: "Only who is in none of the other segments.",
  }),
  after: cursorSchema.optional(),
  limit: z.int().min(1).max(LIMITS.overlapPeople).optional().meta({ default: LIMITS.overlapPeople }),
});

export const overlapMembersSchema = z.object(memberPageFields).meta({ id: "OverlapMembers" });

export const similarRequestSchema = z
  .strictObject({
    definition: definitionInputSchema,
    purpose: askedFor,
    except: segmentKeySchema.optional().meta({ description: "The segment that is edited." }),
  })
  .meta({ id: "SimilarRequest" });

export const similarSchema = z
  .object({
    at: timeSchema,
    count: z.int().meta({ description: "People the definition holds for." }),
    limit: z.number().meta({
      description: "From this share on two segments are one too many, as the settings of segment health say.",
    }),
    isCompared: z.boolean().meta({
      description: `False where the definition holds for more than ${LIMITS.comparedPeople} people: then nothing was compared.`,
    }),
    segments: z
      .array(
        z.object({
          key: z.string(),
          size: z.int(),
          both: z.int().meta({ description: "In it, and the definition holds for them." }),
          share: z.number().meta({ description: "How many of those in either are in both, from 0 to 1." }),
        }),
      )
      .meta({ description: "Those that share at least `limit`, nearest first." }),
    leftOut: z.int().meta({
      description: `How many more segments have nearly its size and were not compared: only the ${LIMITS.comparedSegments} nearest by size are.`,
    }),
    took_ms: z.number(),
  })
  .meta({ id: "SimilarSegments" });

export type SimilarSegments = z.infer<typeof similarSchema>;
export type SegmentOverlap = z.infer<typeof overlapSchema>;

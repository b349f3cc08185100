import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { cursorSchema, timeSchema } from "./common.ts";
import { memberPageFields, segmentKeySchema } from "./segments.ts";

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

export type SegmentOverlap = z.infer<typeof overlapSchema>;

import { z } from "zod";
import { timeSchema } from "./common.ts";
import { memberPageFields } from "./segments.ts";

const flowSideSchema = z.object({
  people: z.int(),
  nowhere: z
    .int()
    .meta({ description: "Of these, who were in no other segment at the other end of the span." }),
  segments: z.array(z.object({ key: z.string(), people: z.int() })).meta({
    description: "How many of them were in each other segment then, most first; one person may be in many.",
  }),
});

export const flowSchema = z
  .object({
    from: timeSchema.nullable().meta({ description: "Null when the segment is not live yet." }),
    to: timeSchema.nullable(),
    joined: flowSideSchema.meta({
      description: "In at `to` and not at `from`, with the segments they were in at `from`.",
    }),
    left: flowSideSchema.meta({
      description: "In at `from` and not at `to`, with the segments they were in at `to`.",
    }),
    merged: z.int().meta({ description: "Came or went only because people became one; in neither side." }),
    unknown: z
      .array(z.string())
      .meta({ description: "Segments that were not live yet at `from`: who was in them then is not known." }),
    took_ms: z.number(),
  })
  .meta({ id: "SegmentFlow", description: "As transitions had told it by both instants." });

export const flowMembersSchema = z.object(memberPageFields).meta({ id: "FlowMembers" });

export const segmentChangesSchema = z
  .object({
    from: timeSchema,
    to: timeSchema,
    segments: z.array(
      z.object({
        key: z.string(),
        before: z.int().meta({ description: "How many were in it at `from`." }),
        after: z.int().meta({ description: "How many at `to`." }),
        entered: z
          .int()
          .nullable()
          .meta({ description: "In at `to` and not at `from`; null where only the sizes are known." }),
        left: z.int().nullable(),
      }),
    ),
    unknown: z.array(z.string()).meta({
      description: "Segments whose definition cannot be counted: what it names is not there.",
    }),
    took_ms: z.number(),
  })
  .meta({
    id: "SegmentChanges",
    description:
      "As transitions had told it by both instants; of segments that were not live at `from`, the sizes recomputed as of each.",
  });

export type SegmentChanges = z.infer<typeof segmentChangesSchema>;
export type SegmentFlow = z.infer<typeof flowSchema>;

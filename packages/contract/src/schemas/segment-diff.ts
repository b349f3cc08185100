import { z } from "zod";
import { DIFF_SIDES } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { cursorSchema, timeSchema } from "./common.ts";
import { purposeKeySchema } from "./consent.ts";
import { explainedConditionSchema } from "./why.ts";
import {
  askedFor,
  definitionInputSchema,
  memberPageFields,
  memberSchema,
  otherSegmentsSchema,
} from "./segments.ts";

const changeFields = {
  before: definitionInputSchema
    .nullable()
    .meta({ description: "Null: nobody, as before a segment is made." }),
  after: definitionInputSchema.nullable().meta({ description: "Null: nobody, as after it is deleted." }),
  at: timeSchema.optional().meta({
    description: "As of this instant; the workspace's now when absent.",
  }),
  purpose: askedFor,
  purposeBefore: purposeKeySchema.nullable().optional().meta({
    description:
      "What the definition before is for, where that is something else; null: nobody is asked. As `purpose` when absent.",
  }),
  segments: otherSegmentsSchema,
};

export const diffRequestSchema = z
  .strictObject({
    ...changeFields,
    reasons: z.boolean().optional().meta({ description: "Also say of each example why.", default: false }),
    examples: z.int().min(0).max(LIMITS.diffExamples).optional().meta({ default: 3 }),
  })
  .meta({ id: "DiffRequest" });

const exampleSchema = z.object({
  ...memberSchema.shape,
  why: z
    .object({ before: explainedConditionSchema.nullable(), after: explainedConditionSchema.nullable() })
    .optional()
    .meta({ description: "What decides under each definition; null where that is nobody's." }),
  words: z
    .object({ before: explainedConditionSchema.nullable(), after: explainedConditionSchema.nullable() })
    .optional()
    .meta({
      description:
        "The same in the words of each definition. Null where they would not tell it, as what people allow for single events and fields takes part.",
    }),
});

const sideSchema = z.object({
  count: z.int(),
  people: z.array(exampleSchema).meta({ description: "Some of them." }),
});

export const diffSchema = z
  .object({
    before: z.int().meta({ description: "Size under the definition before." }),
    after: z.int(),
    both: z.int().meta({ description: "People who are in under both." }),
    entered: sideSchema.meta({ description: "In after, not before." }),
    left: sideSchema.meta({ description: "In before, not after." }),
    at: timeSchema,
    took_ms: z.number(),
  })
  .meta({ id: "SegmentDiff" });

export const diffMembersRequestSchema = z
  .strictObject({
    ...changeFields,
    side: z.enum(DIFF_SIDES).meta({
      description: "`entered`: in after, not before; `left`: in before, not after; `both`: in under both.",
    }),
    cursor: cursorSchema.optional(),
    limit: z.int().min(1).max(1_000).optional().meta({ default: 100 }),
  })
  .meta({ id: "DiffMembersRequest" });

export const diffMembersSchema = z.object(memberPageFields).meta({ id: "DiffMembers" });

export type SegmentDiff = z.infer<typeof diffSchema>;

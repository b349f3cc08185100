import type { Definition, Plan } from "@habitus/segments";
import { z } from "zod";
import { purposeKeySchema } from "./consent.ts";
import { LIMITS } from "../limits.ts";
import { actorSchema, cursorSchema, dateSchema, jsonObjectSchema, nextSchema, timeSchema } from "./common.ts";

/** Stands in the OpenAPI document for the language's schema. */
export const DEFINITION_TREE_ID = "DefinitionTree";

/** Words that are addresses below /api/segments. */
const RESERVED_KEYS: readonly string[] = ["evaluate", "check", "diff", "overlap", "rehearse"];

export const segmentKeySchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9_-]{0,62}[a-z0-9])?$/, "must be 1 to 64 of a-z, 0-9, - and _")
  .refine((key) => !RESERVED_KEYS.includes(key), "is a reserved word")
  .meta({
    id: "SegmentKey",
    description:
      "Names the segment in addresses, files and definitions; never changes. `evaluate`, `check`, `diff`, `overlap` and `rehearse` are reserved.",
  });

/**
 * A tree as the language defines it. Only that it is an object is checked here: the language checks the rest, after it has
 * made sure that the tree is not nested too deeply to be walked. The OpenAPI document shows the language's own schema.
 */
const definitionTreeSchema = jsonObjectSchema.meta({
  id: DEFINITION_TREE_ID,
}) as unknown as z.ZodType<Definition, Definition>;

export const definitionInputSchema = z.union([z.string(), definitionTreeSchema]).meta({
  id: "DefinitionInput",
  description: "A definition, as a sentence or as a tree.",
  examples: ['did "Order Completed" at least 2 times in last 90 days where revenue > 50'],
});

/** A mistake in a definition or a warning about it, placed so that an editor can underline it. */
export const definitionProblemSchema = z
  .object({
    code: z.string().meta({ examples: ["unexpected_token", "unknown_unit"] }),
    message: z.string(),
    /** Counted from 1; null when the definition came as a tree. */
    line: z.int().nullable(),
    /** Counted from 1, in UTF-16 units as editors do. */
    column: z.int().nullable(),
    from: z.int().nullable().meta({ description: "Offset into the text where the place begins." }),
    to: z.int().nullable().meta({ description: "Offset after its end." }),
    path: z.string().nullable().meta({
      description:
        "JSON pointer into the tree; null when the definition came as text, and of what is not about the definition.",
    }),
    expected: z.array(z.string()),
    suggestion: z.string().nullable(),
  })
  .meta({ id: "DefinitionProblem" });

const writable = {
  name: z.string().trim().min(1).max(120),
  definition: definitionInputSchema,
  goal: z.string().trim().min(1).max(2_000).meta({ description: "What the segment is for." }),
  owner: z.string().trim().min(1).max(200).meta({ description: "Who answers for it." }),
  action: z.string().trim().min(1).max(2_000).meta({ description: "What is done with the people in it." }),
  reviewDate: dateSchema,
  purpose: purposeKeySchema.meta({
    description:
      "The one purpose of processing. Only people who allow it are in, where the workspace has made it a purpose.",
  }),
  tags: z.array(z.string().trim().min(1).max(60)).max(LIMITS.tags).optional(),
};

export const newSegmentSchema = z
  .strictObject({
    key: segmentKeySchema,
    ...writable,
    paused: z.boolean().optional().meta({
      default: false,
      description: "Nobody enters it until it is resumed: it is never live in between.",
    }),
  })
  .meta({ id: "NewSegment" });

export const segmentEditSchema = z
  .strictObject({
    rev: z.int().min(1).meta({ description: "The revision this edit started from." }),
    ...writable,
  })
  .meta({ id: "SegmentEdit", description: "The whole segment as it shall stand." });

export const segmentSizeSchema = z
  .object({
    count: z.int(),
    at: timeSchema.meta({ description: "The logical now it was counted for." }),
    countedAt: timeSchema,
    version: z.int().meta({ description: "The definition version it was counted with." }),
  })
  .meta({ id: "SegmentSize" });

const segmentFields = {
  key: segmentKeySchema,
  name: z.string(),
  definition: z.object({ text: z.string(), tree: definitionTreeSchema }),
  goal: z.string(),
  owner: z.string(),
  action: z.string(),
  reviewDate: dateSchema,
  purpose: z.string(),
  tags: z.array(z.string()),
  rev: z.int().meta({ description: "Grows with every edit." }),
  version: z.int().meta({ description: "Grows when the definition or the purpose changes." }),
  createdAt: timeSchema,
  createdBy: actorSchema,
  updatedAt: timeSchema,
  updatedBy: actorSchema,
};

const liveStateSchema = z
  .object({
    state: z.enum(["building", "live", "paused"]).meta({
      description:
        "`live` once the newest version is in force; `building` while it is made from the whole history, the version before staying in force; `paused` while nobody enters or leaves.",
    }),
    version: z.int().nullable().meta({ description: "The version in force; null before the first is." }),
    since: timeSchema.nullable().meta({
      description:
        "From when on it is told who enters and leaves: when the segment first became live. Null before that.",
    }),
    frozenSince: timeSchema.nullable().meta({
      description:
        "Who is in has been as it was at this instant: the segment is paused, or was and is being made live again. Null otherwise.",
    }),
    progress: z
      .object({
        done: z.int(),
        total: z.int().meta({ description: "Ids whose history is to be read." }),
        events: z.int().meta({ description: "Events and traits read so far." }),
      })
      .nullable()
      .meta({ description: "How far the build is; null while none of this segment is under way." }),
    job: z
      .string()
      .nullable()
      .meta({ description: "The job that tells of the build with rate and time left, if there is one." }),
    differences: z.int().nullable().meta({
      description:
        "How many of the differences that the newest reconciliation kept were of this segment; null before the first.",
    }),
  })
  .meta({ id: "LiveState" });

const segmentUserSchema = z
  .object({
    kind: z.enum(["segment", "score", "rating", "model", "webhook"]),
    key: z.string().meta({ description: "Of a webhook its id." }),
    name: z.string(),
  })
  .meta({
    id: "SegmentUser",
    description:
      "Something that names a segment. While a segment, score or rating does, it is not deleted; a webhook is sent no more of it.",
  });

export const segmentSchema = z
  .object({
    ...segmentFields,
    live: liveStateSchema.nullable().meta({
      description: "How it stands with live membership; null while that has not told yet.",
    }),
    size: segmentSizeSchema.nullable().meta({ description: "The last count; null before the first." }),
    sizeError: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .meta({ description: "Why the newest attempt to count failed; null when it did not." }),
    usedBy: z.array(segmentUserSchema).meta({ description: "What would no longer find it." }),
    warnings: z.array(definitionProblemSchema).meta({
      description:
        "What is probably not meant, as far as the workspace's settings tell: `unknown_purpose` where there is none of that name. `POST /api/segments/check` tells more.",
    }),
  })
  .meta({ id: "Segment" });

export const segmentListSchema = z.object({
  segments: z.array(segmentSchema),
  people: z.int().nullable().meta({
    description: "All people at the same now, to draw shares from; null before the first count.",
  }),
});

export const segmentVersionSchema = z.object(segmentFields).meta({
  id: "SegmentVersion",
  description: "The segment as it stood after one edit.",
});

export const deletedSegmentsSchema = z.object({
  segments: z.array(
    z
      .object({
        ...segmentFields,
        deletedAt: timeSchema.nullable().meta({ description: "Null where the audit log does not tell." }),
        deletedBy: actorSchema.nullable(),
      })
      .meta({ id: "DeletedSegment" }),
  ),
});

export const segmentVersionsSchema = z.object({
  versions: z.array(segmentVersionSchema),
  next: nextSchema,
});

export const memberSchema = z
  .object({
    id: z.string().meta({ description: "The person, such as `p123`.", examples: ["p123"] }),
    ids: z.array(z.string()).meta({
      description:
        "All known ids that may be told for the purpose: user ids first, then anonymous ids, then others; oldest first.",
    }),
  })
  .meta({ id: "Member" });

export const askedFor = purposeKeySchema.optional().meta({
  description: "What it is for: only people who allow it count. Nobody is asked when absent.",
});

export const evaluationRequestSchema = z
  .strictObject({
    definition: definitionInputSchema,
    purpose: askedFor,
    channel: purposeKeySchema.optional().meta({
      description: "Besides, only people who allow this purpose: those who may be reached on a channel.",
    }),
    at: timeSchema.optional().meta({
      description: "As of this instant; the workspace's now when absent.",
    }),
    sql: z.boolean().optional().meta({ description: "Also return the query that was run." }),
    conditions: z.boolean().optional().meta({
      description: "Also count the people of each line, which shows the line that makes the audience small.",
    }),
    after: cursorSchema.optional(),
    limit: z.int().min(0).max(1_000).optional().meta({ default: 100 }),
  })
  .meta({ id: "EvaluationRequest" });

export const memberPageFields = {
  count: z.int().meta({ description: "All members, not only those of this page." }),
  people: z.array(memberSchema),
  next: nextSchema,
  at: timeSchema,
  took_ms: z.number(),
};

const conditionCountSchema = z
  .object({
    path: z.string().meta({ description: "JSON pointer to the line in the tree." }),
    text: z.string().meta({ description: "The line in words." }),
    count: z.int().meta({ description: "People for whom this line alone holds." }),
    without: z.int().nullable().meta({
      description:
        "People for whom all would hold but for this line; null unless the definition is a row of `and` and this is one of it.",
    }),
  })
  .meta({ id: "ConditionCount" });

const thresholdSchema = z
  .object({
    key: z.string(),
    ranked: z.string().meta({
      description: "What people are ranked by and among whom, in the words of the language.",
      examples: ['sum of purchase.revenue in last 90 days among segment "vip"'],
    }),
    side: z.enum(["top", "bottom"]),
    percent: z.number().meta({ description: "The share it cuts off, counted from that side." }),
    value: z
      .string()
      .nullable()
      .meta({ description: "Decimal text; null when there was nobody to rank, and so nobody is in." }),
    unit: z.enum(["number", "age in ms"]),
    people: z.int().meta({ description: "How many are ranked." }),
    holds: z.int().meta({ description: "How many stand there or beyond, ties included." }),
    isWide: z.boolean().meta({
      description: "So many share the value that more than twice the share stand there or beyond.",
    }),
    at: timeSchema.meta({ description: "The instant it was worked out at." }),
    isPinned: z.boolean().meta({
      description: "False when it was worked out for this question alone.",
    }),
  })
  .meta({ id: "Threshold", description: "What a place among people is compared with." });

const pinnedAccountsSchema = z
  .object({
    key: z.string(),
    asked: z.string().meta({
      description: "What is asked of the people of an account, in the words of the language.",
      examples: ["did purchase in last 90 days"],
    }),
    least: z.int().meta({ description: "At least so many of an account's people are like that." }),
    most: z.int().nullable().meta({ description: "At most so many; null for any number." }),
    every: z.boolean().meta({ description: "All of them, and at least one." }),
    accounts: z.int().meta({ description: "How many accounts were looked at." }),
    holds: z.int().meta({ description: "How many of them pass." }),
    areTooMany: z.boolean().meta({
      description:
        "More pass than can be kept: a definition that asks for them is refused, or stays as it was.",
    }),
    at: timeSchema.meta({ description: "The instant it was worked out at." }),
    isPinned: z.boolean().meta({ description: "False when it was worked out for this question alone." }),
  })
  .meta({ id: "PinnedAccounts", description: "The accounts that a condition on their people is true of." });

export const segmentThresholdsSchema = z
  .object({
    thresholds: z.array(thresholdSchema).nullable().meta({
      description:
        "Empty for a segment without places among people; null while one, or what accounts' people are like, has not been worked out.",
    }),
    accounts: z.array(pinnedAccountsSchema).meta({
      description:
        "Of conditions on the people of accounts; empty without any, or where something is missing.",
    }),
    maxAgeMinutes: z.int().meta({ description: "They are worked out anew when they are so old." }),
  })
  .meta({ id: "SegmentThresholds" });

export const evaluationSchema = z
  .object({
    ...memberPageFields,
    sql: z.string().optional(),
    thresholds: z.array(thresholdSchema).optional().meta({
      description: "What the definition's places among people were compared with; absent without any.",
    }),
    accounts: z.array(pinnedAccountsSchema).optional().meta({
      description: "Of its conditions on the people of accounts; absent without any.",
    }),
    conditions: z
      .array(conditionCountSchema)
      .optional()
      .meta({
        description: `What stands between "and" and "or", in order; the first ${LIMITS.countedConditions}.`,
      }),
    conditionsLeftOut: z.int().optional().meta({
      description: "How many further lines were not counted; with any, `without` is null.",
    }),
  })
  .meta({ id: "Evaluation" });

export const memberPageSchema = z
  .object({
    ...memberPageFields,
    known: z.boolean().meta({
      description:
        "False where it was asked what was known, and nobody followed the segment yet at that instant.",
    }),
    searchCut: z
      .boolean()
      .optional()
      .meta({
        description: `True where more than ${LIMITS.foundPeople} people begin as the search does: the others were not looked at.`,
      }),
  })
  .meta({ id: "MemberPage" });

const planSchema = jsonObjectSchema.meta({
  id: "Plan",
  description: "What every evaluator starts from, every default settled. For reading, not for sending.",
}) as unknown as z.ZodType<Plan, Plan>;

const asWrittenSchema = newSegmentSchema.pick({ key: true, name: true, definition: true, purpose: true });

export const otherSegmentsSchema = z.array(asWrittenSchema).max(LIMITS.otherSegments).optional().meta({
  description:
    "Other segments as they will be: the definition (of two the one after) reads these in place of those there are, with what they are run for.",
});

export type SegmentAsWritten = z.infer<typeof asWrittenSchema>;

export const checkRequestSchema = z
  .strictObject({
    definition: definitionInputSchema,
    key: segmentKeySchema.optional().meta({
      description: "The segment it is meant for, so that one that contains itself is told.",
    }),
    purpose: askedFor,
    segments: otherSegmentsSchema,
  })
  .meta({ id: "CheckRequest" });

export const checkSchema = z
  .object({
    ok: z.boolean(),
    problems: z.array(definitionProblemSchema),
    warnings: z.array(definitionProblemSchema).meta({
      description:
        "What can be evaluated but is probably not meant: events and properties that nobody has sent, comparisons that nothing seen could meet.",
    }),
    observedAt: timeSchema.nullable().meta({
      description:
        "When the events were looked at that warnings come from; null when they could not be, or when the key may not read events, and then there are none.",
    }),
    tree: definitionTreeSchema.nullable(),
    text: z.string().nullable().meta({ description: "The definition in its canonical wording." }),
    plan: planSchema.nullable(),
    planText: z.string().nullable().meta({ description: "The plan as indented text, to read." }),
  })
  .meta({
    id: "Check",
    description:
      "`tree`, `text`, `plan` and `planText` are null when there are problems; `plan` also where it names accounts to a caller who may not read people.",
  });

export const trendSchema = z
  .object({
    points: z.array(z.object({ at: timeSchema, size: z.int() })),
    took_ms: z.number(),
  })
  .meta({
    id: "Trend",
    description: "Sizes recomputed as of each instant with today's definition and identity, oldest first.",
  });

export type DefinitionInput = z.infer<typeof definitionInputSchema>;
export type DefinitionProblem = z.infer<typeof definitionProblemSchema>;
export type NewSegment = z.infer<typeof newSegmentSchema>;
export type SegmentEdit = z.infer<typeof segmentEditSchema>;
export type Segment = z.infer<typeof segmentSchema>;
export type SegmentSize = z.infer<typeof segmentSizeSchema>;
export type DeletedSegment = z.infer<typeof deletedSegmentsSchema>["segments"][number];
export type SegmentVersion = z.infer<typeof segmentVersionSchema>;
export type SegmentMember = z.infer<typeof memberSchema>;
export type Evaluation = z.infer<typeof evaluationSchema>;
export type PinnedAccounts = z.infer<typeof pinnedAccountsSchema>;
export type Threshold = z.infer<typeof thresholdSchema>;
export type SegmentThresholds = z.infer<typeof segmentThresholdsSchema>;
export type Check = z.infer<typeof checkSchema>;
export type Trend = z.infer<typeof trendSchema>;

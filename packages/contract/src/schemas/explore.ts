import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { timeSchema } from "./common.ts";
import { purposeKeySchema } from "./consent.ts";
import { segmentKeySchema } from "./segments.ts";

/** Made by whoever asks; another one for every question. */
export const watchIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/, "must be 8 to 64 letters, digits, - or _");

/** Of a question of the explorer. */
export const watchQuerySchema = z.strictObject({
  watch: watchIdSchema.optional().meta({
    description:
      "An id of the caller's own, by which `GET /api/explore/progress/{id}` tells how far the question is. Such a question may take minutes; others wait for it only once they took too long themselves.",
  }),
});

export const exploreProgressSchema = z
  .object({
    step: z.int().meta({
      description:
        "Number of the query at work, from 1 on: a question takes several, and how many is not known beforehand. 0 before the first.",
    }),
    state: z.enum(["waiting", "reading"]).meta({
      description: "`waiting`: for its turn, or between two queries.",
    }),
    rows: z.int().nullable().meta({ description: "Rows that the query has read." }),
    total: z.int().nullable().meta({
      description: "Rows that it has to read, as far as is known; more may be added when parts of it begin.",
    }),
    rate: z.number().nullable().meta({ description: "Rows a second." }),
    etaSeconds: z.number().nullable().meta({ description: "Until the query at work has read all." }),
    elapsed_ms: z.number().meta({ description: "Since the question was asked." }),
  })
  .meta({ id: "ExploreProgress", description: "How far a question is, as the event store tells." });

/** Keys that lead to a property or a trait. */
export const pathSchema = z.array(z.string().min(1).max(500)).min(1).max(20);

/** Whom a question of the explorer is about; the same in all of them. */
export const audienceFields = {
  segment: segmentKeySchema.optional().meta({ description: "Only its members; everybody when absent." }),
  members: z.enum(["start", "end"]).optional().meta({
    default: "end",
    description:
      "Members of segments as of which end of the period. Traits that set groups apart are read at the same instant.",
  }),
  purpose: purposeKeySchema.optional().meta({
    description:
      "What it is for: only people who allow it, and all that the data read carry, count. Nobody is asked when absent.",
  }),
  at: timeSchema.optional().meta({
    description: "As of this instant; the workspace's now when absent.",
  }),
};

/** A share of people with its 95 % Wilson interval, 0 to 1; of nobody 0 to 1. */
export const shareSchema = z
  .object({ share: z.number(), low: z.number(), high: z.number() })
  .meta({ id: "ShareWithInterval", description: "From 0 to 1, with its 95 % interval (Wilson)." });

/** What says of a number that it can be kept as a segment. */
export const keepableFields = {
  definition: z.string().nullable().meta({
    description: "The same people as a definition, to be saved as a segment; null where none says it.",
  }),
  remark: z.string().nullable().meta({
    description: "In what the definition may differ, or why there is none.",
  }),
};

export const groupKeysSchema = z.array(segmentKeySchema).min(1).max(LIMITS.exploreGroups);

export type ExploreProgress = z.infer<typeof exploreProgressSchema>;

import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { timeSchema } from "./common.ts";
import { purposeKeySchema } from "./consent.ts";
import { segmentKeySchema } from "./segments.ts";

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

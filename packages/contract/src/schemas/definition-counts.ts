import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { timeSchema } from "./common.ts";
import { askedFor, definitionInputSchema } from "./segments.ts";

export const countsRequestSchema = z
  .strictObject({
    definitions: z.array(definitionInputSchema).min(1).max(LIMITS.countedDefinitions),
    purpose: askedFor,
    at: timeSchema.optional().meta({ description: "As of this instant; the workspace's now when absent." }),
  })
  .meta({ id: "CountsRequest" });

export const countsSchema = z
  .object({
    counts: z.array(z.int()).meta({ description: "People, in the order of the definitions." }),
    at: timeSchema,
    took_ms: z.number(),
  })
  .meta({ id: "Counts" });

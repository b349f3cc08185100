import { z } from "zod";
import { actorSchema, timeSchema } from "./common.ts";
import { personIdSchema } from "./people.ts";

const mergeIdSchema = z
  .string()
  .max(64)
  .meta({ description: "A merge of this person, as listed.", examples: ["12-57-call"] });

export const mergeSchema = z
  .object({
    id: mergeIdSchema,
    at: timeSchema.meta({ description: "Time of the call that joined them." }),
    cause: z.string().meta({
      description:
        "`same call`, `alias`, or the kind of the id that the person was named beside, such as `email`.",
    }),
    between: z.array(personIdSchema).length(2).meta({ description: "The two ids that the call names." }),
    nodes: z.array(personIdSchema).meta({
      description:
        "A merge that stands: the ids that came to the person with it. One that was undone: the ids it keeps apart.",
    }),
    undone: z
      .object({ by: actorSchema, at: timeSchema })
      .nullable()
      .meta({ description: "Who took it back; null while it stands." }),
  })
  .meta({ id: "Merge" });

export const mergesSchema = z.array(mergeSchema);

export const mergeChoiceSchema = z.strictObject({ merge: mergeIdSchema });

export const identityChangeSchema = z
  .object({
    offset: z.int().meta({ description: "The log record that says so." }),
    inForce: z.boolean().meta({
      description: "False while people are still being put together; it comes into force by itself.",
    }),
  })
  .meta({ id: "IdentityChange" });

export const heldIdSchema = z
  .object({
    id: z.string().meta({ examples: ["i12"] }),
    identifier: personIdSchema,
    neighbours: z.int().meta({ description: "How many other ids it was named together with." }),
    since: timeSchema,
    state: z.enum(["waiting", "allowed", "refused"]),
  })
  .meta({ id: "HeldId" });

export const heldIdsSchema = z.array(heldIdSchema);

export const heldDecisionSchema = z.strictObject({ decision: z.enum(["allow", "refuse"]) });

export type Merge = z.infer<typeof mergeSchema>;
export type HeldId = z.infer<typeof heldIdSchema>;

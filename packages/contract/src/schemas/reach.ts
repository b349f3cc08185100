import { z } from "zod";
import { REACH_PARTS } from "../choices.ts";
import { cursorSchema, timeSchema } from "./common.ts";
import { purposeKeySchema } from "./consent.ts";
import { askedFor, definitionInputSchema, memberPageFields } from "./segments.ts";

const question = {
  definition: definitionInputSchema,
  purpose: askedFor,
  at: timeSchema.optional().meta({ description: "As of this instant; the workspace's now when absent." }),
};

export const reachRequestSchema = z.strictObject(question).meta({ id: "ReachRequest" });

export const reachSchema = z
  .object({
    count: z.int().meta({ description: "People the definition holds for." }),
    channels: z.array(
      z.object({
        channel: purposeKeySchema,
        name: z.string(),
        address: z
          .string()
          .nullable()
          .meta({ description: "The trait that holds the address; null where the channel names none." }),
        reachable: z.int().meta({ description: "They allow it and have an address." }),
        notAllowed: z.int().meta({ description: "They do not allow it." }),
        noAddress: z.int().meta({
          description:
            "They allow it and have no address that may be used for it. The three are all of `count`.",
        }),
      }),
    ),
    at: timeSchema,
    took_ms: z.number(),
  })
  .meta({ id: "Reach", description: "How many of some people can be reached on each channel, and why not." });

export const reachMembersRequestSchema = z
  .strictObject({
    ...question,
    channel: purposeKeySchema,
    part: z.enum(REACH_PARTS),
    after: cursorSchema.optional(),
    limit: z.int().min(1).max(1_000).optional().meta({ default: 100 }),
  })
  .meta({ id: "ReachMembersRequest" });

export const reachMembersSchema = z.object(memberPageFields).meta({ id: "ReachMembers" });

export type Reach = z.infer<typeof reachSchema>;

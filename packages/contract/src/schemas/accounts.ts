import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { idSchema, jsonObjectSchema, nextSchema, timeSchema } from "./common.ts";
import { traitDetailsSchema } from "./people.ts";

const accountFields = {
  id: z.string().meta({ description: "The groupId of its group calls.", examples: ["acme"] }),
  name: z.string().nullable().meta({ description: "Its trait `name`, where that is text." }),
  members: z.int().meta({
    description: "Ids that belong to it. People who were merged since count once per id here.",
  }),
  firstSeen: timeSchema
    .nullable()
    .meta({ description: "Time of its first group call; null while all of them are dated ahead." }),
  lastSeen: timeSchema.nullable().meta({ description: "Of its last whose time has come." }),
};

export const accountsSchema = z.object({
  accounts: z.array(z.object(accountFields).meta({ id: "AccountEntry" })),
  next: nextSchema.meta({
    description:
      "Cursor of the following page; null on the last. A page of a search may be short, even empty, before it.",
  }),
});

export const accountSchema = z
  .object({
    ...accountFields,
    traits: jsonObjectSchema.meta({ description: "Current values." }),
    traitDetails: traitDetailsSchema,
  })
  .meta({ id: "Account" });

export const accountMembersRemovalSchema = z
  .strictObject({
    ids: z.array(idSchema).min(1).max(LIMITS.accountMembersAtOnce).meta({
      description: "Any ids people have; with `as=number` people by their own (`p123`).",
    }),
  })
  .meta({ id: "AccountMembersRemoval" });

export const accountMembersRemovedSchema = z.object({
  removed: z.int().meta({ description: "People who belonged to it and do no longer." }),
  unchanged: z.int().meta({ description: "People who did not belong to it, and ids of nobody." }),
  inForce: z.boolean().meta({
    description: "False while people are still being put together; it comes into force by itself.",
  }),
});

export type AccountEntry = z.infer<typeof accountsSchema>["accounts"][number];
export type Account = z.infer<typeof accountSchema>;

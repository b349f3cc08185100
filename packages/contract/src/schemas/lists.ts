import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { actorSchema, idSchema, keySchema, nextSchema, timeSchema } from "./common.ts";
import { jobSchema } from "./jobs.ts";

export const listSchema = z
  .object({
    key: keySchema,
    name: z.string(),
    members: z.int().meta({
      description: "Ids that put a person on the list. People who were merged since count once per id here.",
    }),
    version: z.int().meta({ description: "Grows with every change of the members." }),
    createdAt: timeSchema,
    createdBy: actorSchema,
    updatedAt: timeSchema,
    updatedBy: actorSchema,
  })
  .meta({ id: "List" });

export const listsSchema = z.object({ lists: z.array(listSchema) });

const nameSchema = z.string().trim().min(1).max(120);
const memberIdsSchema = z.array(idSchema).meta({
  description:
    "Any ids that people have, such as user ids and anonymous ids, never a person's number (`p123`). An id nobody has used yet is a user id.",
});

export const listContentSchema = z
  .strictObject({ name: nameSchema, members: memberIdsSchema })
  .meta({ id: "ListContent", description: "The list as it shall stand: who is not named leaves it." });

export const listMembersChangeSchema = z
  .strictObject({ add: memberIdsSchema.optional(), remove: memberIdsSchema.optional() })
  .meta({ id: "ListMembersChange" });

export const uploadQuerySchema = z.strictObject({
  mode: z.enum(["replace", "add", "remove"]),
  name: nameSchema.optional().meta({ description: "Needed when the list does not exist yet." }),
});

export const listChangeSchema = z
  .object({
    list: listSchema,
    change: z
      .object({
        added: z.int(),
        removed: z.int(),
        unchanged: z.int(),
        unknown: z.int().meta({ description: "Of those added: ids that nobody has used yet." }),
        refused: z
          .int()
          .meta({ description: "Ids that are nobody's, such as `null`, or that no id can be." }),
        inForce: z.boolean().meta({
          description: "False while people are still being put together; it comes into force by itself.",
        }),
      })
      .nullable()
      .meta({ description: `Null while a job does it: of more than ${LIMITS.listMembersAtOnce} ids.` }),
    job: jobSchema.nullable(),
  })
  .meta({ id: "ListChange" });

export const subscriptionGroupSchema = z
  .object({
    key: keySchema,
    name: z.string(),
    otherwise: z.boolean().meta({ description: "Whether people who never said belong to it." }),
    rev: z.int(),
    updatedAt: timeSchema,
    updatedBy: actorSchema,
  })
  .meta({ id: "SubscriptionGroup" });

export const subscriptionGroupsSchema = z.object({ groups: z.array(subscriptionGroupSchema) });

export const subscriptionGroupEditSchema = z
  .strictObject({
    name: nameSchema,
    otherwise: z.boolean(),
    rev: z.int().min(0).meta({ description: "The revision this edit started from; 0 makes a new group." }),
  })
  .meta({ id: "SubscriptionGroupEdit" });

export const subscriptionChangeSchema = z
  .strictObject({
    subscribed: z.boolean().nullable().meta({ description: "Null takes back what was said." }),
  })
  .meta({ id: "SubscriptionChange" });

export const listMembersSchema = z
  .object({
    count: z.int().meta({ description: "All of them." }),
    people: z.array(z.object({ id: z.string().meta({ examples: ["p123"] }), ids: z.array(z.string()) })),
    next: nextSchema,
  })
  .meta({ id: "ListMembers" });

export type List = z.infer<typeof listSchema>;
export type SubscriptionGroup = z.infer<typeof subscriptionGroupSchema>;

import { z } from "zod";
import { jsonObjectSchema, nextSchema, timeSchema } from "./common.ts";

const personIdSchema = z
  .object({ kind: z.enum(["user", "anonymous"]), value: z.string() })
  .meta({ id: "PersonId" });

const personFields = {
  id: z.string().meta({ examples: ["p123"] }),
  ids: z.array(personIdSchema),
  traits: jsonObjectSchema.meta({ description: "Current values." }),
  firstSeen: timeSchema.nullable(),
  lastSeen: timeSchema.nullable(),
};

export const personSchema = z.object(personFields).meta({ id: "Person" });

export const peoplePageSchema = z.object({ people: z.array(personSchema), next: nextSchema });

export const personEventSchema = z
  .object({
    id: z.string().meta({ description: "The event's messageId." }),
    name: z.string(),
    time: timeSchema,
    receivedAt: timeSchema,
    properties: jsonObjectSchema.meta({ description: "As sent, every digit kept." }),
    context: jsonObjectSchema,
    source: z.string().meta({ description: "The source's key id." }),
  })
  .meta({ id: "PersonEvent" });

export const personEventPageSchema = z.object({
  events: z.array(personEventSchema).meta({ description: "Newest first." }),
  next: nextSchema.meta({ description: "Give it as `before` for older events; null at the oldest." }),
});

export type Person = z.infer<typeof personSchema>;
export type PersonEvent = z.infer<typeof personEventSchema>;

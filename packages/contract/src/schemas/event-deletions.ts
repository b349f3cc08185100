import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { actorSchema, nextSchema, timeSchema } from "./common.ts";

/** Where deleted events stand: the first two forget at once; the others are files, which hold them until they are written anew. */
export const DELETION_PLACES = ["memberships", "events", "log", "event_files"] as const;

const nameSchema = z.string().min(1).max(LIMITS.eventNameLength);
const eventIdSchema = z.string().min(1).max(LIMITS.idLength);

export const deleteEventsSchema = z
  .strictObject({
    names: z.array(nameSchema).min(1).max(LIMITS.deletedNames).optional(),
    ids: z
      .array(eventIdSchema)
      .min(1)
      .max(LIMITS.deletedIds)
      .optional()
      .meta({ description: "The `messageId` of each." }),
    from: timeSchema.optional().meta({ description: "Events from then on." }),
    to: timeSchema.optional().meta({ description: "Events up to then, without it." }),
  })
  .refine((wanted) => Object.values(wanted).some((value) => value !== undefined), "must say which events")
  .meta({ description: "Which events: those that everything given fits." });

export const deletionIdSchema = z
  .string()
  .max(20)
  .meta({ description: "A deletion of events.", examples: ["d3"] });

export const eventDeletionSchema = z
  .object({
    id: deletionIdSchema,
    requestedAt: timeSchema,
    requestedBy: actorSchema,
    names: z.array(z.string()).nullable(),
    ids: z.int().nullable().meta({ description: "How many ids were given." }),
    from: timeSchema.nullable(),
    to: timeSchema.nullable(),
    complete: z.boolean().meta({
      description:
        "Nothing of these events is left in any of these places. Files of an import that is not carried out yet, and events that were refused, are not looked at.",
    }),
    places: z.array(
      z.object({
        place: z.enum(DELETION_PLACES).meta({
          description:
            "`memberships`, `events`: what is evaluated and read. `log`, `event_files`: files that hold them until they are written anew.",
        }),
        state: z.enum(["done", "due"]),
        at: timeSchema.meta({ description: "When it was done, or will be at the latest." }),
      }),
    ),
  })
  .meta({ id: "EventDeletion" });

export const eventDeletionPageSchema = z.object({
  deletions: z.array(eventDeletionSchema),
  next: nextSchema,
});

export type EventDeletion = z.infer<typeof eventDeletionSchema>;
export type DeletionPlace = (typeof DELETION_PLACES)[number];

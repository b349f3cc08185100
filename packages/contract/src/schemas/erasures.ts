import { z } from "zod";
import { actorSchema, nextSchema, timeSchema } from "./common.ts";

/**
 * Where something of a person stands. The first six forget at once, or as soon as the server has come to it; the others are files, which
 * hold what was removed until they are written anew.
 */
export const ERASURE_PLACES = [
  "profile",
  "memberships",
  "events",
  "refused_events",
  "webhooks",
  "uploads",
  "log",
  "event_files",
  "profile_files",
  "membership_files",
] as const;

export const erasureIdSchema = z
  .string()
  .max(20)
  .meta({ description: "An erasure.", examples: ["e3"] });

export const erasureSchema = z
  .object({
    id: erasureIdSchema,
    requestedAt: timeSchema,
    requestedBy: actorSchema,
    ids: z
      .int()
      .nullable()
      .meta({ description: "How many ids were erased; null while the server has not come to it." }),
    complete: z.boolean().meta({ description: "Nothing is left anywhere." }),
    places: z.array(
      z.object({
        place: z.enum(ERASURE_PLACES).meta({
          description:
            "`profile` to `uploads`: what is read and sent. `log` to `membership_files`: files that hold what was removed until they are written anew.",
        }),
        state: z.enum(["done", "due"]),
        at: timeSchema.meta({ description: "When it was done, or will be at the latest." }),
      }),
    ),
  })
  .meta({ id: "Erasure" });

export const erasurePageSchema = z.object({
  erasures: z.array(erasureSchema),
  next: nextSchema,
});

export type Erasure = z.infer<typeof erasureSchema>;
export type ErasurePlace = (typeof ERASURE_PLACES)[number];

import { z } from "zod";
import { nextSchema } from "./common.ts";
import { personEventSchema } from "./people.ts";
import { transitionSchema } from "./transitions.ts";

export const timelineEntrySchema = z
  .union([
    z.object({ kind: z.literal("event"), event: personEventSchema }),
    z.object({
      kind: z.literal("message"),
      event: personEventSchema.meta({
        description: "An event of a message: sent, opened, clicked and so on, on paper too.",
      }),
    }),
    z.object({ kind: z.literal("transition"), transition: transitionSchema }),
  ])
  .meta({ id: "TimelineEntry" });

export const timelinePageSchema = z.object({
  entries: z.array(timelineEntrySchema).meta({
    description: "Newest first; of what has the same instant, segments entered and left stand before events.",
  }),
  next: nextSchema.meta({ description: "Give it as `before` for older ones; null at the oldest." }),
});

export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

import { z } from "zod";
import { timeSchema } from "./common.ts";
import { segmentKeySchema } from "./segments.ts";

const differenceSchema = z
  .object({
    person: z.string().meta({ examples: ["p123"] }),
    segment: segmentKeySchema,
    version: z.int(),
    told: z.boolean().meta({ description: "Whether the person was in by the transitions made so far." }),
    kept: z
      .boolean()
      .meta({ description: "Whether by the state that live membership had kept, which decides what comes." }),
    meant: z.boolean().meta({ description: "Whether by the whole history." }),
    mended: z.boolean().meta({ description: "Whether all of them agree since." }),
  })
  .meta({ id: "MembershipDifference" });

const reconciliationSchema = z
  .object({
    job: z.string().meta({ description: "The job that it was." }),
    startedAt: timeSchema,
    finishedAt: timeSchema,
    offset: z.int().meta({ description: "The log record that the last person was compared at." }),
    segments: z.int().meta({ description: "Live segments compared as a whole with the event store." }),
    people: z
      .int()
      .meta({ description: "People compared with their whole history: suspects, and some by chance." }),
    found: z.int().meta({ description: "How many differences there were." }),
    differences: z.array(differenceSchema).meta({ description: "The first thousand of them." }),
  })
  .meta({ id: "Reconciliation" });

export const reconciliationsSchema = z.object({
  running: z.string().nullable().meta({ description: "The job of the one under way; null without one." }),
  reconciliations: z.array(reconciliationSchema).meta({ description: "Newest first; fifty are kept." }),
});

export type Reconciliation = z.infer<typeof reconciliationSchema>;

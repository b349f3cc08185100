import { z } from "zod";
import { actorSchema, jsonObjectSchema, nextSchema, timeSchema } from "./common.ts";

export const JOB_STATES = [
  "queued",
  "running",
  "done",
  "failed",
  "cancelled",
  "interrupted",
  "paused",
] as const;
export type JobState = (typeof JOB_STATES)[number];

export const JOB_END_STATES: readonly JobState[] = ["done", "failed", "cancelled"];

export const jobSchema = z
  .object({
    id: z.string(),
    kind: z.string().meta({ examples: ["demo-import"] }),
    title: z.string(),
    state: z.enum(JOB_STATES).meta({
      description:
        "`interrupted`: the server stopped while it ran; it is taken up again from where it stood, or can be cancelled. `paused`: somebody asked it to wait; it stays so through restarts until it is resumed or cancelled.",
    }),
    phase: z.string().nullable().meta({ description: "What is being done now, in plain words." }),
    done: z.int(),
    total: z.int().nullable().meta({ description: "Null while unknown." }),
    unit: z.string().meta({ examples: ["events"] }),
    rate: z.number().nullable().meta({ description: "Units per second." }),
    etaSeconds: z.number().nullable(),
    createdAt: timeSchema,
    createdBy: actorSchema,
    startedAt: timeSchema.nullable(),
    updatedAt: timeSchema,
    finishedAt: timeSchema.nullable(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    result: jsonObjectSchema.nullable().meta({ description: "Figures the job ended with." }),
  })
  .meta({ id: "Job" });

export const jobPageSchema = z.object({ jobs: z.array(jobSchema), next: nextSchema });

export type Job = z.infer<typeof jobSchema>;

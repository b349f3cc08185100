import { z } from "zod";
import { jobSchema } from "./jobs.ts";

const DEMO_PHASES = ["none", "loading", "loaded", "removing", "removed"] as const;
export type DemoPhase = (typeof DEMO_PHASES)[number];

const namedSchema = z.object({ key: z.string(), name: z.string() });

export const demoRemovalSchema = z
  .object({
    phase: z.enum(DEMO_PHASES).meta({
      description:
        "How far the demo data is, also where the records of its jobs are gone. `removing` stays until all of it is gone, also over restarts.",
    }),
    job: jobSchema.nullable().meta({ description: "The newest removal." }),
    events: z.int().meta({ description: "Events that go; identify calls go too and are not counted." }),
    people: z.int().meta({ description: "People of the demo." }),
    peopleKept: z.int().meta({
      description:
        "Of these, those of whom anything else is known: they stay with it, and lose what is the demo's.",
    }),
    items: z
      .int()
      .meta({ description: "Items of the catalogue that go: those of the demo that nobody changed." }),
    segments: z.array(namedSchema).meta({ description: "Segments that go." }),
    segmentsKept: z.array(namedSchema.extend({ why: z.enum(["changed", "in_use"]) })).meta({
      description: "Segments of the demo that stay: a person changed them, or something reads them.",
    }),
    model: namedSchema
      .extend({ why: z.enum(["changed", "in_use"]).nullable().meta({ description: "Null where it goes." }) })
      .nullable()
      .meta({
        description:
          "The demo's model of who buys; null where there is none. It stays where a person changed it, or something reads its scores.",
      }),
    goal: z.boolean().meta({
      description: "Whether the goal event of all segments goes: the demo's, and nobody said it since.",
    }),
    unpins: z.boolean().meta({
      description: "Whether the workspace counts as of the demo's last day; it will count as of the present.",
    }),
  })
  .meta({ id: "DemoRemoval" });

export type DemoRemoval = z.infer<typeof demoRemovalSchema>;

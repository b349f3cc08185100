import { z } from "zod";

export const templateSchema = z
  .object({
    family: z.string().meta({ description: "frequency, lifecycle, loyalty …" }),
    key: z.string(),
    name: z.string(),
    goal: z.string(),
    action: z.string(),
    about: z.string().meta({ description: "Who that is, in plain words." }),
    definition: z.string().meta({ description: "The sentence." }),
  })
  .meta({
    id: "Template",
    description: "A segment to begin with; its events are called as the Segment spec calls them.",
  });

export const templatesSchema = z.object({ templates: z.array(templateSchema) });

export type Template = z.infer<typeof templateSchema>;

import { z } from "zod";

const needOf = <Kind extends string, State extends string>(kind: Kind, states: readonly State[]) =>
  z.object({ kind: z.literal(kind), key: z.string(), state: z.enum(states) });

const needSchema = z
  .discriminatedUnion("kind", [
    needOf("model", ["there", "silent", "untold", "missing"]),
    needOf("rating", ["there", "silent", "missing"]),
    needOf("survey", ["there", "missing"]),
  ])
  .meta({
    description:
      "`silent`: it has told nobody anything yet. `untold`: the data do not tell it who has stopped. `missing`: there is none that tells what the sentence reads.",
  });

export const templateSchema = z
  .object({
    family: z.string().meta({ description: "frequency, lifecycle, loyalty …" }),
    key: z.string(),
    name: z.string(),
    goal: z.string(),
    action: z.string(),
    about: z.string().meta({ description: "Who that is, in plain words." }),
    definition: z.string().meta({ description: "The sentence." }),
    needs: z.array(needSchema).meta({
      description: "What tells of people what the sentence reads besides their events and traits.",
    }),
  })
  .meta({
    id: "Template",
    description: "A segment to begin with; its events are called as the Segment spec calls them.",
  });

export const templatesSchema = z.object({ templates: z.array(templateSchema) });

export type Template = z.infer<typeof templateSchema>;
export type TemplateNeed = z.infer<typeof needSchema>;

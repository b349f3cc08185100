import { z } from "zod";
import { LIMITS } from "../limits.ts";
import { MEMBER_COLUMNS, type MemberColumn, readColumns } from "../member-columns.ts";
import { jsonObjectSchema, keySchema, timeSchema } from "./common.ts";
import { purposeKeySchema } from "./consent.ts";
import { seenFields } from "./people.ts";
import { segmentKeySchema } from "./segments.ts";

const nameSchema = z.string().min(1).max(LIMITS.idLength);
const traitsSchema = z.array(nameSchema).max(LIMITS.describedTraits);
const eventsSchema = z.array(nameSchema).max(LIMITS.describedEvents);

export const descriptionRequestSchema = z
  .strictObject({
    people: z
      .array(z.string().regex(/^p\d{1,15}$/, "must be a person's id such as p123"))
      .min(1)
      .max(LIMITS.describedPeople),
    traits: traitsSchema.optional().meta({ description: "Traits to tell besides." }),
    events: eventsSchema
      .optional()
      .meta({ description: "Events of which it is told when they last did them." }),
    computed: z
      .array(keySchema)
      .max(LIMITS.describedComputed)
      .optional()
      .meta({ description: "Computed traits to tell of, by their keys." }),
    segment: segmentKeySchema.optional().meta({
      description: "Also tell since when they are in it, and only what its purpose may look at.",
    }),
    segments: z.array(segmentKeySchema).min(1).max(LIMITS.overlapSegments).optional().meta({
      description: "Only what the purpose of each of them may look at too.",
    }),
    purposes: z.array(purposeKeySchema).min(1).max(LIMITS.overlapSegments).optional().meta({
      description: "Only what each of them may look at too.",
    }),
  })
  .meta({ id: "DescriptionRequest" });

const textSchema = z.string().nullable();

const descriptionSchema = z
  .object({
    id: z.string().meta({ description: "As it was asked for." }),
    name: textSchema.meta({ description: "The trait `name`, or a first and a last name." }),
    email: textSchema,
    country: textSchema.meta({ description: "The trait `country`, or that of the trait `address`." }),
    ...seenFields,
    since: timeSchema.nullable().meta({
      description: "Since when they are in the segment, by live membership; null where it does not know.",
    }),
    traits: jsonObjectSchema.meta({ description: "Of those asked for, what they have." }),
    events: z
      .record(z.string(), timeSchema)
      .meta({ description: "Of the events asked for, when they last did those that they did." }),
    computed: jsonObjectSchema.meta({
      description: "Of the computed traits asked for, those that have a value.",
    }),
  })
  .meta({ id: "PersonDescription" });

export const descriptionsSchema = z.object({
  people: z
    .array(descriptionSchema)
    .meta({ description: "In the order asked; nobody is told of twice, nor is who is unknown." }),
  notAllowed: z.array(z.string()).meta({
    description:
      "Traits, events and computed traits that were not read, because they may not be for one of the purposes; also those that names, e-mail addresses and countries are taken from.",
  }),
});

const COLUMNS = `${MEMBER_COLUMNS.map((name) => `\`${name}\``).join(", ")}, \`trait:NAME\`, \`event:NAME\` or \`computed:KEY\``;

const isWithin = (columns: readonly MemberColumn[], kind: string, most: number): boolean =>
  columns.filter((column) => column.startsWith(kind)).length <= most;

export const memberColumnsSchema = z
  .string()
  .max(LIMITS.cursorLength)
  .refine((text) => readColumns(text) !== null, `must name columns: ${COLUMNS}`)
  .refine((text) => {
    const columns = readColumns(text) ?? [];
    return (
      isWithin(columns, "trait:", LIMITS.describedTraits) &&
      isWithin(columns, "event:", LIMITS.describedEvents) &&
      isWithin(columns, "computed:", LIMITS.describedComputed)
    );
  }, `may name ${LIMITS.describedTraits} traits, ${LIMITS.describedEvents} events and ${LIMITS.describedComputed} computed traits at most`)
  .meta({
    description: `Beside the ids: ${COLUMNS} (when they last did it), separated by commas. A comma inside a name is written \`%2C\`.`,
    examples: ["name,email,trait:plan"],
  });

export type PersonDescription = z.infer<typeof descriptionSchema>;
export type Descriptions = z.infer<typeof descriptionsSchema>;

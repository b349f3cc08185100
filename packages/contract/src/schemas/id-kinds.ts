import { z } from "zod";
import { ID_FORMATS, ID_JOINS } from "../choices.ts";
import { LIMITS, PAGE_SIZES } from "../limits.ts";
import { cursorSchema, pageLimit, timeSchema } from "./common.ts";
import { jobSchema } from "./jobs.ts";

const nameSchema = z.string().min(1).max(LIMITS.idKindName);

const sourceSchema = z
  .discriminatedUnion("from", [
    z.strictObject({
      from: z.literal("trait"),
      name: nameSchema.meta({
        description: "A trait of identify calls, of facts, and of `context.traits` of any call.",
      }),
    }),
    z.strictObject({
      from: z.literal("property"),
      path: nameSchema.meta({
        description: "A property of track, page and screen calls; dots lead into objects.",
        examples: ["customer.email"],
      }),
    }),
    z.strictObject({
      from: z.literal("external_id"),
      type: nameSchema.meta({ description: "The `type` of an entry of `context.externalIds` of any call." }),
    }),
  ])
  .meta({ id: "IdSource" });

const ruleFields = {
  format: z.enum(ID_FORMATS).meta({
    description:
      "How its ids are written: `text` as they are, `email` in small letters, `phone` as + and digits. It stays as it is.",
  }),
  country: z
    .string()
    .regex(/^[A-Z]{2}$/, "must be two letters of ISO 3166")
    .exactOptional()
    .meta({
      description:
        "Of phone numbers: in which country those are that name none, such as 044 123 45 67 in UA. Without it such a number is no id. It may be added, and then stays as it is.",
    }),
  sources: z
    .array(sourceSchema)
    .min(1)
    .max(LIMITS.idKindSources)
    .meta({ description: "More may be added; none is taken away from a kind that is or was on." }),
  perPerson: z.int().min(1).max(LIMITS.idsOfKind).meta({ description: "How many one person may have." }),
  joins: z.enum(ID_JOINS).meta({
    description:
      "`nothing`: it belongs to whom named it first. `anonymous`: it puts who has no user id to somebody, and never two together who both have one. `people`: it may do that too.",
  }),
  heldAbove: z.int().min(1).max(LIMITS.idsOfKind).meta({
    description: "An id that was named together with more other ids than this is held for review.",
  }),
};

export const idKindKeySchema = z
  .string()
  .regex(/^[a-z][a-z0-9_]{0,39}$/, "must be 1 to 40 of a-z, 0-9 and _, a letter first")
  .refine((key) => !["user", "anonymous", "alias", "call", "id"].includes(key), "has a meaning of its own")
  .meta({ examples: ["email"] });

export const unreadPeopleQuerySchema = z.strictObject({
  from: z.enum(["trait", "property", "external_id"]),
  name: nameSchema.meta({ description: "Of the trait, the path of the property, or the type of the id." }),
  after: cursorSchema.optional(),
  limit: pageLimit(PAGE_SIZES.members),
});

const presetSchema = z.object({ key: z.string(), ...ruleFields }).meta({ id: "IdKindPreset" });

const unreadSchema = z
  .object({
    source: sourceSchema,
    count: z.int().meta({ description: "How often, since the kind reads there by its present rule." }),
    last: timeSchema.meta({ description: "The latest time at which such a text was said." }),
    under: z.int().meta({
      description:
        "Ids under which it was said, of those that are kept: up to 1,000 of a source; `listUnreadPeople` tells whose they are.",
    }),
    shape: z.string().meta({
      description: "How the one counted last is written: x for each letter, 9 for each digit.",
      examples: ["xxx@xxxx"],
    }),
  })
  .meta({ id: "UnreadIds", description: "Texts that stand where ids of the kind are read, and are none." });

const idKindSchema = z
  .object({
    key: z.string(),
    ...ruleFields,
    isOn: z.boolean().meta({ description: "The ids of one that is off are nobody's." }),
    rev: z.int(),
    unread: z.array(unreadSchema).meta({ description: "Of those of its sources that have any." }),
  })
  .meta({ id: "IdKind" });

const ownKindSchema = z
  .object({
    key: z.enum(["user", "anonymous"]),
    perPerson: z.int(),
    joins: z.enum(ID_JOINS),
    heldAbove: z.int(),
  })
  .meta({
    id: "OwnIdKind",
    description: "Ids that events belong to. Their rules are fixed; an alias call may join two user ids.",
  });

export const idKindsSchema = z
  .object({
    own: z.array(ownKindSchema),
    kinds: z.array(idKindSchema),
    countries: z.array(z.string()).meta({ description: "Those that a kind of phone numbers may have." }),
    presets: z.array(presetSchema).meta({ description: "Kinds to begin with; none is on by itself." }),
    job: jobSchema.nullable().meta({
      description: "The newest job that put people together by changed rules; null where there was none.",
    }),
  })
  .meta({ id: "IdKinds" });

export const idKindEditSchema = z
  .strictObject({
    ...ruleFields,
    rev: z.int().min(0).meta({ description: "The revision this edit started from; 0 makes a new one." }),
  })
  .meta({ id: "IdKindEdit" });

export const idKindChangeSchema = z
  .object({
    offset: z.int().meta({ description: "The log record that says so." }),
    inForce: z.boolean().meta({
      description: "False while people are still being put together; it comes into force by itself.",
    }),
    job: jobSchema.nullable().meta({
      description: "Brings people who are known already in line with it; null where nothing is to be done.",
    }),
  })
  .meta({ id: "IdKindChange" });

export type IdKinds = z.infer<typeof idKindsSchema>;
export type IdKind = z.infer<typeof idKindSchema>;
export type IdKindEdit = z.infer<typeof idKindEditSchema>;
export type IdSource = z.infer<typeof sourceSchema>;

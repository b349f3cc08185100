import { z } from "zod";
import { actorSchema, timeSchema } from "./common.ts";
import { personIdSchema } from "./people.ts";

export const purposeKeySchema = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,63}$/, "must be 1 to 64 of a-z, 0-9, - and _, beginning with a letter")
  .meta({ id: "PurposeKey", examples: ["marketing"] });

const text = (max: number) => z.string().trim().min(1).max(max);

const purposeFields = {
  name: text(120),
  kind: z.enum(["purpose", "channel"]).meta({
    description:
      "A purpose of processing, or a channel people are reached by. Both are agreed to or refused.",
  }),
  otherwise: z.boolean().meta({ description: "Whether who never said allows it." }),
  exceptIn: z
    .array(text(60))
    .max(300)
    .meta({
      description:
        "Values of the trait `country`, in any letter case, of whom the opposite of `otherwise` holds.",
      examples: [["DE", "FR"]],
    }),
  refusedBySignal: z.boolean().meta({
    description: "Whether a browser that sends `Sec-GPC: 1` or `DNT: 1` refuses it.",
  }),
  categories: z.array(text(120)).max(50).meta({
    description: "Other words senders use for it in `context.consent`; key and name are understood without.",
  }),
};

const address = text(500)
  .nullable()
  .meta({
    description:
      "Of a channel: the trait that holds where people are reached, such as `email`, `phone` or the token of a device. Null: not known, and then nobody is taken for unreachable for want of one.",
    examples: ["email"],
  });

export const purposeSchema = z
  .object({
    key: purposeKeySchema,
    ...purposeFields,
    address,
    rev: z.int(),
    updatedAt: timeSchema,
    updatedBy: actorSchema,
  })
  .meta({ id: "Purpose" });

export const purposesSchema = z.object({ purposes: z.array(purposeSchema) });

export const purposeEditSchema = z
  .strictObject({
    ...purposeFields,
    address: address.optional(),
    rev: z.int().min(0).meta({ description: "The revision this edit started from; 0 makes a new purpose." }),
  })
  .meta({ id: "PurposeEdit" });

const carried = z.record(z.string().max(500), z.array(purposeKeySchema).max(20));
const dataPurposesFields = {
  events: carried.meta({ description: "By event name." }),
  properties: z
    .record(z.string().max(500), carried)
    .meta({ description: "By event name, then by property." }),
  traits: carried.meta({ description: "By trait." }),
};

export const dataPurposesSchema = z.object({ ...dataPurposesFields, rev: z.int() }).meta({
  id: "DataPurposes",
  description: "Purposes that data carry: whatever reads them sees only people who allow them all.",
});

export const dataPurposesEditSchema = z
  .strictObject({ ...dataPurposesFields, rev: z.int().min(0) })
  .meta({ id: "DataPurposesEdit" });

export const consentWordSchema = z
  .strictObject({
    purpose: purposeKeySchema,
    allowed: z.boolean().nullable().meta({ description: "Null takes back what was said." }),
    text: z
      .string()
      .max(10_000)
      .nullable()
      .optional()
      .meta({ description: "The words the person was shown." }),
    source: text(200).meta({ description: "Where it was said.", examples: ["preference centre"] }),
    time: timeSchema.optional().meta({ description: "When it was said; now when absent, never later." }),
  })
  .meta({ id: "ConsentWord" });

export const consentSchema = z
  .object({
    purposes: z.array(
      z.object({
        purpose: purposeKeySchema,
        name: z.string(),
        kind: z.enum(["purpose", "channel"]),
        allowed: z.boolean(),
        said: z.boolean().nullable().meta({ description: "Null: nothing, and the default decides." }),
      }),
    ),
    history: z
      .array(
        z.object({
          purpose: z.string(),
          allowed: z.boolean().nullable(),
          time: timeSchema,
          recordedAt: timeSchema,
          id: personIdSchema.meta({ description: "The id it was said under." }),
          text: z.string().nullable(),
          source: z.string().nullable(),
          by: actorSchema.nullable().meta({ description: "Null: the person's own device." }),
          ip: z.string().nullable().meta({ description: "Reduced: 24 bits of IPv4, 48 of IPv6." }),
        }),
      )
      .meta({ description: "Every word with its proof, newest first." }),
  })
  .meta({ id: "Consent" });

export type Purpose = z.infer<typeof purposeSchema>;
export type DataPurposes = z.infer<typeof dataPurposesSchema>;
export type Consent = z.infer<typeof consentSchema>;

import { jsonText } from "@habitus/kernel";
import { z } from "zod";
import { ITEM_FIELDS } from "../item-fields.ts";
import { LIMITS } from "../limits.ts";
import { amountSchema, currencySchema, exactNumberSchema } from "./amount.ts";
import { actorSchema, idSchema, nextSchema, timeSchema } from "./common.ts";

export const itemIdSchema = z
  .string()
  .min(1)
  .max(LIMITS.itemIdLength)
  .regex(/^[^\p{Cc}\p{Surrogate}]+$/u, "must hold no control characters");

const scalarSchema = z.union([z.string().max(500), z.number(), exactNumberSchema, z.boolean()]);

const propertiesSchema = z
  .record(
    z
      .string()
      .min(1)
      .max(100)
      .regex(/^[^$]/, "must not begin with $")
      .refine((name) => !(ITEM_FIELDS as readonly string[]).includes(name), "has a field of its own"),
    z.union([scalarSchema, z.array(scalarSchema).max(50)]),
  )
  .refine(
    (properties) => Object.keys(properties).length <= LIMITS.itemProperties,
    `must have at most ${LIMITS.itemProperties} entries`,
  )
  .meta({ description: "Whatever else the workspace knows of it. Numbers keep every digit." });

const contentShape = {
  name: z.string().trim().min(1).max(300).nullable().optional(),
  categories: z
    .array(z.string().trim().min(1).max(200))
    .max(LIMITS.itemCategories)
    .optional()
    .meta({ description: "The first is the main one: `$item.category` in definitions." }),
  price: amountSchema.nullable().optional(),
  currency: currencySchema.nullable().optional(),
  launched: timeSchema.nullable().optional().meta({ description: "Since when it has been on offer." }),
  stock: z.number().nullable().optional(),
  properties: propertiesSchema.optional(),
};

function fits(content: object): boolean {
  // Twice as many characters as bytes are never too few.
  return new TextEncoder().encode(jsonText(content)).length <= LIMITS.itemBytes;
}
const TOO_LARGE = `must take at most ${LIMITS.itemBytes} bytes`;

export const itemEditSchema = z
  .strictObject({
    ...contentShape,
    rev: z.int().min(0).optional().meta({
      description: "The revision this edit started from, 0 of a new one; without it whatever is there.",
    }),
  })
  .refine(fits, TOO_LARGE)
  .meta({ id: "ItemEdit", description: "The entry as it shall stand: what is left out is not known of it." });

export const itemContentSchema = z
  .strictObject({ id: itemIdSchema, ...contentShape })
  .refine(fits, TOO_LARGE);

export const itemBatchSchema = z
  .strictObject({ items: z.array(itemContentSchema).min(1).max(LIMITS.itemsAtOnce) })
  .meta({ id: "ItemBatch", description: "Entries as they shall stand; all of them are taken or none." });

export const itemSchema = z
  .object({
    id: z.string(),
    name: z.string().nullable(),
    categories: z.array(z.string()),
    price: z
      .string()
      .nullable()
      .meta({ description: "Exact.", examples: ["12.5"] }),
    currency: z.string().nullable(),
    launched: timeSchema.nullable(),
    stock: z.number().nullable(),
    properties: z.record(z.string(), z.union([scalarSchema, z.array(scalarSchema)])),
    rev: z.int(),
    updatedAt: timeSchema,
    updatedBy: actorSchema,
  })
  .meta({
    id: "Item",
    description: "An entry of the item catalogue. Events that name its id take it along as `$item`.",
  });

export const itemPageSchema = z
  .object({
    count: z.int().meta({ description: "Entries of the whole catalogue." }),
    items: z.array(itemSchema),
    next: nextSchema,
  })
  .meta({ id: "ItemPage" });

export const itemChangeSchema = z
  .object({ added: z.int(), changed: z.int(), unchanged: z.int() })
  .meta({ id: "ItemChange" });

const propertyNameSchema = z.string().min(1).max(100);

const namingShape = {
  idProperties: z.array(propertyNameSchema).min(1).max(10).meta({
    description: "Properties that may name an item's id; the first that an event, or an item of it, has.",
  }),
  lists: z
    .array(propertyNameSchema)
    .max(10)
    .meta({ description: "Properties that hold lists of items, such as `products`." }),
};

export const itemNamingSchema = z
  .object({ ...namingShape, rev: z.int(), updatedAt: timeSchema.nullable() })
  .meta({ id: "ItemNaming", description: "Where events name items." });

export const itemNamingEditSchema = z
  .strictObject({ ...namingShape, rev: z.int().min(0) })
  .meta({ id: "ItemNamingEdit", description: "Events that come from now on are read so." });

export const itemFileSchema = z.strictObject({
  file: idSchema.meta({
    description: "An uploaded file (`POST /api/imports/files`) with a column `id`.",
  }),
});

export const itemFileResultSchema = itemChangeSchema
  .extend({
    rows: z.int(),
    bad: z.int().meta({ description: "Rows with mistakes, which were left out." }),
    problems: z
      .array(z.object({ row: z.int(), detail: z.string() }))
      .max(LIMITS.itemProblems)
      .meta({ description: "Of the first rows with mistakes." }),
  })
  .meta({ id: "ItemFileResult", description: "The `result` of a job that fills the item catalogue." });

export type ItemFileResult = z.infer<typeof itemFileResultSchema>;
export type Item = z.infer<typeof itemSchema>;
export type ItemNaming = z.infer<typeof itemNamingSchema>;
/** As a caller may write it. */
export type ItemContent = z.output<typeof itemContentSchema>;

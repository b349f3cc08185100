import { z } from "zod";
import { LIMITS, PAGE_SIZES } from "../limits.ts";
import { describeRoutes, JOB_ERRORS } from "../route.ts";
import { cursorSchema, pageLimit } from "../schemas/common.ts";
import {
  itemBatchSchema,
  itemChangeSchema,
  itemEditSchema,
  itemFileSchema,
  itemIdSchema,
  itemNamingEditSchema,
  itemNamingSchema,
  itemPageSchema,
  itemSchema,
} from "../schemas/items.ts";
import { jobSchema } from "../schemas/jobs.ts";

const tag = "Items";
const reading = { role: "viewer", scope: "events:read" } as const;
const writing = { role: "editor", scope: "events:write" } as const;
const params = z.strictObject({ id: itemIdSchema });

/** What the workspace knows of the things that people look at and buy. */
export const itemRoutes = describeRoutes({
  listItems: {
    tag,
    summary: "The item catalogue",
    description: "In order of ids. A search finds what stands in an id, a name or a category.",
    access: reading,
    query: z.strictObject({
      search: z.string().min(1).max(LIMITS.searchLength).optional(),
      after: cursorSchema.optional(),
      limit: pageLimit(PAGE_SIZES.standard),
    }),
    success: { kind: "json", status: 200, schema: itemPageSchema },
    errors: ["invalid_cursor"],
  },
  getItem: {
    tag,
    summary: "One item",
    access: reading,
    params,
    success: { kind: "json", status: 200, schema: itemSchema },
    errors: [],
  },
  editItem: {
    tag,
    summary: "Make or replace an item",
    description:
      "Events take the entry that is in force when they arrive; those that came before keep theirs.",
    access: writing,
    params,
    body: itemEditSchema,
    exactNumbers: true,
    success: { kind: "json", status: 200, schema: itemSchema },
    errors: ["conflict", "too_many"],
  },
  writeItems: {
    tag,
    summary: "Make or replace many items",
    description: `Up to ${LIMITS.itemsAtOnce} in one call. Of one id the last entry counts. What is as it was keeps its revision.`,
    access: writing,
    body: itemBatchSchema,
    exactNumbers: true,
    success: { kind: "json", status: 200, schema: itemChangeSchema },
    errors: ["too_many"],
  },
  deleteItem: {
    tag,
    summary: "Delete an item",
    description: "Events that took it along keep it.",
    access: writing,
    params,
    success: { kind: "empty", status: 204 },
    errors: [],
  },
  importItems: {
    tag,
    summary: "Make or replace items by an uploaded file",
    description:
      "CSV, NDJSON or Parquet with a column `id`; further columns are `name`, `categories` (or `category`; several with | between), `price`, `currency`, `launched` (or `launch_date`) and `stock`, all others properties. A job does it; its `result` is an `ItemFileResult`.",
    access: writing,
    body: itemFileSchema,
    success: { kind: "json", status: 202, schema: jobSchema },
    errors: ["not_found", ...JOB_ERRORS, "unreadable_file"],
  },
  getItemNaming: {
    tag,
    summary: "Where events name items",
    access: reading,
    success: { kind: "json", status: 200, schema: itemNamingSchema },
    errors: [],
  },
  editItemNaming: {
    tag,
    summary: "Say where events name items",
    access: { role: "admin", scope: "workspace:write" },
    body: itemNamingEditSchema,
    success: { kind: "json", status: 200, schema: itemNamingSchema },
    errors: ["conflict"],
  },
});

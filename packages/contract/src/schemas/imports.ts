import { z } from "zod";
import { FIELD_TYPES } from "../choices.ts";
import { LIMITS } from "../limits.ts";
import { actorSchema, jsonObjectSchema, keySchema, nextSchema, timeSchema, zoneSchema } from "./common.ts";
import { JOB_STATES, jobSchema } from "./jobs.ts";

export const columnSchema = z.string().min(1).max(300);
const columnsSchema = z.array(columnSchema).max(LIMITS.importColumns);

/** Named ways in which a time is written; any other is a pattern such as `DD.MM.YYYY HH:mm`. */
const TIME_FORMATS = ["iso", "seconds", "milliseconds", "microseconds"] as const;

const TIME_PATTERN = /^(?=.*YY)(?=.*M)(?=.*D)[YMDHhmsSA\d\s./:,\-TZ]+$/;

const timeFormatSchema = z
  .string()
  .max(40)
  .refine(
    (text) => (TIME_FORMATS as readonly string[]).includes(text) || TIME_PATTERN.test(text),
    "must be iso, seconds, milliseconds, microseconds or a pattern such as DD.MM.YYYY HH:mm",
  )
  .meta({
    description:
      "`iso`: ISO 8601, or an epoch number of seconds or milliseconds. Else `seconds`, `milliseconds`, `microseconds` since 1970, or a pattern of YYYY YY MMM MM M DD D HH H hh h mm ss SSS A.",
    examples: ["iso", "DD.MM.YYYY HH:mm"],
  });

export const valueFromSchema = z
  .strictObject({
    columns: columnsSchema.meta({ description: "The first of these that is not blank gives the value." }),
    constant: z.string().max(500).nullable().meta({ description: "The value where all of them are blank." }),
  })
  .meta({ id: "ValueFrom" });

export const timeFields = {
  format: timeFormatSchema,
  zone: zoneSchema.meta({ description: "Where the clock stood that a time without an offset was read off." }),
};

export const mappedFieldSchema = z
  .strictObject({
    to: z.string().min(1).max(200).meta({ description: "Name of the property or trait." }),
    as: z.enum(["property", "trait", "account"]).meta({
      description: "A property of the event, a trait of the person, or a trait of the account.",
    }),
    from: valueFromSchema,
    type: z.enum(FIELD_TYPES).meta({
      description:
        "`money` is a number that may carry a currency sign. `list` is cut at `separator`. A blank cell leaves the field out; a cell that is not of the type makes a row with a mistake.",
    }),
    decimal: z.enum([".", ","]).optional().meta({ description: "Of numbers and money; `.` when left out." }),
    separator: z.string().min(1).max(5).optional().meta({ description: "Of lists; `|` when left out." }),
    time: z.strictObject(timeFields).optional().meta({ description: "Of times; ISO in UTC when left out." }),
  })
  .meta({ id: "MappedField" });

const fileFormatSchema = z.discriminatedUnion("format", [
  z.strictObject({
    format: z.literal("csv"),
    delimiter: z.enum([",", ";", "\t", "|"]),
    header: z.boolean().meta({ description: "Without a header the columns are `column 1`, `column 2` …" }),
    encoding: z.enum(["utf-8", "windows-1252", "utf-16le"]),
  }),
  z.strictObject({ format: z.literal("ndjson") }),
  z.strictObject({ format: z.literal("parquet") }),
]);

const eventNameSchema = z.strictObject({
  from: valueFromSchema,
  names: z.record(z.string(), z.string().min(1).max(500).nullable()).meta({
    description: "What a value of the file is called here; null passes the row over.",
  }),
  otherwise: z
    .enum(["keep", "skip"])
    .meta({ description: "What becomes of values that `names` does not have." }),
});

type Draft = {
  readonly what: string;
  readonly event: unknown;
  readonly userId: unknown;
  readonly anonymousId: unknown;
  readonly groupId?: unknown;
  readonly fields: readonly { readonly as: string }[];
};

function contradictions(mapping: Draft): readonly { readonly path: string; readonly message: string }[] {
  const found: { readonly path: string; readonly message: string }[] = [];
  if (mapping.what === "events" && mapping.event === null) {
    found.push({ path: "event", message: "must say which event a row is" });
  }
  if (mapping.what !== "events" && mapping.event !== null) {
    found.push({ path: "event", message: `must be null: rows are ${mapping.what}` });
  }
  if (mapping.what !== "accounts" && mapping.userId === null && mapping.anonymousId === null) {
    found.push({ path: "userId", message: "must say whose the row is, here or in anonymousId" });
  }
  if (mapping.what === "people" && mapping.fields.some(({ as }) => as === "property")) {
    found.push({ path: "fields", message: "must be traits: rows are people" });
  }
  if (mapping.what === "accounts" && mapping.fields.some(({ as }) => as !== "account")) {
    found.push({ path: "fields", message: "must be of the account: rows are accounts" });
  }
  const namesAccount = mapping.what === "accounts" || mapping.fields.some(({ as }) => as === "account");
  if (namesAccount && mapping.groupId === undefined) {
    found.push({ path: "groupId", message: "must say which account it is" });
  }
  return found;
}

export const importMappingSchema = z
  .strictObject({
    dataset: keySchema.meta({
      description: "Names what the rows are. A row counts once per data set, however often it is imported.",
      examples: ["till-2026"],
    }),
    what: z.enum(["events", "people", "accounts"]).meta({
      description:
        "`events`: a row is a track call, with traits an identify call too. `people`: an identify call. `accounts`: a group call, which says what the account is like and puts the person into it whom the row names, if any. Rows of the first two are a group call too where `groupId` has a value.",
    }),
    file: fileFormatSchema,
    event: eventNameSchema.nullable(),
    time: z
      .strictObject({ columns: columnsSchema.min(1), ...timeFields })
      .nullable()
      .meta({ description: "Null: when the import was started." }),
    userId: valueFromSchema.nullable(),
    anonymousId: valueFromSchema.nullable(),
    groupId: valueFromSchema.exactOptional().meta({
      description: "The account that the person belongs to. A row of accounts without one has a mistake.",
    }),
    key: z.array(columnSchema).max(20).meta({
      description:
        "Columns that tell a row from all others of the data set. Empty: the whole row, and how many the same came before it.",
    }),
    blanks: z
      .array(z.string().max(50))
      .max(20)
      .meta({ description: "Words that count as a blank cell, such as NULL." }),
    fields: z.array(mappedFieldSchema).max(LIMITS.importFields),
  })
  .superRefine((mapping, context) => {
    for (const { path, message } of contradictions(mapping)) {
      context.addIssue({ code: "custom", path: [path], message });
    }
  })
  .meta({ id: "ImportMapping" });

export const uploadFileQuerySchema = z.strictObject({
  name: z.string().min(1).max(255).meta({ description: "Name of the file, such as `orders.csv.gz`." }),
});

export const importFileSchema = z
  .object({
    id: z.string(),
    name: z.string(),
    bytes: z.int(),
    columns: z.array(z.string()),
    rows: z.array(z.array(z.string().nullable())).meta({
      description: `The first ${LIMITS.importPreviewRows} rows, cell by cell; null is a blank cell.`,
    }),
    guess: importMappingSchema.meta({
      description: "A mapping to begin with, from the header and the first rows.",
    }),
    createdAt: timeSchema,
    createdBy: actorSchema,
  })
  .meta({ id: "ImportFile" });

export const importFilesSchema = z.object({ files: z.array(importFileSchema) });

const countedSchema = z.object({ name: z.string(), count: z.int() });

export const importReportSchema = z
  .object({
    rows: z.int().meta({ description: "Rows read so far. Each is good, bad, skipped or repeated." }),
    good: z.int(),
    bad: z.int(),
    skipped: z.int().meta({ description: "Passed over as the mapping says." }),
    repeated: z.int().meta({ description: "Rows with the key of an earlier row of the same file." }),
    calls: z.int().meta({ description: "Events and traits calls the good rows make." }),
    reasons: z.array(
      z.object({
        reason: z.string(),
        means: z.string(),
        count: z.int(),
        example: z.string().meta({ description: "What was said of the first such row." }),
      }),
    ),
    names: z.array(countedSchema).meta({ description: "Events by name, most frequent first." }),
    otherNames: z.int().meta({ description: "Events with names beyond those that are told one by one." }),
    people: z.object({
      known: z.int().meta({ description: "Whose id was known before the import came to them." }),
      new: z.int(),
    }),
    firstTime: timeSchema.nullable(),
    lastTime: timeSchema.nullable(),
    samples: z
      .array(z.object({ row: z.int(), calls: z.array(jsonObjectSchema) }))
      .meta({ description: "What the first good rows become, as calls of the tracking API." }),
  })
  .meta({ id: "ImportReport" });

export const importStartSchema = z
  .strictObject({
    file: z.string().max(100).meta({ description: "Id of an uploaded file." }),
    mode: z.enum(["check", "run"]).meta({ description: "`check` reads the whole file and changes nothing." }),
    mapping: z
      .union([importMappingSchema, keySchema])
      .meta({ description: "A mapping, or the key of a saved one." }),
  })
  .meta({ id: "ImportStart" });

export const importSchema = z
  .object({
    id: z.string(),
    mode: z.enum(["check", "run"]),
    state: z.enum(JOB_STATES),
    file: z.object({ id: z.string(), name: z.string(), bytes: z.int() }),
    mappingKey: z.string().nullable(),
    mapping: importMappingSchema,
    report: importReportSchema,
    errorFile: z
      .string()
      .nullable()
      .meta({ description: "Name of the file of rows with mistakes; null while there are none." }),
    job: jobSchema.nullable().meta({ description: "Null when it ended long ago." }),
    createdAt: timeSchema,
    createdBy: actorSchema,
  })
  .meta({ id: "Import" });

export const importPageSchema = z.object({ imports: z.array(importSchema), next: nextSchema });

export const importMappingRecordSchema = z
  .object({
    key: keySchema,
    name: z.string(),
    shipped: z.boolean().meta({ description: "Came with Habitus and cannot be changed." }),
    mapping: importMappingSchema,
    rev: z.int(),
    updatedAt: timeSchema.nullable(),
    updatedBy: actorSchema.nullable(),
  })
  .meta({ id: "ImportMappingRecord" });

export const importMappingsSchema = z.object({ mappings: z.array(importMappingRecordSchema) });

export const importMappingEditSchema = z
  .strictObject({
    name: z.string().trim().min(1).max(120),
    mapping: importMappingSchema,
    rev: z.int().min(0).meta({ description: "The revision this edit started from; 0 makes a new one." }),
  })
  .meta({ id: "ImportMappingEdit" });

export type ValueFrom = z.infer<typeof valueFromSchema>;
export type MappedField = z.infer<typeof mappedFieldSchema>;
export type ImportMapping = z.infer<typeof importMappingSchema>;
export type ImportFile = z.infer<typeof importFileSchema>;
export type ImportReport = z.infer<typeof importReportSchema>;
export type Import = z.infer<typeof importSchema>;
export type ImportMappingRecord = z.infer<typeof importMappingRecordSchema>;

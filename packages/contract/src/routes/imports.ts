import { z } from "zod";
import { LIMITS, PAGE_SIZES } from "../limits.ts";
import { describeRoutes, JOB_ERRORS } from "../route.ts";
import { cursorSchema, idSchema, keySchema, pageLimit } from "../schemas/common.ts";
import {
  importFileSchema,
  importFilesSchema,
  importMappingEditSchema,
  importMappingRecordSchema,
  importMappingsSchema,
  importPageSchema,
  importSchema,
  importStartSchema,
  uploadFileQuerySchema,
} from "../schemas/imports.ts";

const tag = "Imports";
const reading = { role: "viewer", scope: "events:read" } as const;
const writing = { role: "editor", scope: "events:write" } as const;
const byId = z.strictObject({ id: idSchema });
const byKey = z.strictObject({ key: keySchema });

export const importRoutes = describeRoutes({
  uploadImportFile: {
    tag,
    summary: "Upload a file to import",
    description:
      "CSV, NDJSON or Parquet, each also packed with gzip. Answers with its first rows and a mapping to begin with. The file is kept until it is imported or deleted, a week at the most.",
    access: writing,
    query: uploadFileQuerySchema,
    upload: { type: "application/octet-stream", bytes: LIMITS.importFileBytes },
    success: { kind: "json", status: 201, schema: importFileSchema },
    errors: ["too_many", "unreadable_file"],
  },
  listImportFiles: {
    tag,
    summary: "Uploaded files that wait to be imported",
    access: writing,
    success: { kind: "json", status: 200, schema: importFilesSchema },
    errors: [],
  },
  getImportFile: {
    tag,
    summary: "An uploaded file: its first rows and a mapping to begin with",
    access: writing,
    params: byId,
    success: { kind: "json", status: 200, schema: importFileSchema },
    errors: [],
  },
  deleteImportFile: {
    tag,
    summary: "Delete an uploaded file that no import is reading",
    access: writing,
    params: byId,
    success: { kind: "empty", status: 204 },
    errors: ["job_running"],
  },
  startImport: {
    tag,
    summary: "Check a file, or import it",
    description:
      "Answers at once; follow its job with `streamJobProgress`, pause, resume or cancel it there. Rows go the way of the tracking API's calls. A row counts once per data set, so an import may be begun again at any time.",
    access: writing,
    body: importStartSchema,
    success: { kind: "json", status: 202, schema: importSchema },
    errors: ["not_found", ...JOB_ERRORS],
  },
  listImports: {
    tag,
    summary: "Imports, newest first",
    access: reading,
    query: z.strictObject({ after: cursorSchema.optional(), limit: pageLimit(PAGE_SIZES.standard) }),
    success: { kind: "json", status: 200, schema: importPageSchema },
    errors: ["invalid_cursor"],
  },
  getImport: {
    tag,
    summary: "One import with its report",
    access: reading,
    params: byId,
    success: { kind: "json", status: 200, schema: importSchema },
    errors: [],
  },
  downloadImportErrors: {
    tag,
    summary: "The rows with mistakes, as a file",
    description:
      "In the form of the imported file, with the row's number, the reason and a sentence before each. Mended, it can be uploaded and imported as it is.",
    access: writing,
    params: byId,
    success: { kind: "file", status: 200, type: "application/octet-stream" },
    errors: [],
  },
  listImportMappings: {
    tag,
    summary: "Saved mappings, and those that came with Habitus",
    access: reading,
    success: { kind: "json", status: 200, schema: importMappingsSchema },
    errors: [],
  },
  editImportMapping: {
    tag,
    summary: "Save a mapping under a key",
    access: writing,
    params: byKey,
    body: importMappingEditSchema,
    success: { kind: "json", status: 200, schema: importMappingRecordSchema },
    errors: ["conflict", "already_exists"],
  },
  deleteImportMapping: {
    tag,
    summary: "Delete a saved mapping",
    access: writing,
    params: byKey,
    success: { kind: "empty", status: 204 },
    errors: [],
  },
});

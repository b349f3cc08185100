import type { Import, ImportFile, ImportMappingRecord, ImportReport } from "@habitus/contract";
import { DEAD_REASONS, type DeadReason } from "@habitus/events";
import { formatInstant, HabitusError } from "@habitus/kernel";
import { errorFileName } from "../../../../imports/error-rows.ts";
import { importId, type FileRecord } from "../../../../imports/import-store.ts";
import type { ImportView, MappingRecord } from "../../../../imports/imports.ts";
import { ROW_REASONS } from "../../../../imports/map-row.ts";
import type { Report } from "../../../../imports/report.ts";
import { SHIPPED_MAPPINGS, type ShippedMapping } from "../../../../imports/shipped-mappings.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { toJob } from "../workspace/jobs.ts";
import { found, isoOrNull, numberCursor, PAGE, readNumberCursor } from "../shared.ts";

type ImportOperations =
  | "uploadImportFile"
  | "listImportFiles"
  | "getImportFile"
  | "deleteImportFile"
  | "startImport"
  | "listImports"
  | "getImport"
  | "downloadImportErrors"
  | "listImportMappings"
  | "editImportMapping"
  | "deleteImportMapping";

export function importHandlers({ imports, access, now }: ManagementDeps): HandlersFor<ImportOperations> {
  return {
    uploadImportFile: async ({ query, body }, { caller }) =>
      toFile(await imports.upload(query.name, body, caller.actor)),
    listImportFiles: () => ({ files: imports.files().map(toFile) }),
    getImportFile: ({ params }) => toFile(found(imports.file(params.id), "uploaded file")),
    async deleteImportFile({ params }, { caller }) {
      await imports.removeFile(params.id, caller.actor);
      return undefined;
    },
    startImport: async ({ body }, { caller }) => toImport(await imports.start(body, caller.actor)),
    listImports({ query }) {
      const limit = query.limit ?? PAGE;
      const all = imports.list(readNumberCursor(query.after), limit + 1);
      const page = all.slice(0, limit);
      const last = page.at(-1);
      const next = all.length > limit && last !== undefined ? last.number : null;
      return { imports: page.map(toImport), next: numberCursor(next) };
    },
    getImport: ({ params }) => toImport(found(imports.get(params.id), "import")),
    async downloadImportErrors({ params }, { caller }) {
      found(imports.get(params.id), "import");
      const file = found(imports.errors(params.id), "file of rows with mistakes");
      const target = `import/${params.id}`;
      await access.audit.write({
        actor: caller.actor,
        at: now(),
        action: "import.download_errors",
        target,
        before: null,
        after: null,
      });
      return file;
    },
    listImportMappings: () => ({
      mappings: [...[...SHIPPED_MAPPINGS.values()].map(toShipped), ...imports.mappings.list().map(toMapping)],
    }),
    async editImportMapping({ params, body }, { caller }) {
      refuseShipped(params.key);
      const { name, mapping, rev } = body;
      return toMapping(await imports.mappings.set(params.key, { name, mapping }, rev, caller.actor));
    },
    async deleteImportMapping({ params }, { caller }) {
      await imports.mappings.remove(params.key, caller.actor);
      return undefined;
    },
  };
}

function refuseShipped(key: string): void {
  if (!SHIPPED_MAPPINGS.has(key)) return;
  throw new HabitusError("already_exists", `"${key}" came with Habitus and cannot be changed.`, {
    fix: "Save it under another key.",
  });
}

function toFile({ createdAt, ...rest }: FileRecord): ImportFile {
  return structuredClone({ ...rest, createdAt: formatInstant(createdAt) }) as ImportFile;
}

const MEANINGS: Readonly<Record<string, string>> = {
  ...DEAD_REASONS,
  ...ROW_REASONS,
} satisfies Record<DeadReason | keyof typeof ROW_REASONS, string>;

function toReport({ reasons, firstTime, lastTime, ...rest }: Report): ImportReport {
  return structuredClone({
    ...rest,
    reasons: reasons.map((each) => ({ ...each, means: MEANINGS[each.reason] ?? each.reason })),
    firstTime: isoOrNull(firstTime),
    lastTime: isoOrNull(lastTime),
  }) as unknown as ImportReport;
}

function toImport(view: ImportView): Import {
  const { number, mode, state, file, mappingKey, mapping, report, errorBytes, jobView } = view;
  const id = importId(number);
  return {
    id,
    mode,
    state,
    file,
    mappingKey,
    mapping,
    report: toReport(report),
    errorFile: errorBytes === 0 ? null : errorFileName(id, mapping.file),
    job: jobView === null ? null : toJob(jobView),
    createdAt: formatInstant(view.createdAt),
    createdBy: view.createdBy,
  };
}

function toShipped({ key, name, mapping }: ShippedMapping): ImportMappingRecord {
  return { key, name, mapping, shipped: true, rev: 0, updatedAt: null, updatedBy: null };
}

function toMapping({ key, name, mapping, rev, updatedAt, updatedBy }: MappingRecord): ImportMappingRecord {
  return { key, name, mapping, shipped: false, rev, updatedAt: formatInstant(updatedAt), updatedBy };
}

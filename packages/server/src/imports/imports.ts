import { randomUUID } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { type Actor, type CostGuess, type ImportMapping, LIMITS } from "@habitus/contract";
import { DAY_MS, hash128, hashHex, HabitusError, type Instant } from "@habitus/kernel";
import { isZoneName } from "@habitus/segments";
import type { JobKind } from "../jobs/job-runs.ts";
import type { Jobs, JobView } from "../jobs/jobs.ts";
import type { Audit } from "../platform/audit.ts";
import type { DocumentRecord, Documents } from "../platform/documents.ts";
import { createDocuments } from "../platform/documents.ts";
import type { Kv, Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import { createUploadFiles } from "../platform/upload-files.ts";
import { NODES_BY_KEY, nodeKey } from "../profiles/identity.ts";
import { errorFileName, readErrorRows, removeErrorRows } from "./error-rows.ts";
import { forgetImports } from "./forget-imports.ts";
import {
  createImportJob,
  IMPORT_JOB,
  type ImportJobDeps,
  type ImportJobInput,
  runningImports,
} from "./import-job.ts";
import {
  createImportStore,
  type FileRecord,
  importId,
  importNumber,
  type ImportRecord,
  type ImportStore,
} from "./import-store.ts";
import {
  COST_JOB,
  type CostFileStart,
  type CostJobDeps,
  costGuessOf,
  createCostJob,
  startCostJob,
} from "./cost-job.ts";
import { jobsReading } from "./file-job.ts";
import { inspectFile, isPackedParquet } from "./inspect-file.ts";
import { createItemJob, ITEM_JOB, type ItemJobDeps, startItemJob } from "./item-job.ts";
import { columnsRead } from "./map-row.ts";
import { unpacked } from "./open-file.ts";
import type { SeenIds } from "./seen-ids.ts";
import { SHIPPED_MAPPINGS } from "./shipped-mappings.ts";

export type MappingContent = { readonly name: string; readonly mapping: ImportMapping };
export type MappingRecord = DocumentRecord<MappingContent>;

/** Key: the mapping's key. */
export const IMPORT_MAPPINGS: Table<MappingRecord> = { name: "import_mappings", version: 1 };

export type ImportView = ImportRecord & {
  readonly state: JobView["state"];
  /** Null when it ended long ago. */
  readonly jobView: JobView | null;
};

export type ImportStart = {
  readonly file: string;
  readonly mode: "check" | "run";
  readonly mapping: ImportMapping | string;
};

export type Imports = {
  /** @throws HabitusError `unreadable_file`, `too_many`, `storage_full`. */
  upload(name: string, bytes: AsyncIterable<Uint8Array>, by: Actor): Promise<FileRecord>;
  files(): readonly FileRecord[];
  file(id: string): FileRecord | null;
  /** @throws HabitusError `not_found`, `job_running` while an import reads it. */
  removeFile(id: string, by: Actor): Promise<void>;
  /** @throws HabitusError `not_found`, `invalid_request` when the file lacks columns the mapping reads. */
  start(what: ImportStart, by: Actor): Promise<ImportView>;
  /** Reads a file into the item catalogue. @throws HabitusError `not_found`, `unreadable_file`, `job_running`. */
  startItems(file: string, by: Actor): Promise<JobView>;
  /** Which columns of a file say what something cost. @throws HabitusError `not_found`. */
  guessCosts(file: string): CostGuess;
  /**
   * Reads a file into the cost ledger, or says what that would do.
   * @throws HabitusError `not_found`, `unreadable_file`, `invalid_request`, `job_running`.
   */
  startCosts(what: Omit<CostFileStart, "file"> & { readonly file: string }, by: Actor): Promise<JobView>;
  get(id: string): ImportView | null;
  /** Newest first; `before` is the number of the last page's last. */
  list(before: number | null, limit: number): readonly ImportView[];
  errors(id: string): { readonly name: string; readonly open: () => ReadableStream<Uint8Array> } | null;
  /** Saved by people; those that came with us are `SHIPPED_MAPPINGS`. */
  readonly mappings: Documents<MappingContent>;
  /** Removes what nobody will read any more; to be called before jobs run and files come in. */
  sweep(): Promise<void>;
  /** Removes files that nobody has imported within a week; to be called from time to time. */
  forgetOld(): Promise<void>;
  /** Somebody was erased: forgets what `forgetImports` says; answers how many imports and files are still needed. */
  forgetBefore(at: Instant): Promise<number>;
};

export type ImportsDeps = Omit<
  ImportJobDeps,
  "store" | "filePath" | "errorPath" | "openSeen" | "removeFile" | "isKnown"
> & {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly items: ItemJobDeps["items"];
  readonly costs: CostJobDeps["costs"];
  /** Everything of imports stands here. */
  readonly dir: string;
  readonly openSeen: (dir: string) => SeenIds;
  /** Where clocks stand that files say nothing of. */
  readonly zone: () => string;
  /** Names of the workspace's events; none where the event store does not answer. */
  readonly eventNames: () => Promise<readonly string[]>;
};

const KEPT_MS = 7 * DAY_MS;

/** The job's kind is needed to make the jobs, and the jobs to make the rest. */
export function createImports(deps: ImportsDeps): {
  readonly kinds: Readonly<Record<string, JobKind>>;
  with(jobs: Jobs): Imports;
} {
  const { kv, audit, now, dir } = deps;
  const store = createImportStore(kv);
  const files = createUploadFiles(join(dir, "files"));
  const filePath = (file: string): string => join(dir, "files", file);
  const errorPath = (number: number): string => join(dir, "errors", `${importId(number)}.rows`);
  const seenDir = join(dir, "seen");
  const hash = (text: string): string => hashHex(hash128(text));
  const forget = async (id: string): Promise<void> => {
    await store.forgetFile(id);
    await files.remove(id);
  };
  let using: Jobs | null = null;
  const readers = (file: string): readonly string[] => unfinished(store, using, file);
  // The job that asks is one of its readers.
  const removeRead = async (file: string): Promise<void> =>
    readers(file).length > 1 ? undefined : forget(file);
  const kind = createImportJob({
    ...deps,
    store,
    filePath,
    errorPath,
    isKnown: ({ kind: of, value }) => kv.get(NODES_BY_KEY, nodeKey(of, value, hash)) !== undefined,
    async openSeen(number) {
      const own = join(seenDir, importId(number));
      await rm(own, { recursive: true, force: true });
      return deps.openSeen(own);
    },
    removeFile: removeRead,
  });
  const reading = { file: (id: string) => store.file(id), filePath, removeFile: removeRead };
  const itemKind = createItemJob({ ...reading, items: deps.items });
  const costKind = createCostJob({ ...reading, costs: deps.costs });
  const mappings = createDocuments<MappingContent>({
    kv,
    audit,
    now,
    table: IMPORT_MAPPINGS,
    kind: "import_mapping",
    target: "import-mapping",
    called: "mapping",
    contentOf: ({ name, mapping }) => ({ name, mapping }),
  });
  return {
    kinds: { [IMPORT_JOB]: kind, [ITEM_JOB]: itemKind, [COST_JOB]: costKind },
    with(jobs) {
      using = jobs;
      const parts = { deps, store, files, filePath, errorPath, seenDir, forget, readers, mappings, jobs };
      return serviceOf(parts);
    },
  };
}

type Parts = {
  readonly deps: ImportsDeps;
  readonly store: ImportStore;
  readonly files: ReturnType<typeof createUploadFiles>;
  readonly filePath: (file: string) => string;
  readonly errorPath: (number: number) => string;
  readonly seenDir: string;
  readonly forget: (file: string) => Promise<void>;
  /** Imports that have not ended and read the file. */
  readonly readers: (file: string) => readonly string[];
  readonly mappings: Documents<MappingContent>;
  readonly jobs: Jobs;
};

function serviceOf(parts: Parts): Imports {
  const { deps, store, errorPath, forget, readers, mappings, jobs } = parts;
  const { audit, kv, now } = deps;
  const serially = createSerially();
  const view = (record: ImportRecord): ImportView => viewOf(record, jobs);
  const byId = (id: string): ImportRecord | null => {
    const number = importNumber(id);
    return number === null ? null : store.get(number);
  };
  return {
    upload: (name, bytes, by) => upload(parts, name, bytes, by),
    files: () => store.files(),
    file: (id) => store.file(id),
    removeFile: (id, by) =>
      serially(async () => {
        const file = present(store.file(id), "uploaded file");
        refuseWhileRead(readers(id));
        const told = { actor: by, at: now(), action: "import.delete_file", target: `import-file/${id}` };
        await kv.commit([audit({ ...told, before: { name: file.name }, after: null })]);
        await forget(id);
      }),
    start: (what, by) => serially(async () => view(await start(parts, what, by))),
    startItems: (id, by) =>
      serially(() => startItemJob({ ...deps, jobs }, present(store.file(id), "uploaded file"), by)),
    guessCosts: (id) => costGuessOf(present(store.file(id), "uploaded file"), deps.zone()),
    startCosts: ({ file: id, ...what }, by) =>
      serially(() =>
        startCostJob({ ...deps, jobs }, { ...what, file: present(store.file(id), "uploaded file") }, by),
      ),
    get(id) {
      const record = byId(id);
      return record === null ? null : view(record);
    },
    list: (before, limit) => store.list(before, limit).map(view),
    errors(id) {
      const record = byId(id);
      if (record === null || record.errorBytes === 0) return null;
      const { number, errorBytes, mapping } = record;
      return {
        name: errorFileName(id, mapping.file),
        open: () => readErrorRows(errorPath(number), errorBytes),
      };
    },
    mappings,
    sweep: () => serially(() => sweep(parts)),
    forgetOld: () => serially(() => forgetOld(parts)),
    forgetBefore: (at) => serially(() => forgetImports(parts, at)),
  };
}

async function upload(
  parts: Parts,
  name: string,
  bytes: AsyncIterable<Uint8Array>,
  by: Actor,
): Promise<FileRecord> {
  const { deps, store, files, filePath } = parts;
  await forgetOld(parts);
  if (store.files().length >= LIMITS.importFiles) {
    throw new HabitusError("too_many", `${LIMITS.importFiles} uploaded files wait already.`, {
      fix: "Import or delete some of them first.",
      details: { limit: LIMITS.importFiles },
    });
  }
  let length = 0;
  const id = await keepReadable(
    parts,
    counted(bytes, (count) => {
      length += count;
    }),
  );
  try {
    const events = await deps.eventNames();
    const inspected = await inspectFile(filePath(id), name, { zone: deps.zone(), events });
    const at = deps.now();
    const file = { id, name, bytes: length, ...inspected, createdAt: at, createdBy: by };
    const told = { actor: by, at, action: "import.upload", target: `import-file/${id}` };
    await store.keepFile(file, [deps.audit({ ...told, before: null, after: { name, bytes: length } })]);
    return file;
  } catch (error) {
    await store.forgetFile(id);
    await files.remove(id);
    throw error;
  }
}

/** Keeps the file in the form it will be read in; answers its id. */
async function keepReadable({ files, filePath }: Parts, bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const id = await files.keep(newFileId(), bytes);
  try {
    if (!(await isPackedParquet(filePath(id)))) return id;
    const plain = await files.keep(newFileId(), unpacked(filePath(id)));
    await files.remove(id);
    return plain;
  } catch (error) {
    await files.remove(id);
    throw error;
  }
}

function newFileId(): string {
  return `f${randomUUID()}`;
}

async function* counted(
  bytes: AsyncIterable<Uint8Array>,
  add: (count: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of bytes) {
    add(chunk.length);
    yield chunk;
  }
}

async function start(parts: Parts, what: ImportStart, by: Actor): Promise<ImportRecord> {
  const { deps, store, jobs } = parts;
  const file = present(store.file(what.file), "uploaded file");
  const { key, mapping } = mappingOf(parts, what.mapping, file);
  refuseUnfit(mapping, file);
  const at = deps.now();
  const told = { actor: by, at, action: `import.${what.mode}`, before: null };
  const after = { file: file.name, dataset: mapping.dataset, mapping: key };
  const record = await store.make(
    {
      mode: what.mode,
      file: { id: file.id, name: file.name, bytes: file.bytes },
      uploadedAt: file.createdAt,
      mappingKey: key,
      mapping,
      createdAt: at,
      createdBy: by,
    },
    async (number, recorded) => {
      const audited = deps.audit({ ...told, target: `import/${importId(number)}`, after });
      const input: ImportJobInput = { import: number };
      const { id } = await jobs.start(IMPORT_JOB, by, input, (job) => [recorded(job), audited]);
      return id;
    },
  );
  for (const { number } of await store.surplus(runningImports(jobs)))
    await removeErrorRows(parts.errorPath(number));
  return record;
}

/** A saved mapping may be of the same rows in another form of file: then the file is read as what it is. */
function mappingOf(
  { mappings }: Parts,
  given: ImportMapping | string,
  file: FileRecord,
): { readonly key: string | null; readonly mapping: ImportMapping } {
  if (typeof given !== "string") return { key: null, mapping: given };
  const saved = SHIPPED_MAPPINGS.get(given) ?? mappings.get(given);
  const { mapping } = present(saved, "mapping");
  const isSameForm = mapping.file.format === file.guess.file.format;
  return { key: given, mapping: isSameForm ? mapping : { ...mapping, file: file.guess.file } };
}

/** @throws HabitusError `invalid_request`. */
function refuseUnfit(mapping: ImportMapping, file: FileRecord): void {
  const problems: { readonly path: string; readonly message: string }[] = [];
  const { format } = mapping.file;
  if (format !== file.guess.file.format) {
    problems.push({ path: "mapping.file.format", message: `the file is ${file.guess.file.format}` });
  }
  const isHeaded = format === "parquet" || (mapping.file.format === "csv" && mapping.file.header);
  const missing = isHeaded ? columnsRead(mapping).filter((column) => !file.columns.includes(column)) : [];
  for (const column of missing)
    problems.push({ path: "mapping", message: `the file has no column "${column}"` });
  const zones = [mapping.time?.zone, ...mapping.fields.map(({ time }) => time?.zone)];
  for (const zone of zones) {
    if (zone !== undefined && !isZoneName(zone))
      problems.push({ path: "zone", message: `there is no zone "${zone}"` });
  }
  const [first] = problems;
  if (first === undefined) return;
  throw new HabitusError("invalid_request", `The mapping does not fit the file: ${first.message}.`, {
    details: { problems, count: problems.length },
  });
}

function viewOf(record: ImportRecord, jobs: Jobs): ImportView {
  const jobView = record.job === null ? null : jobs.get(record.job);
  const state = jobView?.state ?? (record.isDone ? "done" : "cancelled");
  return { ...record, state, jobView };
}

function present<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new HabitusError("not_found", `There is no such ${what}.`);
  return value;
}

function unfinished(store: ImportStore, jobs: Jobs | null, file: string): readonly string[] {
  if (jobs === null) return [];
  const imports = jobs
    .unfinished(IMPORT_JOB)
    .filter(({ checkpoint }) => store.get((checkpoint as ImportJobInput).import)?.file.id === file)
    .map(({ id }) => id);
  return [...imports, ...[ITEM_JOB, COST_JOB].flatMap((kind) => jobsReading(jobs, kind, file))];
}

function refuseWhileRead(jobs: readonly string[]): void {
  const [job] = jobs;
  if (job === undefined) return;
  throw new HabitusError("job_running", "An import is reading this file.", {
    fix: "Let it end, or cancel it first.",
    details: { job },
  });
}

async function forgetOld({ deps, store, forget, readers }: Parts): Promise<void> {
  const old = store.files().filter(({ createdAt }) => createdAt < deps.now() - KEPT_MS);
  for (const { id } of old) if (readers(id).length === 0) await forget(id);
}

async function sweep(parts: Parts): Promise<void> {
  const { store, files, seenDir, jobs } = parts;
  await forgetOld(parts);
  await files.sweep(new Set(store.files().map(({ id }) => id)), Number.POSITIVE_INFINITY);
  const needed = new Set([...runningImports(jobs)].map(importId));
  const left = await readdir(seenDir).catch(() => []);
  for (const name of left)
    if (!needed.has(name)) await rm(join(seenDir, name), { recursive: true, force: true });
}

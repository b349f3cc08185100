import type { Actor, ImportMapping } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import { type Change, type Kv, put, remove, type Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import { NO_REPORT, type Report } from "./report.ts";

export type FileRecord = {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
  readonly guess: ImportMapping;
  readonly createdAt: Instant;
  readonly createdBy: Actor;
};

export type ImportRecord = {
  readonly number: number;
  readonly mode: "check" | "run";
  readonly file: { readonly id: string; readonly name: string; readonly bytes: number };
  /** When the file was; older imports do not have it. */
  readonly uploadedAt?: Instant;
  readonly mappingKey: string | null;
  readonly mapping: ImportMapping;
  /** Also how far it is: rows that are counted here are in the log and never read again, only passed over. */
  readonly report: Report;
  /** Of the file of rows with mistakes. */
  readonly errorBytes: number;
  /** Null only of old ones that were cut off between the record and its job. */
  readonly job: string | null;
  readonly isDone: boolean;
  readonly createdAt: Instant;
  readonly createdBy: Actor;
};

/** Key: the file's id. */
export const IMPORT_FILES: Table<FileRecord> = { name: "import_files", version: 1 };
/** Key: the import's number, counted from 1. */
export const IMPORTS: Table<ImportRecord> = { name: "imports", version: 1 };

/** The newest are kept, with their rows with mistakes. */
export const IMPORTS_KEPT = 500;

export function importId(number: number): string {
  return `i${number}`;
}

export function importNumber(id: string): number | null {
  const match = /^i([1-9]\d{0,14})$/.exec(id);
  return match === null ? null : Number(match[1]);
}

/**
 * Starts the import's job and answers its id. What `recorded` makes of that id is committed with the job: neither is kept without the other.
 */
export type BeginImport = (number: number, recorded: (job: string) => Change) => Promise<string>;

export type ImportStore = {
  files(): readonly FileRecord[];
  file(id: string): FileRecord | null;
  /** `alongside` is committed with it: neither is kept without the other. */
  keepFile(file: FileRecord, alongside: readonly Change[]): Promise<void>;
  forgetFile(id: string): Promise<void>;
  get(number: number): ImportRecord | null;
  /** Newest first; all of them without a limit. */
  list(before: number | null, limit: number | null): readonly ImportRecord[];
  /** Of the next number. */
  make(
    content: Omit<ImportRecord, "number" | "report" | "errorBytes" | "job" | "isDone">,
    begin: BeginImport,
  ): Promise<ImportRecord>;
  change(
    number: number,
    part: Partial<Pick<ImportRecord, "report" | "errorBytes" | "isDone">>,
  ): Promise<void>;
  /** Of those that are too many and not needed: forgets and answers them. */
  surplus(needed: ReadonlySet<number>): Promise<readonly ImportRecord[]>;
};

export function createImportStore(kv: Kv): ImportStore {
  const get = (number: number): ImportRecord | null => kv.get(IMPORTS, [number]) ?? null;
  /** What is written rests on what was read: nobody writes in between. */
  const serially = createSerially();
  const list = (before: number | null, limit: number | null): readonly ImportRecord[] => {
    const until = before === null ? {} : { to: [before] };
    const range = { reverse: true, ...(limit === null ? {} : { limit }), ...until };
    return [...kv.range(IMPORTS, range)].map(({ value }) => value);
  };
  return {
    files: () => [...kv.range(IMPORT_FILES, {})].map(({ value }) => value),
    file: (id) => kv.get(IMPORT_FILES, [id]) ?? null,
    keepFile: (file, alongside) => kv.commit([put(IMPORT_FILES, [file.id], file), ...alongside]),
    forgetFile: (id) => kv.commit([remove(IMPORT_FILES, [id])]),
    get,
    list,
    make: (content, begin) =>
      serially(async () => {
        const number = (list(null, 1)[0]?.number ?? 0) + 1;
        const record = { ...content, number, report: NO_REPORT, errorBytes: 0, isDone: false };
        const job = await begin(number, (id) => put(IMPORTS, [number], { ...record, job: id }));
        return { ...record, job };
      }),
    change: (number, part) =>
      serially(async () => {
        const record = get(number);
        if (record !== null) await kv.commit([put(IMPORTS, [number], { ...record, ...part })]);
      }),
    surplus: (needed) =>
      serially(async () => {
        const over = list(null, null)
          .slice(IMPORTS_KEPT)
          .filter(({ number }) => !needed.has(number));
        if (over.length > 0) await kv.commit(over.map(({ number }) => remove(IMPORTS, [number])));
        return over;
      }),
  };
}

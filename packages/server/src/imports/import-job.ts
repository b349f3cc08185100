import { formatInstant, type Instant, must, SECOND_MS } from "@habitus/kernel";
import { type Arrivals, type Passage, putEvents, type Settled, settledAt } from "../ingest/ingest.ts";
import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import type { Jobs } from "../jobs/jobs.ts";
import { createPacedWriter, untilResolved, untilStored } from "../jobs/until.ts";
import type { Log, Offset } from "../log/log.ts";
import { type Digest, digestRows, type GoodRow, type PersonId } from "./digest-rows.ts";
import { type ErrorRows, openErrorRows } from "./error-rows.ts";
import { importId, type ImportRecord, type ImportStore } from "./import-store.ts";
import { columnsRead, createRowMapper } from "./map-row.ts";
import { openRows } from "./open-file.ts";
import { addToReport, type Report, type ReportPart, type SampleCall, SAMPLES } from "./report.ts";
import { type Row, type RowSource, totalOf } from "./row.ts";
import type { SeenIds } from "./seen-ids.ts";

export const IMPORT_JOB = "file-import";

/** What the job was started with: plain data. */
export type ImportJobInput = { readonly import: number };

/** Numbers of the imports that have not ended, those that wait too. */
export function runningImports(jobs: Pick<Jobs, "unfinished">): ReadonlySet<number> {
  const running = jobs.unfinished(IMPORT_JOB);
  return new Set(running.map(({ checkpoint }) => (checkpoint as ImportJobInput).import));
}

export type ImportJobDeps = {
  readonly store: ImportStore;
  readonly log: Pick<Log, "append" | "head">;
  /** How far the log's events are put to people, and how far they are stored. */
  readonly resolved: () => Offset;
  readonly stored: () => Offset;
  readonly isKnown: (person: PersonId) => boolean;
  readonly arrivals: Arrivals;
  readonly filePath: (file: string) => string;
  readonly errorPath: (number: number) => string;
  /** An empty set of the import's own. */
  readonly openSeen: (number: number) => Promise<SeenIds>;
  readonly removeFile: (file: string) => Promise<void>;
  readonly now: () => Instant;
  readonly pause: (ms: number) => Promise<unknown>;
};

/** Pieces of some 500 rows each that an import may be ahead of the resolver. */
const MOST_AHEAD = 40;
const SAVE_EVERY_MS = SECOND_MS;

/** Reads a file row by row and puts it into the log, or only says what that would do. */
export function createImportJob(deps: ImportJobDeps): JobKind {
  return {
    title: "Import a file",
    unit: "rows",
    resumes: true,
    pausable: true,
    sideBySide: true,
    run: (job) => runImport(deps, job),
  };
}

async function runImport(deps: ImportJobDeps, job: JobHandle): Promise<Readonly<Record<string, unknown>>> {
  const { import: number } = job.checkpoint as ImportJobInput;
  const record = must(deps.store.get(number), "a job's import is kept");
  if (record.isDone) return endOf(deps, record);
  await job.progress({ phase: "Opening the file" });
  const source = await openRows(
    deps.filePath(record.file.id),
    record.mapping.file,
    columnsRead(record.mapping),
  );
  const seen = await deps.openSeen(number);
  const form = { form: record.mapping.file, columns: source.columns };
  const errors = await openErrorRows(deps.errorPath(number), record.errorBytes, form);
  try {
    const run = createRun(deps, job, record, { source, seen, errors });
    const report = await run.all();
    if (record.mode === "run") await comeIn(deps, job);
    await deps.store.change(number, { isDone: true });
    return await endOf(deps, { ...record, report });
  } finally {
    await errors.close();
    await seen.drop();
  }
}

/** Of an import that is done; once more where a crash came between that and the end of its job, perhaps without the file. */
async function endOf(
  deps: Pick<ImportJobDeps, "removeFile">,
  { number, mode, file, report }: ImportRecord,
): Promise<Readonly<Record<string, unknown>>> {
  if (mode === "run") await deps.removeFile(file.id);
  return { import: importId(number), rows: report.rows, good: report.good, bad: report.bad };
}

type Parts = { readonly source: RowSource; readonly seen: SeenIds; readonly errors: ErrorRows };

/** One pass over the file. Rows that the report counts already are read again but neither sent nor counted. */
function createRun(deps: ImportJobDeps, job: JobHandle, record: ImportRecord, parts: Parts) {
  const { source, seen, errors } = parts;
  const { mapping, number } = record;
  const mapper = createRowMapper({
    columns: source.columns,
    mapping,
    startedAt: formatInstant(record.createdAt),
  });
  let report = record.report;
  let savedAt = deps.now();
  const receivedAt = record.createdAt;
  const send = createSender(deps, job, mapping.dataset);

  const save = async (): Promise<void> => {
    await errors.sync();
    await deps.store.change(number, { report, errorBytes: errors.size() });
    savedAt = deps.now();
  };
  const digestOf = (rows: readonly Row[], { admit }: Passage): Digest =>
    digestRows({ mapping, mapper, seen, receivedAt, admit }, rows);
  const take = async (rows: readonly Row[]): Promise<void> => {
    const passage = deps.arrivals.passage();
    const digest = digestOf(rows, passage);
    const known = digest.people.filter(deps.isKnown).length;
    if (record.mode === "run") await send(digest.good, passage);
    await errors.add(digest.bad);
    report = addToReport(report, partOf(digest, known, SAMPLES - report.samples.length));
    if (deps.now() - savedAt >= SAVE_EVERY_MS) await save();
    await job.progress({ done: report.rows, total: totalOf(source, report.rows) });
  };

  return {
    async all(): Promise<Report> {
      let passed = 0;
      const before = report.rows;
      if (before > 0) await job.progress({ phase: "Finding the place again" });
      let isFinding = before > 0;
      try {
        for await (const rows of source.rows()) {
          const old = rows.slice(0, Math.max(0, before - passed));
          passed += rows.length;
          if (old.length > 0) {
            digestOf(old, deps.arrivals.passage());
            await job.progress({});
          }
          const fresh = rows.slice(old.length);
          if (fresh.length > 0) {
            if (isFinding || before === 0) await job.progress({ phase: PHASES[record.mode] });
            isFinding = false;
            await take(fresh);
          }
          await seen.settle();
        }
      } finally {
        await save();
      }
      await job.progress({ done: report.rows, total: report.rows });
      return report;
    },
  };
}

const PHASES = { check: "Checking the rows", run: "Importing the rows" } as const;

function partOf(
  { rows, good, bad, skipped, repeated, people }: Digest,
  known: number,
  room: number,
): ReportPart {
  const names = new Map<string, number>();
  const times: Instant[] = [];
  let calls = 0;
  for (const { events } of good) {
    for (const { type, name, time } of events) {
      calls++;
      times.push(time);
      if (type === "track") names.set(name, (names.get(name) ?? 0) + 1);
    }
  }
  return {
    rows,
    good: good.length,
    bad: bad.length,
    skipped,
    repeated,
    calls,
    people: { known, new: people.length - known },
    samples: good.slice(0, Math.max(0, room)).map(sampleOf),
    reasons: bad.map(({ reason, detail }) => ({ reason, example: detail })),
    names,
    times,
  };
}

function sampleOf({ row, calls }: GoodRow): Report["samples"][number] {
  return { row: row.number, calls: calls.map((call) => JSON.parse(call) as SampleCall) };
}

/** What it gives resolves once the rows are in the log. */
function createSender(
  deps: ImportJobDeps,
  job: JobHandle,
  dataset: string,
): (rows: readonly GoodRow[], passage: Passage) => Promise<void> {
  const source = `import/${dataset}`;
  const read = (record: Offset): Promise<void> => untilResolved(deps, record, job);
  const paced = createPacedWriter(deps, job, { ahead: MOST_AHEAD, read });
  return async (rows, passage) => {
    const events = rows.flatMap((row) => row.events);
    const arrived = { source, events, withheld: passage.withheld(), kind: "imports", signal: null } as const;
    const settled = await putEvents(deps.arrivals, arrived, async (records): Promise<Settled> => {
      const head = records.length === 0 ? null : await paced(() => deps.log.append(records));
      return settledAt({ events, rejected: [] }, head, records.length);
    });
    await passage.settle(settled);
  };
}

/** Waits until everything that was sent is with its people and can be counted. */
async function comeIn(deps: ImportJobDeps, job: JobHandle): Promise<void> {
  await job.progress({ phase: "Putting the rows to people" });
  const { offset } = deps.log.head();
  await untilResolved(deps, offset, job);
  await untilStored(deps, offset, job);
}

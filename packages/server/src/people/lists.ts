import { randomUUID } from "node:crypto";
import { type Actor, LIMITS } from "@habitus/contract";
import { HabitusError, type Instant, must, reservedTrait } from "@habitus/kernel";
import type { Jobs, JobView } from "../jobs/jobs.ts";
import { createSerially } from "../platform/serially.ts";
import { csvIds } from "./csv-ids.ts";
import {
  changeList,
  type ListChangeDeps,
  type ListFigures,
  type ListMode,
  NO_FIGURES,
  sumOf,
} from "./list-change.ts";
import { LIST_JOB, type ListJobInput, type ListStep } from "./list-job.ts";
import { type ListRecord, type ListStore, noList } from "./list-store.ts";
import type { UploadFiles } from "../platform/upload-files.ts";
import { refuseRead, type TraitReaders } from "./trait-readers.ts";

const IDS_PER_WRITE = 1_000;

export type ListView = ListRecord & { readonly members: number };

export type ListOutcome = {
  readonly list: ListView;
  /** Null while a job does it. */
  readonly change: (ListFigures & { readonly inForce: boolean }) | null;
  readonly job: JobView | null;
};

export type Lists = {
  list(): readonly ListView[];
  /** @throws HabitusError `not_found`. */
  get(key: string): ListView;
  /**
   * Changes of one list follow each other. With a step of more than `LIMITS.listMembersAtOnce` ids or on a list that long, all of them are made by a job.
   * @throws HabitusError `not_found` when there is no such list and no name to make it with; `job_running` while a job
   *   changes it; `log_busy` while what was said before is not in force, or from the log.
   */
  change(key: string, change: ListContent, by: Actor): Promise<ListOutcome>;
  /** As `change`, of a CSV file. */
  upload(key: string, upload: ListUpload, by: Actor): Promise<ListOutcome>;
  /** @throws HabitusError `in_use`, and as `change`. */
  remove(key: string, by: Actor): Promise<ListOutcome>;
};

export type ListContent = {
  /** Makes the list when there is none; else renames it. */
  readonly name: string | null;
  /** In this order. */
  readonly steps: readonly { readonly mode: ListMode; readonly ids: readonly string[] }[];
};

export type ListUpload = {
  readonly name: string | null;
  readonly mode: ListMode;
  readonly file: AsyncIterable<Uint8Array>;
};

type ListWork = Pick<ListJobInput, "ends"> & {
  readonly key: string;
  readonly name: string | null;
  readonly steps: readonly ListStep[];
};

export type ListsDeps = ListChangeDeps & {
  readonly store: ListStore;
  readonly files: UploadFiles;
  readonly jobs: Jobs;
  readonly logicalNow: () => Instant;
  readonly readers: TraitReaders;
};

export function createLists(deps: ListsDeps): Lists {
  const { store, lists: reads } = deps;
  const serially = createSerially();
  const view = (record: ListRecord): ListView => ({ ...record, members: reads.size(record.key) });
  const present = (key: string): ListRecord => {
    const record = store.get(key);
    if (record === null) throw noList(key);
    return record;
  };

  /** To replace members is as much work as there are to come or to go. */
  const isLong = (key: string, mode: ListMode, ids: number): boolean =>
    Math.max(ids, mode === "replace" ? reads.size(key) : 0) > LIMITS.listMembersAtOnce;

  return {
    list: () => store.list().map(view),
    get: (key) => view(present(key)),
    change: (key, { name, steps }, by) =>
      serially(async () => {
        refuseWhileChanging(deps.jobs, key);
        if (name === null) present(key);
        if (!steps.some(({ mode, ids }) => isLong(key, mode, ids.length))) {
          return changeNow(deps, key, { name, steps }, by);
        }
        return withFiles(deps.files, steps, (kept) =>
          startJob(deps, { key, name, steps: kept, ends: false }, by),
        );
      }),
    async upload(key, { name, mode, file }, by) {
      if (name === null) present(key);
      return withFile(deps.files, file, async (kept) => {
        const ids = await fewIds(deps.files, kept);
        return serially(async () => {
          refuseWhileChanging(deps.jobs, key);
          if (ids === null || isLong(key, mode, ids.length)) {
            const steps = [{ mode, file: kept, ids: ids?.length ?? null }];
            return startJob(deps, { key, name, steps, ends: false }, by);
          }
          await deps.files.remove(kept);
          return changeNow(deps, key, { name, steps: [{ mode, ids }] }, by);
        });
      });
    },
    remove: (key, by) =>
      serially(async () => {
        const record = present(key);
        refuseWhileChanging(deps.jobs, key);
        refuseRead(deps.readers(), [reservedTrait("list", key)], `The list "${record.name}" is`);
        if (isLong(key, "replace", 0)) {
          return withFile(deps.files, [], (file) => {
            const steps = [{ mode: "replace", file, ids: null }] as const;
            return startJob(deps, { key, name: null, steps, ends: true }, by);
          });
        }
        const done = await changeNow(deps, key, { name: null, steps: [{ mode: "replace", ids: [] }] }, by);
        await store.remove(key, by);
        return done;
      }),
  };

  async function changeNow(
    all: ListsDeps,
    key: string,
    { name, steps }: ListContent,
    by: Actor,
  ): Promise<ListOutcome> {
    if (!(await all.writer.caughtUp())) throw notYet();
    const did = Object.fromEntries(steps.map(({ mode, ids }) => [mode, ids.length]));
    const record = await store.change(key, { name, by, did });
    let sum = NO_FIGURES;
    let inForce = true;
    for (const { mode, ids } of steps) {
      if (!inForce) throw notYet();
      const task = { list: key, mode, ids: () => [ids], at: all.logicalNow(), progress: ignored };
      const { offset, ...figures } = await changeList(all, task);
      sum = sumOf(sum, figures);
      inForce = await all.writer.settled(offset);
    }
    return { list: view(record), change: { ...sum, inForce }, job: null };
  }

  async function startJob(
    all: ListsDeps,
    { key, name, steps, ends }: ListWork,
    by: Actor,
  ): Promise<ListOutcome> {
    const did = Object.fromEntries(steps.map(({ mode, ids }) => [mode, ids ?? "a file"]));
    const { record, changes } = store.changed(key, { name, by, did });
    const [first, ...more] = steps;
    const input: ListJobInput = {
      ...must(first, "a change has a step"),
      more,
      list: key,
      at: all.logicalNow(),
      by,
      ends,
    };
    const job = await all.jobs.start(LIST_JOB, by, input, () => changes);
    return { list: view(record), change: null, job };
  }
}

function ignored(): Promise<void> {
  return Promise.resolve();
}

/** Keeps the file and does the work with its name. */
function withFile<T>(
  files: UploadFiles,
  content: Parameters<UploadFiles["keep"]>[1],
  work: (file: string) => Promise<T>,
): Promise<T> {
  const file = `list-${randomUUID()}.csv`;
  return files.using(file, async () => work(await files.keep(file, content)));
}

/** As `withFile`, with a file for each step. */
function withFiles<T>(
  files: UploadFiles,
  [step, ...rest]: ListContent["steps"],
  work: (kept: readonly ListStep[]) => Promise<T>,
): Promise<T> {
  if (step === undefined) return work([]);
  const { mode, ids } = step;
  return withFile(files, csvOf(ids), (file) =>
    withFiles(files, rest, (kept) => work([{ mode, file, ids: ids.length }, ...kept])),
  );
}

/** Quoted, so that any text is one field; in pieces, each of which is one write. */
function* csvOf(ids: readonly string[]): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  yield encoder.encode("id\n");
  for (let from = 0; from < ids.length; from += IDS_PER_WRITE) {
    const lines = ids.slice(from, from + IDS_PER_WRITE).map((id) => `"${id.replaceAll('"', '""')}"\n`);
    yield encoder.encode(lines.join(""));
  }
}

/** The ids of a file that is short enough to be worked off at once; null for a longer one. */
async function fewIds(files: UploadFiles, file: string): Promise<readonly string[] | null> {
  const ids: string[] = [];
  for await (const piece of csvIds(files.read(file))) {
    ids.push(...piece);
    if (ids.length > LIMITS.listMembersAtOnce) return null;
  }
  return ids;
}

function refuseWhileChanging(jobs: Jobs, key: string): void {
  const job = jobs.unfinished(LIST_JOB).find(({ checkpoint }) => (checkpoint as ListJobInput).list === key);
  if (job === undefined) return;
  throw new HabitusError("job_running", `A job is changing the list "${key}".`, {
    fix: "Follow the running job, or cancel it first.",
    details: { job: job.id },
  });
}

function notYet(): HabitusError {
  return new HabitusError("log_busy", "What was said before is not in force yet.", {
    fix: "Send the request again a little later.",
  });
}

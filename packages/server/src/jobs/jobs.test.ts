import type { Actor } from "@habitus/contract";
import { HabitusError, SECOND_MS } from "@habitus/kernel";
import { describe, expect, test } from "vitest";
import type { AuditedChange } from "../platform/audit.ts";
import { type Kv, put } from "../platform/kv.ts";
import { createMemoryKv } from "../platform/memory-kv.ts";
import type { JobHandle, JobKind } from "./job-runs.ts";
import { JOBS, JOBS_KEPT } from "./job-store.ts";
import { createJobs, type JobView, type Jobs } from "./jobs.ts";

const ADA: Actor = { kind: "user", id: "u1", name: "Ada" };

/** A job that does what the test tells it, step by step. */
function handled(resumes = true) {
  const started: JobHandle[] = [];
  const ends: { done: (result: Record<string, unknown>) => void; fail: (error: unknown) => void }[] = [];
  const kind: JobKind = {
    title: "Load things",
    unit: "things",
    resumes,
    run: (job) => {
      started.push(job);
      return new Promise((done, fail) => {
        ends.push({ done, fail });
        job.signal.addEventListener("abort", () => fail(job.signal.reason));
      });
    },
  };
  const job = (index = 0): JobHandle => {
    const found = started[index];
    if (found === undefined) throw new Error(`run ${index} was not started`);
    return found;
  };
  return { kind, started, ends, job };
}

function setup(kind: JobKind, kv: Kv = createMemoryKv()) {
  const clock = { at: 1_000_000 };
  const audited: AuditedChange[] = [];
  const failures: unknown[] = [];
  const jobs = createJobs({
    kv,
    now: () => clock.at,
    audit: (change) => {
      audited.push(change);
      return put({ name: "audit", version: 1 }, [audited.length], change);
    },
    kinds: { load: kind },
    onFailure: (_job, error) => failures.push(error),
  });
  return { kv, clock, jobs, audited, failures };
}

async function ended(jobs: Jobs, id: string): Promise<JobView> {
  const over = (job: JobView | null): job is JobView =>
    job !== null && ["done", "failed", "cancelled", "interrupted"].includes(job.state);
  const present = jobs.get(id);
  if (over(present)) return present;
  return new Promise((resolve) => {
    const leave = jobs.watch(id, (job) => {
      if (!over(job)) return;
      leave();
      resolve(job);
    });
  });
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HabitusError)) throw new Error(`expected a HabitusError, got ${String(error)}`);
  return error.code;
}

describe("a job's life", () => {
  test("progress, rate and time left are seen while it runs, figures when it has ended", async () => {
    const { kind, job, ends } = handled();
    const { jobs, clock } = setup(kind);
    const { id } = await jobs.start("load", ADA);
    expect(jobs.get(id)).toMatchObject({ state: "running", done: 0, total: null, rate: null });
    await job().progress({ total: 1_000, phase: "Reading" });
    clock.at += 4 * SECOND_MS;
    await job().progress({ done: 200 });
    expect(jobs.get(id)).toMatchObject({
      done: 200,
      total: 1_000,
      phase: "Reading",
      rate: 50,
      etaSeconds: 16,
    });
    clock.at += SECOND_MS;
    await job().progress({ done: 1_000 });
    ends[0]?.done({ things: 1_000 });
    expect(await ended(jobs, id)).toMatchObject({
      state: "done",
      phase: null,
      rate: 200,
      etaSeconds: null,
      result: { things: 1_000 },
      createdBy: ADA,
    });
  });

  test("watchers see every step until they leave", async () => {
    const { kind, job, ends } = handled();
    const { jobs } = setup(kind);
    const { id } = await jobs.start("load", ADA);
    const seen: number[] = [];
    const leave = jobs.watch(id, (view) => seen.push(view.done));
    await job().progress({ done: 1 });
    await job().progress({ done: 2 });
    leave();
    await job().progress({ done: 3 });
    ends[0]?.done({});
    await ended(jobs, id);
    expect(seen).toEqual([1, 2]);
  });

  test("what is to be kept with its start is kept with it, or neither is", async () => {
    const { kind } = handled();
    const kv = createMemoryKv();
    let isFull = true;
    const commit: Kv["commit"] = async (changes) => {
      if (isFull) throw new HabitusError("store_unavailable", "The disk is full.");
      await kv.commit(changes);
    };
    const { jobs } = setup(kind, { ...kv, commit });
    const notes = { name: "notes", version: 1 };
    const start = () => jobs.start("load", ADA, null, (job) => [put(notes, [job], "begun")]);
    expect(await codeOf(start())).toBe("store_unavailable");
    expect([jobs.newest("load"), kv.get(notes, ["j1"])]).toEqual([null, undefined]);
    isFull = false;
    expect((await start()).id).toBe("j1");
    expect(kv.get(notes, ["j1"])).toBe("begun");
    await jobs.stop();
  });

  test("one of a kind at a time", async () => {
    const { kind, ends } = handled();
    const { jobs } = setup(kind);
    const tries = await Promise.allSettled([jobs.start("load", ADA), jobs.start("load", ADA)]);
    expect(tries.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await codeOf(jobs.start("load", ADA))).toBe("job_running");
    ends[0]?.done({});
    await ended(jobs, "j1");
    expect((await jobs.start("load", ADA)).id).toBe("j2");
    await jobs.stop();
  });

  test("a failure says what a person can understand; a bug says so and is reported", async () => {
    const { kind, ends } = handled();
    const { jobs, failures } = setup(kind);
    await jobs.start("load", ADA);
    ends[0]?.fail(new HabitusError("demo_refused", "The server refused."));
    expect(await ended(jobs, "j1")).toMatchObject({
      state: "failed",
      error: { code: "demo_refused", message: "The server refused." },
    });
    await jobs.start("load", ADA);
    ends[1]?.fail(new TypeError("secret detail"));
    const failed = await ended(jobs, "j2");
    expect(failed.error?.code).toBe("internal");
    expect(JSON.stringify(failed)).not.toContain("secret detail");
    expect(failures).toHaveLength(1);
    await jobs.start("load", ADA);
    const details = { retryable: false, engine: "62 SYNTAX_ERROR", engineWords: "secret words" };
    ends[2]?.fail(new HabitusError("store_failed", "The event store refused the statement.", { details }));
    expect(JSON.stringify(await ended(jobs, "j3"))).not.toContain("secret words");
    expect(failures[1]).toMatchObject({ code: "store_failed", details });
  });

  test("cancelling stops it at its next safe point and keeps what was done", async () => {
    const { kind, job } = handled();
    const { jobs, audited } = setup(kind);
    const { id } = await jobs.start("load", ADA);
    await job().progress({ done: 5 });
    const seen: (string | null)[] = [];
    jobs.watch(id, (view) => seen.push(view.phase ?? view.state));
    await jobs.cancel(id, ADA);
    expect(seen[0]).toBe("Stopping");
    expect(await ended(jobs, id)).toMatchObject({ state: "cancelled", done: 5 });
    expect(await codeOf(jobs.cancel(id, ADA))).toBe("job_finished");
    expect(await codeOf(jobs.cancel("j9", ADA))).toBe("not_found");
    expect(audited.map(({ action, target }) => `${action} ${target}`)).toEqual([
      "job.start job/j1",
      "job.cancel job/j1",
    ]);
  });

  test("a runner that only reports progress is stopped by it", async () => {
    const kind: JobKind = {
      title: "Count",
      unit: "steps",
      resumes: true,
      run: async (job) => {
        for (let done = 1; ; done++) {
          await job.progress({ done });
          await new Promise((resolve) => setImmediate(resolve));
        }
      },
    };
    const { jobs } = setup(kind);
    const { id } = await jobs.start("load", ADA);
    await jobs.cancel(id, ADA);
    expect(await ended(jobs, id)).toMatchObject({ state: "cancelled" });
  });
});

describe("pausing", () => {
  const pausable = (): ReturnType<typeof handled> => {
    const made = handled();
    return { ...made, kind: { ...made.kind, pausable: true } };
  };

  test("a paused job keeps its place through restarts until it is resumed", async () => {
    const first = pausable();
    const { kv, jobs, audited } = setup(first.kind);
    const { id } = await jobs.start("load", ADA);
    await first.job().progress({ done: 5, checkpoint: 5 });
    await jobs.pause(id, ADA);
    await jobs.stop();
    expect(jobs.get(id)).toMatchObject({ state: "paused", done: 5 });
    expect(audited.map(({ action }) => action)).toEqual(["job.start", "job.pause"]);

    const second = pausable();
    const after = setup(second.kind, kv);
    await after.jobs.recover();
    expect(second.started).toHaveLength(0);
    expect(await codeOf(after.jobs.start("load", ADA))).toBe("job_running");
    expect(await after.jobs.resume(id, ADA)).toMatchObject({ state: "running" });
    expect(second.job().checkpoint).toBe(5);
    expect(await codeOf(after.jobs.resume(id, ADA))).toBe("job_not_paused");
    second.ends[0]?.done({});
    expect(await ended(after.jobs, id)).toMatchObject({ state: "done" });
    expect(await codeOf(after.jobs.pause(id, ADA))).toBe("job_finished");
  });

  test("one that was told to pause just before the kill waits", async () => {
    const kind: JobKind = { ...pausable().kind, run: () => new Promise(() => undefined) };
    const { kv, jobs } = setup(kind);
    await jobs.start("load", ADA);
    expect(await jobs.pause("j1", ADA)).toMatchObject({ phase: "Pausing" });
    const after = setup(kind, kv);
    await after.jobs.recover();
    expect(after.jobs.get("j1")).toMatchObject({ state: "paused", phase: null });
    expect(await after.jobs.cancel("j1", ADA)).toMatchObject({ state: "cancelled" });
  });

  test("not every kind of job can wait", async () => {
    const { jobs } = setup(handled().kind);
    await jobs.start("load", ADA);
    expect(await codeOf(jobs.pause("j1", ADA))).toBe("job_not_pausable");
    expect(await codeOf(jobs.pause("j9", ADA))).toBe("not_found");
    await jobs.stop();
  });
});

describe("restarts", () => {
  test("after a kill a resumable job goes on from its last saved checkpoint", async () => {
    const first = handled();
    const { kv, jobs, clock } = setup(first.kind);
    const { id } = await jobs.start("load", ADA);
    clock.at += 2 * SECOND_MS;
    await first.job().progress({ done: 40, total: 100, checkpoint: { line: 40 } });
    await first.job().progress({ done: 41, checkpoint: { line: 41 } });

    const second = handled();
    const after = setup(second.kind, kv);
    await after.jobs.recover();
    expect(second.job().checkpoint).toEqual({ line: 40 });
    expect(after.jobs.get(id)).toMatchObject({ state: "running", done: 40, total: 100 });
    second.ends[0]?.done({});
    expect(await ended(after.jobs, id)).toMatchObject({ state: "done" });
  });

  test("a checkpoint that is to be kept is on disk at once", async () => {
    const first = handled();
    const { kv, jobs } = setup(first.kind);
    await jobs.start("load", ADA);
    await first.job().progress({ checkpoint: { line: 40 }, isKept: true });
    await first.job().progress({ checkpoint: { line: 41 } });

    const second = handled();
    await setup(second.kind, kv).jobs.recover();
    expect(second.job().checkpoint).toEqual({ line: 40 });
  });

  test("a job that was started before the others are taken up again runs once", async () => {
    const first = handled();
    const { kv, jobs } = setup({ ...first.kind, sideBySide: true });
    await jobs.start("load", ADA);

    const second = handled();
    const after = setup({ ...second.kind, sideBySide: true }, kv);
    const starting = after.jobs.start("load", ADA);
    await Promise.all([starting, after.jobs.recover()]);
    expect(second.started.map(({ id }) => id)).toEqual(["j2", "j1"]);
    expect(after.jobs.get("j2")).toMatchObject({ state: "running" });
    await after.jobs.stop();
    await jobs.stop();
  });

  test("a clean stop saves the newest checkpoint", async () => {
    const first = handled();
    const { kv, jobs } = setup(first.kind);
    await jobs.start("load", ADA);
    await first.job().progress({ done: 7, checkpoint: 7 });
    await jobs.stop();
    expect(jobs.get("j1")).toMatchObject({ state: "interrupted", done: 7 });
    expect(await codeOf(jobs.start("load", ADA))).toBe("store_unavailable");
    const second = handled();
    await setup(second.kind, kv).jobs.recover();
    expect(second.job().checkpoint).toBe(7);
  });

  test("one that does not resume waits interrupted and can be cancelled", async () => {
    const first = handled(false);
    const { kv, jobs } = setup(first.kind);
    await jobs.start("load", ADA);
    const second = handled(false);
    const after = setup(second.kind, kv);
    await after.jobs.recover();
    expect(second.started).toHaveLength(0);
    expect(after.jobs.get("j1")).toMatchObject({ state: "interrupted" });
    expect(await after.jobs.cancel("j1", ADA)).toMatchObject({ state: "cancelled" });
    await jobs.stop();
  });

  test("one cancelled just before the kill is not taken up again", async () => {
    const kind: JobKind = { ...handled().kind, run: () => new Promise(() => undefined) };
    const { kv, jobs } = setup(kind);
    await jobs.start("load", ADA);
    await jobs.cancel("j1", ADA);
    const after = setup(kind, kv);
    await after.jobs.recover();
    expect(after.jobs.get("j1")).toMatchObject({ state: "cancelled" });
  });

  test("when the end cannot be written it is reported, and known while the process lives", async () => {
    const { kind, ends } = handled();
    const kv = createMemoryKv();
    let full = false;
    const failing: Kv = {
      get: (table, key) => kv.get(table, key),
      range: (table, range) => kv.range(table, range),
      keys: (table, range) => kv.keys(table, range),
      commit: (changes, expects) =>
        full ? Promise.reject(new HabitusError("storage_full", "full")) : kv.commit(changes, expects),
      rewrite: () => kv.rewrite(),
      close: () => kv.close(),
    };
    const { jobs, failures } = setup(kind, failing);
    await jobs.start("load", ADA);
    full = true;
    ends[0]?.done({ things: 1 });
    expect(await ended(jobs, "j1")).toMatchObject({ state: "done" });
    expect(failures).toMatchObject([{ code: "storage_full" }]);
    expect(kv.get(JOBS, [1])?.state).toBe("queued");
  });
});

describe("the list", () => {
  test("is newest first, page by page", async () => {
    const { jobs } = setup({ ...handled().kind, run: async () => ({}) });
    for (let n = 1; n <= 5; n++) {
      await jobs.start("load", ADA);
      await ended(jobs, `j${n}`);
    }
    const first = jobs.page(null, 2);
    const second = jobs.page(first.next, 2);
    const third = jobs.page(second.next, 2);
    expect([first, second, third].map((page) => page.jobs.map(({ id }) => id))).toEqual([
      ["j5", "j4"],
      ["j3", "j2"],
      ["j1"],
    ]);
    expect(third.next).toBeNull();
    expect(jobs.newest("load")?.id).toBe("j5");
    expect(jobs.newest("other")).toBeNull();
    expect(jobs.get("j0")).toBeNull();
  });

  test("tells the newest of a kind also after a new start", async () => {
    const { kv, jobs } = setup({ ...handled().kind, run: async () => ({}) });
    await jobs.start("load", ADA);
    await ended(jobs, "j1");
    const record = kv.get(JOBS, [1]);
    if (record === undefined) throw new Error("kept");
    await kv.commit([
      put(JOBS, [2], { ...record, number: 2 }),
      put(JOBS, [3], { ...record, number: 3, kind: "x" }),
    ]);
    const after = setup(handled().kind, kv).jobs;
    expect([after.newest("load")?.id, after.newest("x")?.id]).toEqual(["j2", "j3"]);
  });

  test("of ended jobs only the newest are kept", async () => {
    const kind = { ...handled().kind, run: async () => ({}) };
    const { kv, jobs: first } = setup(kind);
    await first.start("load", ADA);
    const template = await ended(first, "j1");
    expect(template.state).toBe("done");
    const record = kv.get(JOBS, [1]);
    if (record === undefined) throw new Error("kept");
    for (let from = 2; from <= JOBS_KEPT; from += 100) {
      const numbers = Array.from({ length: Math.min(100, JOBS_KEPT - from + 1) }, (_, index) => from + index);
      await kv.commit(numbers.map((number) => put(JOBS, [number], { ...record, number })));
    }
    const { jobs } = setup(kind, kv);
    await jobs.start("load", ADA);
    await ended(jobs, `j${JOBS_KEPT + 1}`);
    expect([...kv.range(JOBS, {})]).toHaveLength(JOBS_KEPT);
    expect(jobs.get("j1")).toBeNull();
  });
});

test("what ended jobs quote of what they read goes, of those that read what was there before and of kinds that quote alone", async () => {
  const { kind, ends } = handled();
  const { jobs, kv, clock } = setup({
    ...kind,
    sideBySide: true,
    unquoted: (result) => ({ ...result, problems: [] }),
    readFrom: (checkpoint) => (checkpoint as { readonly from?: number } | null)?.from ?? null,
  });
  const first = await jobs.start("load", ADA, { file: "f1" });
  const running = await jobs.start("load", ADA, { file: "f2" });
  const before = clock.at;
  clock.at += SECOND_MS;
  const later = await jobs.start("load", ADA, { file: "f3" });
  const ofOld = await jobs.start("load", ADA, { file: "f4", from: before });
  ends[0]?.done({ rows: 2, problems: ["ann"] });
  ends[2]?.done({ rows: 2, problems: ["bob"] });
  ends[3]?.done({ rows: 2, problems: ["cy"] });
  await Promise.all([first, later, ofOld].map(({ id }) => ended(jobs, id)));
  expect(await jobs.forgetQuotes(before)).toBe(1);
  const kept = [...kv.range(JOBS, {})].map(({ value }) => [value.checkpoint, value.result]);
  expect(kept).toEqual([
    [null, { rows: 2, problems: [] }],
    [{ file: "f2" }, null],
    [{ file: "f3" }, { rows: 2, problems: ["bob"] }],
    [null, { rows: 2, problems: [] }],
  ]);
  const plain = createJobs({
    kv,
    now: () => clock.at,
    audit: () => put({ name: "audit", version: 1 }, [0], null),
    kinds: { load: kind },
    onFailure: () => undefined,
  });
  await plain.forgetQuotes(clock.at);
  expect(jobs.get(later.id)?.result).toEqual({ rows: 2, problems: ["bob"] });
  ends[1]?.done({});
  await ended(jobs, running.id);
});

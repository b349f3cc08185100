import { HabitusError } from "@habitus/kernel";
import { expect, test } from "vitest";
import type { DeadLetterKey, ReplayResult } from "../ingest/dead-letters.ts";
import type { JobHandle } from "../jobs/job-runs.ts";
import { createReplayLettersJob } from "./replay-letters-job.ts";

type Answer = ReplayResult | HabitusError;

const ACCEPTED: ReplayResult = { accepted: 2, rejected: [], dropped: [] };
const REFUSED: ReplayResult = { accepted: 0, rejected: [{ reason: "bad_id", detail: "" }], dropped: [] };
const PASSED: ReplayResult = {
  accepted: 0,
  rejected: [],
  dropped: [{ reason: "repeated", detail: "", count: 1 }],
};

/** Letters that answer a replay in turn with each of these; the last answer stays. */
function lettersOf(answers: readonly (readonly Answer[])[]) {
  const tried: number[] = [];
  const letters = {
    newest: (): DeadLetterKey | null => (answers.length === 0 ? null : [answers.length, 0]),
    waiting: ({ after }: { readonly after: DeadLetterKey | null }) => {
      const next = (after?.[0] ?? 0) + 1;
      const keys: readonly DeadLetterKey[] = next > answers.length ? [] : [[next, 0]];
      return { keys, looked: keys[0] ?? null };
    },
    replay: (key: DeadLetterKey): Promise<ReplayResult> => {
      tried.push(key[0]);
      const own = answers[key[0] - 1] ?? [];
      const answer = own[Math.min(tried.filter((each) => each === key[0]).length, own.length) - 1];
      return answer instanceof HabitusError || answer === undefined
        ? Promise.reject(answer ?? new Error("no answer"))
        : Promise.resolve(answer);
    },
  };
  return { tried, letters };
}

async function run(answers: readonly (readonly Answer[])[], checkpoint: unknown = { reason: null }) {
  const { tried, letters } = lettersOf(answers);
  const kept: unknown[] = [];
  const job: JobHandle = {
    id: "job-1",
    signal: new AbortController().signal,
    checkpoint,
    progress: ({ checkpoint: one }) => {
      if (one !== undefined) kept.push(one);
      return Promise.resolve();
    },
  };
  const kind = createReplayLettersJob({ letters: () => letters, pause: () => Promise.resolve() });
  return { result: await kind.run(job), tried, kept };
}

const busy = new HabitusError("log_busy", "Later.");
const gone = new HabitusError("not_found", "Gone.");

test("every letter is tried once, a busy log is waited for, and the figures tell what came of them", async () => {
  const { result, tried } = await run([[ACCEPTED], [REFUSED], [busy, ACCEPTED], [gone], [PASSED]]);
  expect(result).toEqual({ replayed: 2, accepted: 4, refused: 1, passedOver: 1 });
  expect(tried).toEqual([1, 2, 3, 3, 4, 5]);
  expect((await run([])).result).toEqual({ replayed: 0, accepted: 0, refused: 0, passedOver: 0 });
});

test("a job that was cut off goes on behind the letters that it had done, with their figures", async () => {
  const { kept } = await run([[ACCEPTED], [REFUSED], [ACCEPTED]]);
  const again = await run([[ACCEPTED], [REFUSED], [ACCEPTED]], kept[0]);
  expect(again.tried).toEqual([2, 3]);
  expect(again.result).toEqual({ replayed: 2, accepted: 4, refused: 1, passedOver: 0 });
});

test("a full disk ends it with the reason", async () => {
  const full = new HabitusError("storage_full", "The disk is full.");
  await expect(run([[ACCEPTED], [full]])).rejects.toThrow("The disk is full.");
});

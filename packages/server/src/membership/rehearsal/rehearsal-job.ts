import { type Instant, must } from "@habitus/kernel";
import { type HistoryEvent, transitionsRead } from "@habitus/segments";
import type { JobHandle, JobKind } from "../../jobs/job-runs.ts";
import { jobNumber } from "../../jobs/job-store.ts";
import { untilStored } from "../../jobs/until.ts";
import type { Offset } from "../../log/log.ts";
import type { SeenPerson } from "../../profiles/profile-reads.ts";
import type { Question } from "../../segments/plan-contexts.ts";
import { type PlansOver, plansOver } from "../../segments/plans-over.ts";
import type { Thresholds } from "../../segments/thresholds.ts";
import type { NodeNumber, PersonNumber } from "../../store/event-store.ts";
import { toTransitionEvent } from "../transition-event.ts";
import { type TransitionLog, transitionsOf } from "../transition-log.ts";
import { DayTally } from "./rehearsal-days.ts";
import type { Rehearsal, Rehearsals } from "./rehearsal-store.ts";
import type { PeopleToReplay, Replayer, ReplayTask } from "./replayer.ts";

export const REHEARSE_JOB = "rehearse-segment";

/** What the job was started with: plain data. */
export type RehearsalInput = Question & {
  /** The segment that it is of, or is meant for. */
  readonly segment: string | null;
  readonly from: Instant;
  readonly to: Instant;
};

export type RehearsalJobDeps = {
  readonly rehearsals: Rehearsals;
  readonly thresholds: Pick<Thresholds, "complete" | "pinnedDuring">;
  readonly transitions: Pick<TransitionLog, "of">;
  readonly zone: () => string;
  readonly now: () => Instant;
  readonly logicalNow: () => Instant;
  readonly logHead: () => Offset;
  /** The newest record that the event store has. */
  readonly stored: () => Offset;
  /** The highest number of a person; 0 of nobody. */
  readonly highestPerson: () => PersonNumber;
  readonly peopleWithin: (from: PersonNumber, to: PersonNumber) => Iterable<SeenPerson>;
  /** Replays people beside this thread until it is closed. */
  readonly open: (task: ReplayTask) => { readonly replay: Replayer; readonly close: () => Promise<void> };
  readonly pause: (ms: number) => Promise<unknown>;
};

const PEOPLE_AT_ONCE = 5_000;

/** Read before others have the thread. */
const PEOPLE_PER_TURN = 250;

/**
 * Tells how a definition would have run over a past span: who had come in and gone, and when, to the millisecond. As of each
 * instant: by the events up to it, the identities of today, what people allow today, and the thresholds in force then. It begins again
 * from the beginning after a stop.
 */
export function createRehearsalJob(deps: RehearsalJobDeps): JobKind {
  return {
    title: "Rehearse a segment",
    unit: "ids",
    resumes: true,
    run: async (job) => {
      const number = must(jobNumber(job.id), "a job has a number");
      await deps.rehearsals.begin(number);
      try {
        return await rehearse(deps, number, job);
      } catch (error) {
        await deps.rehearsals.drop(number);
        throw error;
      }
    },
  };
}

async function rehearse(
  deps: RehearsalJobDeps,
  number: number,
  job: JobHandle,
): Promise<Readonly<Record<string, unknown>>> {
  const input = job.checkpoint as RehearsalInput;
  const upTo = deps.logHead();
  await job.progress({ phase: "Waiting until all that came in is stored", done: 0, total: null });
  await untilStored(deps, upTo, job);
  await job.progress({ phase: "Working out the thresholds" });
  const over = await plansOver(deps.thresholds, input, input, job.signal);
  const zone = deps.zone();
  const tally = new DayTally(input, zone);
  const people = await replayEverybody(deps, { number, input, over, upTo, tally }, job);
  const figures = tally.figures();
  await deps.rehearsals.keep(
    kept(input, over, { number, zone, people, ...figures, offset: upTo, finishedAt: deps.now() }),
  );
  const { days: _days, ...sums } = figures;
  return { people, ...sums };
}

type Rehearsed = Pick<
  Rehearsal,
  "number" | "zone" | "people" | "offset" | "finishedAt" | "before" | "entered" | "left" | "days"
>;

function kept(input: RehearsalInput, { plans, used }: PlansOver, found: Rehearsed): Rehearsal {
  const { segment, definition, purpose, channel = null, from, to } = input;
  const isWorkedOut = used.some(({ isPinned }) => !isPinned);
  return { segment, definition, purpose, channel, from, to, plans: plans.length, isWorkedOut, ...found };
}

type Task = {
  readonly number: number;
  readonly input: RehearsalInput;
  readonly over: PlansOver;
  readonly upTo: Offset;
  readonly tally: DayTally;
};

/** Answers how many were looked at. */
async function replayEverybody(
  deps: RehearsalJobDeps,
  { number, input: { from, to }, over: { plans }, upTo, tally }: Task,
  job: JobHandle,
): Promise<number> {
  const present = deps.logicalNow();
  const total = deps.highestPerson();
  const isReading = plans.some(({ plan }) => transitionsRead(plan.leaves).length > 0);
  const transitionsUpTo = (nodes: readonly NodeNumber[]): readonly HistoryEvent[] =>
    isReading
      ? nodes
          .flatMap((node) => [...transitionsOf(deps.transitions, node)])
          .filter(({ offset }) => offset <= upTo)
          .map(toTransitionEvent)
      : [];
  const stretch = async (from: PersonNumber): Promise<PeopleToReplay> => {
    const to = Math.min(from + PEOPLE_AT_ONCE - 1, total);
    const people: PeopleToReplay["people"][number][] = [];
    for (let first = from; first <= to; first += PEOPLE_PER_TURN) {
      for (const each of deps.peopleWithin(first, Math.min(first + PEOPLE_PER_TURN - 1, to))) {
        people.push({ ...each, transitions: transitionsUpTo(each.nodes) });
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    return { from, to, people };
  };
  const { replay, close } = deps.open({ question: { plans, from, to, present }, upTo });
  try {
    let looked = 0;
    await job.progress({ phase: "Running everybody's history", done: 0, total });
    for (let first = 1; first <= total; first += PEOPLE_AT_ONCE) {
      const asked = await stretch(first);
      const courses = await replay(asked, job.signal);
      for (const course of courses) tally.add(course);
      await deps.rehearsals.note(number, courses);
      looked += asked.people.length;
      await job.progress({ done: asked.to });
    }
    return looked;
  } finally {
    await close();
  }
}

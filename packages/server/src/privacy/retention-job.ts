import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import { untilConsumed } from "../jobs/until.ts";
import type { Log, Offset } from "../log/log.ts";
import { cutsOf, encodeRetention } from "../profiles/retention-command.ts";
import type { EventReads, OldNode } from "../store/event-reads.ts";
import type { EventCut } from "../store/deleted-events.ts";
import type { EventStore } from "../store/event-store.ts";
import type { Retention } from "./retention.ts";

export const RETENTION_JOB = "retention";

export type RetentionJobDeps = {
  readonly retention: () => Retention;
  readonly log: Pick<Log, "append">;
  readonly events: Pick<EventReads, "oldEvents" | "oldNodes">;
  readonly store: Pick<EventStore, "rewrite">;
  /** Everything up to this record has been read by all who read the log. */
  readonly consumed: () => Offset;
  /** What is remembered of events in memory is looked up again. */
  readonly forgetMemory: () => void;
  readonly pause: (ms: number) => Promise<unknown>;
};

/** Where a run has come to; plain data, the job's checkpoint. */
type Place = {
  /** Of the rules it goes by. */
  readonly rev: number;
  readonly cuts: readonly EventCut[];
  /** Events of these records and no later ones. */
  readonly upTo: Offset;
  /** The highest node that is done. */
  readonly after: number;
  readonly deleted: number;
};

const NODES_PER_PAGE = 10_000;
/** People of one record of the log are reloaded at once, with all that is known of them. */
const PER_RECORD = { nodes: 2_000, events: 100_000 } as const;

/**
 * Deletes what is older than its name is kept. Done once more it does no harm, and it goes on where it was; rules that are changed
 * meanwhile count from the next page on.
 */
export function createRetentionJob(deps: RetentionJobDeps): JobKind {
  return {
    title: "Delete events that are older than they are kept",
    unit: "events",
    resumes: true,
    run: (job) => run(deps, job),
  };
}

async function run(deps: RetentionJobDeps, job: JobHandle): Promise<Readonly<Record<string, unknown>>> {
  const isPresent = ({ rev }: Place): boolean => rev === deps.retention().get().rev;
  let place = job.checkpoint as Place | null;
  if (place === null) await deps.retention().noteRun();
  do {
    if (place === null || !isPresent(place)) place = await begin(deps, place?.deleted ?? 0);
    place = await deleteFrom(deps, job, place);
  } while (!isPresent(place));
  await job.progress({ phase: "Clearing files" });
  // Also where nothing was deleted: a run that was cut off may have hidden events before it kept its place.
  await deps.store.rewrite(job.signal);
  deps.forgetMemory();
  return { events: place.deleted, upTo: place.upTo };
}

/** The rules as they are, and the newest record: what comes behind it is dropped on arrival where it is too old. */
async function begin({ retention, log }: RetentionJobDeps, deleted: number): Promise<Place> {
  const { rules, rev } = await retention().say();
  const { offset, at } = await log.append([{ kind: "tick", payload: new Uint8Array(0) }]);
  return { rev, cuts: cutsOf(rules, at), upTo: offset, after: 0, deleted };
}

/** Page after page, until all is done or the rules are others. */
async function deleteFrom(deps: RetentionJobDeps, job: JobHandle, from: Place): Promise<Place> {
  const { cuts, upTo, rev } = from;
  await untilConsumed(deps, upTo, job);
  const left = await deps.events.oldEvents({ cuts, upTo }, job.signal);
  const total = from.deleted + left.events;
  let place = from;
  while (place.after < left.highest && deps.retention().get().rev === rev) {
    const page = { from: place.after + 1, to: place.after + NODES_PER_PAGE };
    const old = await deps.events.oldNodes({ cuts, upTo, ...page }, job.signal);
    await forget(deps, job, place, old);
    const deleted = place.deleted + old.reduce((sum, each) => sum + each.old, 0);
    place = { ...place, after: page.to, deleted };
    await job.progress({ phase: "Deleting events", done: deleted, total, checkpoint: place });
  }
  return place;
}

async function forget(
  deps: RetentionJobDeps,
  job: JobHandle,
  { cuts, upTo }: Place,
  old: readonly OldNode[],
): Promise<void> {
  let last: Offset = 0;
  for (const nodes of inRecords(old)) {
    const payload = encodeRetention({ kind: "forget", upTo, cuts, nodes });
    last = (await deps.log.append([{ kind: "retention", payload }])).offset;
  }
  await untilConsumed(deps, last, job);
}

function* inRecords(old: readonly OldNode[]): Generator<readonly number[]> {
  let nodes: number[] = [];
  let events = 0;
  for (const each of old) {
    if (nodes.length > 0 && (nodes.length === PER_RECORD.nodes || events + each.events > PER_RECORD.events)) {
      yield nodes;
      nodes = [];
      events = 0;
    }
    nodes.push(each.node);
    events += each.events;
  }
  if (nodes.length > 0) yield nodes;
}

import type { Actor } from "@habitus/contract";
import type { JobHandle, JobKind } from "../jobs/job-runs.ts";
import { untilConsumed } from "../jobs/until.ts";
import type { Log, Offset } from "../log/log.ts";
import type { SeenSpan } from "../profiles/identity.ts";
import { union } from "../profiles/watched.ts";
import { encodeWithdraw, type WithdrawCommand } from "../profiles/withdraw-command.ts";
import type { EventReads } from "../store/event-reads.ts";
import type { EventStore, NodeNumber } from "../store/event-store.ts";
import type { DemoInsight } from "./demo-insight.ts";
import type { DemoPhases } from "./demo-phase.ts";

export const DEMO_REMOVAL_JOB = "demo-removal";

export type RemovalJobDeps = {
  readonly phases: Pick<DemoPhases, "enter">;
  /** Ids of the keys by which the demo was sent. */
  readonly sources: () => readonly string[];
  readonly events: Pick<EventReads, "sourceEvents" | "sourcePeople" | "sourceNodes" | "sourceShares">;
  readonly store: Pick<EventStore, "rewrite">;
  readonly log: Pick<Log, "append" | "head">;
  /** What stands for these nodes in the log; those that are gone are left out. */
  readonly named: (nodes: readonly NodeNumber[]) => Extract<WithdrawCommand, { kind: "watch" }>["ids"];
  /** Times of calls of a node by other sources that were too old to be kept; null for none. */
  readonly tooOld: (node: NodeNumber, sources: readonly string[]) => SeenSpan | null;
  /** Everything up to this record has been read by all who read the log. */
  readonly consumed: () => Offset;
  /** Removes the segments that are nobody's own; answers how many. */
  readonly removeSegments: () => Promise<number>;
  /** Takes back the goal and the model that are nobody's own; the job is what may wait for a run. */
  readonly removeInsight: DemoInsight["remove"];
  /** Removes the items that nobody has changed; answers how many. */
  readonly removeItems: () => Promise<number>;
  /** Lets the workspace count as of the present again, unless somebody chose another instant. */
  readonly unpin: () => Promise<void>;
  /** What is kept of these nodes beside the stores goes. */
  readonly forgetNodes: (nodes: readonly NodeNumber[]) => Promise<void>;
  /** Nothing that names who is gone is sent any more. */
  readonly forgetDeliveries: () => Promise<void>;
  /** What is remembered of ids and values in memory is looked up again. */
  readonly forgetMemory: () => void;
  readonly pause: (ms: number) => Promise<unknown>;
  readonly by: Actor;
};

/** What there was at the beginning; plain data, the job's checkpoint. */
type Beginning = {
  readonly events: number;
  readonly people: number;
  readonly peopleKept: number;
  readonly segments: number;
};

/** Short enough that one can be followed and begun anew without loss, long enough to be few. */
const PEOPLE_PER_PAGE = 250;

/**
 * Takes the demo back: its segments, model and items, its calls and what they said, and people whom nothing else has named. Every step can be
 * made twice, so it goes on after a stop by looking for what is left.
 */
export function createRemovalJob(deps: RemovalJobDeps): JobKind {
  return {
    title: "Remove the demo data",
    unit: "people",
    resumes: true,
    run: (job) => remove(deps, job),
  };
}

async function remove(deps: RemovalJobDeps, job: JobHandle): Promise<Readonly<Record<string, unknown>>> {
  await job.progress({ phase: "Removing segments" });
  const removed = await deps.removeSegments();
  await job.progress({ phase: "Removing the model" });
  await deps.removeInsight(job);
  await job.progress({ phase: "Removing items" });
  await deps.removeItems();
  // What was sent before the last stop may not be countable yet.
  await untilConsumed(deps, deps.log.head().offset, job);
  const beginning = (job.checkpoint as Beginning | null) ?? (await begin(deps, job, removed));
  await removePeople(deps, job, beginning.people);
  await job.progress({ phase: "Clearing up" });
  await deps.forgetDeliveries();
  deps.forgetMemory();
  await deps.unpin();
  await deps.store.rewrite(job.signal);
  await deps.phases.enter("removed", deps.by);
  return beginning;
}

async function begin(deps: RemovalJobDeps, job: JobHandle, segments: number): Promise<Beginning> {
  const query = { sources: deps.sources() };
  const events = await deps.events.sourceEvents({ ...query, isWaitedFor: false }, job.signal);
  const { nodes: people, shared: peopleKept } = await deps.events.sourcePeople(query, job.signal);
  const beginning = { events, people, peopleKept, segments };
  await job.progress({ total: people, done: 0, checkpoint: beginning, isKept: true });
  return beginning;
}

async function removePeople(deps: RemovalJobDeps, job: JobHandle, total: number): Promise<void> {
  const sources = deps.sources();
  const { nodes: left } = await deps.events.sourcePeople({ sources }, job.signal);
  let done = Math.max(0, total - left);
  for (let after = 0; ; ) {
    await job.progress({ phase: "Removing events and people", done, total });
    const nodes = await deps.events.sourceNodes({ sources, after, limit: PEOPLE_PER_PAGE }, job.signal);
    if (nodes.length === 0) return;
    await removePage(deps, job, { sources, nodes });
    after = nodes.at(-1) ?? after;
    done += nodes.length;
  }
}

/** Watched first, so that whoever is named from now on stays; then taken back, of all that was known before. */
async function removePage(
  deps: RemovalJobDeps,
  job: JobHandle,
  query: { readonly sources: readonly string[]; readonly nodes: readonly NodeNumber[] },
): Promise<void> {
  const { log, events, named, tooOld } = deps;
  const watching = encodeWithdraw({ kind: "watch", ids: named(query.nodes) });
  const { offset: upTo } = await log.append([{ kind: "withdraw", payload: watching }]);
  await untilConsumed(deps, upTo, job);
  const shares = await events.sourceShares(query, job.signal);
  const shareOf = new Map(shares.map((share) => [share.node, share]));
  const ids = named(query.nodes).map(({ digest, node }) => {
    const { own = null, hidden = [] } = shareOf.get(node) ?? {};
    const known = { digest, node, own: union(own, tooOld(node, query.sources)) };
    return hidden.length === 0 ? known : { ...known, hidden };
  });
  const idHashes = shares.flatMap((share) => share.idHashes);
  const taking = encodeWithdraw({ kind: "withdraw", ids, idHashes, upTo });
  const { offset } = await log.append([{ kind: "withdraw", payload: taking }]);
  await untilConsumed(deps, offset, job);
  const left = new Set(named(query.nodes).map(({ node }) => node));
  await deps.forgetNodes(query.nodes.filter((node) => !left.has(node)));
}

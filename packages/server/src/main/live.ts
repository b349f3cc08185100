import { HabitusError } from "@habitus/kernel";
import type { BuildJobInput } from "../membership/build-job.ts";
import { createDefinitions, type WantedSegment } from "../membership/definitions.ts";
import { Registry } from "../membership/live/registry.ts";
import { createTicker } from "../membership/ticker.ts";
import { every } from "../platform/every.ts";
import { type Logger, reasonsOf } from "../platform/logger.ts";
import type { PlanContexts } from "../segments/plan-contexts.ts";
import { createPresentPlans, type PlanOf } from "../segments/present-plans.ts";
import { isRefreshDue, sharing } from "../segments/refresh-scope.ts";
import type { SegmentRecord, SegmentStore } from "../segments/segment-store.ts";
import type { Thresholds, UsedThreshold } from "../segments/thresholds.ts";
import type { WorkspaceStore } from "../segments/workspace-store.ts";
import type { MembershipNews } from "./pipeline-protocol.ts";
import type { Stores } from "./stores.ts";

export type LiveDeps = {
  readonly stores: Stores;
  readonly segments: SegmentStore;
  readonly workspace: WorkspaceStore;
  readonly context: PlanContexts;
  readonly thresholds: Thresholds;
  /** How old they may become. */
  readonly thresholdMs: number;
  readonly now: () => number;
  readonly logger: Logger;
};

/** What this side of the pipeline thread does for live membership: it alone appends to the log. */
export type Live = {
  /** The same stores; what they change becomes live by itself. */
  readonly segments: SegmentStore;
  readonly workspace: WorkspaceStore;
  /** The work, and then whatever definitions mean now is announced: of other things that decide it. */
  readonly synced: <T>(work: Promise<T>) => Promise<T>;
  /**
   * Works the thresholds of these segments out anew; what changes by them becomes live by itself, all of it in one record of the log.
   * @throws what the event store throws.
   */
  refresh(segments: readonly SegmentRecord[]): Promise<void>;
  /** Tells of everything that is going to be built, beginning with what was announced before; to be called once. */
  onBuild(listener: (announced: BuildJobInput) => void): void;
  stop(): Promise<void>;
};

/** Definitions that could not be announced are announced again after so long. */
const SYNC_MS = 15_000;
/** How often it is looked whether thresholds are too old. */
const REFRESH_POLL_MS = 60_000;

export function createLive(deps: LiveDeps): Live {
  const { stores, segments, workspace, context, thresholds, now, logger } = deps;
  const { log } = stores;
  const plans = createPresentPlans();
  const onFailure = (error: unknown): void =>
    logger.warn(reasonsOf(error), "live membership could not be told; it will be again");
  const registry = new Registry(stores.memberships);
  const definitions = createDefinitions({
    log,
    wanted() {
      const present = context();
      const planOf = plans.in(present);
      return segments.list().map((segment): WantedSegment => {
        const { key, version } = segment;
        return {
          key,
          version,
          isPaused: segment.paused !== undefined,
          plan: () => planOf(segment),
          thresholdsAt: () => newestOf(thresholds.used(segment, present)),
        };
      });
    },
    known: [...registry.live, ...registry.targets],
    paused: registry.paused.map(({ key }) => key),
    onRefused: (key, error) =>
      logger.warn({ segment: key, error: error.message }, "a segment cannot be live"),
  });
  const targets = registry.targets.map(({ key, version }) => ({ key, version }));
  const builds = createTold(targets.length === 0 ? [] : [{ segments: targets }]);
  const ticker = createTicker({ log, now, onFailure });
  /** What fails is told and made again with the next call. */
  const attempt = (work: Promise<void>): Promise<void> =>
    work.catch((error: unknown) => {
      if (!(error instanceof HabitusError)) throw error;
      onFailure(error);
    });
  const unplanned = (): readonly SegmentRecord[] => {
    const planOf = plans.in(context());
    return segments.list().filter((segment) => !isPlanned(planOf, segment));
  };
  const sync = async (): Promise<void> => {
    await attempt(thresholds.pinMissing(unplanned));
    await attempt(definitions.sync().then((put) => (put === null ? undefined : builds.add(put))));
  };
  const usedNow = (): ((segment: SegmentRecord) => readonly UsedThreshold[] | null) => {
    const present = context();
    return (segment) => thresholds.used(segment, present);
  };
  const refresh = async (of: readonly SegmentRecord[]): Promise<void> => {
    await thresholds.refresh(sharing(of, segments.list(), usedNow()));
    await sync();
  };
  const refreshOld = async (): Promise<void> => {
    const all = segments.list();
    if (isRefreshDue(all, workspace.logicalNow(), deps.thresholdMs, usedNow())) await refresh(all);
  };
  let built = 0;
  const hear = ({ nextDue, overdue, share, built: news }: MembershipNews): void => {
    ticker.due(nextDue, overdue, share);
    if (news === null || news.number <= built) return;
    built = news.number;
    definitions.cutOver(news.segments).catch((error: unknown) => {
      built = news.number - 1;
      onFailure(error);
    });
  };
  stores.onMembership.listener = hear;
  const again = every(SYNC_MS, () => sync().then(() => hear(stores.lastNews())), onFailure);
  const refreshing = every(REFRESH_POLL_MS, refreshOld, onFailure);
  const synced = async <T>(work: Promise<T>): Promise<T> => {
    const result = await work;
    await sync();
    return result;
  };
  void sync().then(() => hear(stores.lastNews()));

  return {
    segments: {
      ...segments,
      create: (...given) => synced(segments.create(...given)),
      edit: (...given) => synced(segments.edit(...given)),
      remove: (...given) => synced(segments.remove(...given)),
      pause: (...given) => synced(segments.pause(...given)),
      resume: (...given) => synced(segments.resume(...given)),
    },
    workspace: { ...workspace, set: (...given) => synced(workspace.set(...given)) },
    synced,
    refresh,
    onBuild: (listener) => builds.listen(listener),
    async stop() {
      stores.onMembership.listener = () => undefined;
      ticker.stop();
      await Promise.all([again.stop(), refreshing.stop()]);
    },
  };
}

/** Keeps what is told until somebody listens. */
function createTold(first: readonly BuildJobInput[]) {
  let waiting = first;
  let hear: ((announced: BuildJobInput) => void) | null = null;
  return {
    add(announced: BuildJobInput): void {
      if (hear === null) waiting = [...waiting, announced];
      else hear(announced);
    },
    listen(listener: (announced: BuildJobInput) => void): void {
      hear = listener;
      for (const announced of waiting) listener(announced);
      waiting = [];
    },
  };
}

/** Whoever has a plan lacks no threshold. */
function isPlanned(planOf: PlanOf, segment: SegmentRecord): boolean {
  try {
    planOf(segment);
    return true;
  } catch (error) {
    if (!(error instanceof HabitusError)) throw error;
    return false;
  }
}

function newestOf(used: readonly UsedThreshold[] | null): number | null {
  return used === null || used.length === 0 ? null : Math.max(...used.map(({ refresh }) => refresh.at));
}

import type { Actor, DemoPhase } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import { type Kv, put, type Table } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";

type Phase = Exclude<DemoPhase, "none">;

type DemoPhaseRecord = {
  readonly phase: Phase;
  /** How often it was loaded after it had been removed, counted from 1: its calls have ids of their own each time. */
  readonly round: number;
  readonly at: Instant;
  readonly rev: number;
};

/** Key: "demo". Stands also where the records of the jobs are gone. */
const DEMO_PHASE: Table<DemoPhaseRecord> = { name: "demo_phase", version: 1 };
const KEY = ["demo"];

export type DemoPhases = {
  /** Null while it was never loaded. */
  get(): DemoPhaseRecord | null;
  round(): number;
  /** Moves on to another phase; one in which it is already stays as it is. */
  enter(phase: Phase, by: Actor): Promise<void>;
};

export type DemoPhasesDeps = {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
  /** Whether a source of the demo exists: it was loaded before this was kept. */
  readonly wasLoaded: () => boolean;
};

const ACTIONS: Readonly<Partial<Record<Phase, string>>> = {
  removing: "demo.remove",
  removed: "demo.removed",
};

export function createDemoPhases({ kv, audit, now, wasLoaded }: DemoPhasesDeps): DemoPhases {
  const serially = createSerially();
  const get = (): DemoPhaseRecord | null =>
    kv.get(DEMO_PHASE, KEY) ?? (wasLoaded() ? { phase: "loaded", round: 1, at: 0, rev: 0 } : null);
  return {
    get,
    round: () => get()?.round ?? 1,
    enter: (phase, by) =>
      serially(async () => {
        const before = get();
        if (before?.phase === phase) return;
        const isAnew = before?.phase === "removed" && phase === "loading";
        const round = (before?.round ?? 1) + (isAnew ? 1 : 0);
        const rev = before?.rev ?? 0;
        const action = ACTIONS[phase];
        const told =
          action === undefined
            ? []
            : [
                audit({
                  actor: by,
                  at: now(),
                  action,
                  target: "demo",
                  before: before === null ? null : { phase: before.phase },
                  after: { phase },
                }),
              ];
        await kv.commit(
          [put(DEMO_PHASE, KEY, { phase, round, at: now(), rev: rev + 1 }), ...told],
          [{ table: DEMO_PHASE, key: KEY, rev: rev === 0 ? null : rev }],
        );
      }),
  };
}

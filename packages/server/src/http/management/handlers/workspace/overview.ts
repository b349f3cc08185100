import { setTimeout as sleep } from "node:timers/promises";
import { type Overview, PAGE_SIZES } from "@habitus/contract";
import { formatInstant, HabitusError, SECOND_MS } from "@habitus/kernel";
import type { Demo } from "../../../../demo/demo.ts";
import { createSeldom, type Seldom } from "../../../../platform/seldom.ts";
import type { ManagementDeps } from "../../deps.ts";
import { toJob } from "./jobs.ts";
import { isoOrNull } from "../shared.ts";
import { toWorkspace } from "./workspace.ts";

/** What has come in since is seen after so long, also where counting it takes long. */
const TOTALS_LIFE_MS = 5 * SECOND_MS;
/** Counting dead letters reads them all. */
const DEAD_LETTER_COUNT_LIFE_MS = 5 * SECOND_MS;
/** Counting the demo's events reads the source of every event: it is done again when their number has moved, and not oftener than this. */
const DEMO_COUNT_LIFE_MS = 30 * SECOND_MS;
/** The first count is worth so much of a wait. */
const DEMO_COUNT_WAIT_MS = 200;
/** Work that all who ask share does not end with the call that began it; the store's time limit ends it. */
const NEVER = new AbortController().signal;

/** Events of the demo, among so many in all; null while that is unknown. */
type DemoCount = { readonly among: number | null; readonly count: number };

/** What every open page asks for again and again. */
export function createOverview(deps: ManagementDeps) {
  const { workspace, segments, demo, elapsed } = deps;
  const totals = createSeldom(() => deps.events.totals(NEVER), { elapsed, mostMs: TOTALS_LIFE_MS });
  const letters = createSeldom(async () => countLetters(deps), {
    elapsed,
    leastMs: DEAD_LETTER_COUNT_LIFE_MS,
  });
  let counted: { readonly phase: string; readonly events: Seldom<DemoCount> } | null = null;
  let storedEvents: number | null = null;

  return async (_input: unknown, { signal }: { readonly signal: AbortSignal }): Promise<Overview> => {
    const stored = await storedFigures(signal);
    storedEvents = stored.totals.events;
    return {
      workspace: toWorkspace(workspace.get()),
      now: formatInstant(workspace.logicalNow()),
      ...stored,
      stages: deps.stages().map((stage) => ({ ...stage })),
      demo: { ...toDemo(demo), events: await demoEvents() },
      version: deps.version,
    };
  };

  /** The count may take its time, which the page does not: it shows the one before meanwhile. */
  async function demoEvents(): Promise<number | null> {
    const phase = demo.phase();
    if (counted?.phase !== phase) {
      const count = async (): Promise<DemoCount> => ({
        among: storedEvents,
        count: await demo.events(NEVER),
      });
      counted = { phase, events: createSeldom(count, { elapsed, leastMs: DEMO_COUNT_LIFE_MS }) };
    }
    const { events } = counted;
    if (events.latest()?.among !== storedEvents) {
      // What failed is counted again when it is next asked for.
      const asked = events.ask().catch(() => null);
      if (events.latest() === null) await Promise.race([asked, sleep(DEMO_COUNT_WAIT_MS)]);
    }
    return events.latest()?.count ?? null;
  }

  /** What the event store knows; the page must also stand while it does not answer. */
  async function storedFigures(
    signal: AbortSignal,
  ): Promise<Pick<Overview, "totals" | "lastEventAt" | "storeProblem">> {
    const ours = { segments: segments.list().length, deadLetters: await letters.ask() };
    try {
      const { events, lastTime } = await totals.ask();
      await deps.sizes.refresh([], signal);
      const people = deps.sizes.lastPopulation()?.count ?? null;
      return { totals: { events, people, ...ours }, lastEventAt: isoOrNull(lastTime), storeProblem: null };
    } catch (error) {
      if (!(error instanceof HabitusError)) throw error;
      const storeProblem = { code: error.code, message: error.message };
      return { totals: { events: null, people: null, ...ours }, lastEventAt: null, storeProblem };
    }
  }
}

function countLetters({ deadLetters }: ManagementDeps): number {
  const { reasons } = deadLetters.list({ limit: PAGE_SIZES.standard.fallback });
  return reasons.reduce((sum, { count }) => sum + count, 0);
}

function toDemo(demo: Demo): Pick<Overview["demo"], "state" | "job"> {
  const { load, removal } = demo.jobs();
  const phase = demo.phase();
  if (phase === "removing" || phase === "removed") {
    return { state: phase, job: removal === null ? null : toJob(removal) };
  }
  const state = load === null && phase === "loaded" ? phase : demoState(load?.state ?? null);
  return { state, job: load === null ? null : toJob(load) };
}

function demoState(state: string | null): Overview["demo"]["state"] {
  if (state === "done") return "loaded";
  if (state === "failed") return "failed";
  return state === null || state === "cancelled" ? "none" : "running";
}

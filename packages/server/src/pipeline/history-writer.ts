import { toTransitionEvent } from "../membership/transition-event.ts";
import { type Transition, transitionId } from "../membership/transition.ts";
import type { TransitionLog } from "../membership/transition-log.ts";
import { Attempts, unlessStopped } from "../platform/attempts.ts";
import type { EventRow, EventStore } from "../store/event-store.ts";

export type HistoryWriterDeps = {
  readonly transitions: Pick<TransitionLog, "read" | "head" | "wait">;
  readonly store: Pick<EventStore, "transitionsUpTo" | "appendTransitions" | "clearTransitions">;
  readonly pause: (ms: number) => Promise<unknown>;
  /** Milliseconds on a clock that never goes back; for delays only. */
  readonly elapsed: () => number;
  /** Transitions wait for others to share their insert, as rows of events do: each is a part of a table that the engine merges later. */
  readonly limits: { readonly insertQuietMs: number; readonly insertDelayMs: number };
  /** Tells of a failed attempt that will be made again. */
  readonly onFailure: (error: Error) => void;
};

/** Carries transitions into the event store, each once: where it has come to is what the store holds. */
export type HistoryWriter = {
  run(): Promise<void>;
  stop(): void;
  status(): HistoryStatus;
};

export type HistoryStatus = {
  /** Every transition up to this place of their log is in the store. */
  readonly position: number;
  readonly failing: string | null;
};

const ROWS_AT_ONCE = 5_000;
const IDLE_WAIT_MS = 250;

export function createHistoryWriter(deps: HistoryWriterDeps): HistoryWriter {
  const { transitions, store, limits } = deps;
  let stopped = false;
  let position = 0;
  let isOpen = false;

  const open = async (): Promise<void> => {
    position = await store.transitionsUpTo();
    if (position > transitions.head()) {
      // Live membership was begun anew, so its log was too.
      await store.clearTransitions();
      position = 0;
    }
    isOpen = true;
  };

  /** Until none has come for a while, or an insert is full. */
  const gathered = async (): Promise<void> => {
    const begun = deps.elapsed();
    let head = transitions.head();
    while (!stopped && head - position < ROWS_AT_ONCE && deps.elapsed() - begun < limits.insertDelayMs) {
      await deps.pause(limits.insertQuietMs);
      const before = head;
      head = transitions.head();
      if (head === before) return;
    }
  };

  const step = async (): Promise<void> => {
    if (!isOpen) await open();
    if (transitions.head() <= position) {
      await transitions.wait(position, IDLE_WAIT_MS);
      return;
    }
    await gathered();
    if (stopped) return;
    const rows = transitions.read(position, ROWS_AT_ONCE);
    await store.appendTransitions(rows.map(toRow));
    position = rows.at(-1)?.seq ?? position;
  };

  const attempts = new Attempts(deps);
  const carry = async (): Promise<void> => {
    while (!stopped) await attempts.make(step);
  };

  return {
    async run() {
      await unlessStopped(carry());
    },
    stop() {
      stopped = true;
      attempts.stop();
    },
    status: () => ({ position, failing: attempts.failing }),
  };
}

/** Written by nobody outside. */
const SOURCE = "$membership";

function toRow(transition: Transition): EventRow {
  const { name, time, idHash, properties } = toTransitionEvent(transition);
  return {
    offset: transition.seq,
    index: 0,
    node: transition.person,
    name,
    time,
    receivedAt: transition.recordedAt,
    offsetMinutes: null,
    id: transitionId(transition),
    idHash,
    properties: JSON.stringify(properties),
    context: "{}",
    source: SOURCE,
  };
}

import type { Instant } from "@habitus/kernel";
import type { EventKind, SequenceLeaf } from "@habitus/segments";

/**
 * How far chains have come when events were taken one after the other. Of all events that some chain reached a step with, the
 * newest is enough: whatever follows is nearer to it, and less can lie between. Of those that wait for nothing to follow,
 * the oldest is enough: it is the first at its deadline, and what ends it ends the others.
 */
export type ChainRun = {
  /** Per step the newest time that reached it and can go on, null for none. */
  readonly reached: (Instant | null)[];
  waiting: Instant | null;
};

export type Chain = {
  /** Kinds by bit: the steps in turn, then what must not lie between. */
  readonly roles: readonly EventKind[];
  /** How long nothing must follow; null when the chain ends with an event. */
  readonly deadlineMs: number | null;
  start(): ChainRun;
  /** Takes the next event; true when a chain has come to its end, which no later event undoes. */
  take(run: ChainRun, time: Instant, roles: number): boolean;
  holdsAt(run: ChainRun, now: Instant): boolean;
};

type Step = { readonly withinMs: number; readonly withoutBit: number | null };

export function chainOf(leaf: SequenceLeaf): Chain {
  const roles: EventKind[] = [leaf.events, ...leaf.following.map(({ event }) => event)];
  const steps = leaf.following.map(({ withinMs, without }): Step => {
    const withoutBit = without === null ? null : roles.push(without) - 1;
    return { withinMs: withinMs ?? Number.POSITIVE_INFINITY, withoutBit };
  });
  const last = leaf.following.at(-1);
  const deadlineMs = last?.absent === true ? last.withinMs : null;
  /** Steps that an event takes. */
  const length = deadlineMs === null ? steps.length : steps.length - 1;
  return {
    roles,
    deadlineMs,
    start: () => ({ reached: Array.from({ length: length + 1 }, () => null), waiting: null }),
    take: (run, time, held) => {
      if (deadlineMs !== null && endsWaiting(run, time, deadlineMs, hasBit(held, length + 1))) return true;
      const arrives = moveOn(run.reached, steps.slice(0, length), time, held);
      if (!arrives) return false;
      if (deadlineMs === null) return true;
      run.waiting ??= time;
      return false;
    },
    holdsAt: ({ waiting }, now) => deadlineMs !== null && waiting !== null && waiting + deadlineMs <= now,
  };
}

/** True when the deadline had passed before this event; else the event ends the waiting if it is the unwanted one. */
function endsWaiting(run: ChainRun, time: Instant, deadlineMs: number, isUnwanted: boolean): boolean {
  if (run.waiting === null) return false;
  if (run.waiting + deadlineMs < time) return true;
  if (isUnwanted) run.waiting = null;
  return false;
}

/** Lets the event take every step it can, the last first, so that it takes one step of a chain at most. True when it takes the last. */
function moveOn(reached: (Instant | null)[], steps: readonly Step[], time: Instant, held: number): boolean {
  let arrives = false;
  for (let step = steps.length; step >= 0; step--) {
    const into = step === 0 ? null : steps[step - 1];
    const before = step === 0 ? time : reached[step - 1];
    const inTime = before !== null && before !== undefined && time - before <= (into?.withinMs ?? 0);
    if (hasBit(held, step) && inTime) {
      reached[step] = time;
      if (step === steps.length) arrives = true;
      continue;
    }
    const withoutBit = steps[step]?.withoutBit ?? null;
    if (withoutBit !== null && hasBit(held, withoutBit)) reached[step] = null;
  }
  return arrives;
}

function hasBit(bits: number, bit: number): boolean {
  return ((bits >>> bit) & 1) === 1;
}

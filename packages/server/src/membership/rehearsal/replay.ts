import type { Instant } from "@habitus/kernel";
import { type History, type Leaf, settleLeaves, type TraitLeaf } from "@habitus/segments";
import {
  compileStream,
  type PersonState,
  type SegmentPlan,
  type StreamProgram,
} from "@habitus/segments-stream";
import type { PlanSince } from "../../segments/plans-over.ts";

export type RehearsalQuestion = {
  /** Ascending; the first begins with the span. */
  readonly plans: readonly PlanSince[];
  readonly from: Instant;
  readonly to: Instant;
  /** What people allow is read at this instant. */
  readonly present: Instant;
};

/** How one person would have come in and gone. */
export type Course = {
  /** Whether the person was in at the beginning of the span. */
  readonly wasIn: boolean;
  /** When that became otherwise, and otherwise again; ascending, behind the beginning. */
  readonly changes: readonly Instant[];
};

export type Replay = {
  readonly reads: StreamProgram["reads"];
  /**
   * Null of somebody who is in at no instant of the span.
   * @param firstSeen By the person's own events and facts. Before it, and before all events of the history, nobody knew of the
   *   person, who is in nothing then.
   */
  readonly courseOf: (history: History, firstSeen: Instant) => Course | null;
};

/**
 * Runs people's whole histories through the stream operators, deadlines included. What people allow is the same at every
 * instant, so it is asked once of each person and decided in the plans before these run.
 */
export function createReplay(question: RehearsalQuestion): Replay {
  const { plans, from, to, present } = question;
  const keyed = plans.map(({ plan }, place): SegmentPlan => ({ key: String(place), plan }));
  const inForce = compileStream(
    [...new Map(keyed.flatMap(({ plan }) => inForceOf(plan.leaves)))].map(asSegment),
  );
  const programs = new Map<string, StreamProgram>();
  const programOf = (held: readonly string[]): StreamProgram => {
    const name = held.join("\n");
    const known = programs.get(name);
    if (known !== undefined) return known;
    const holds = new Set(held);
    const truthOf = (leaf: Leaf): boolean | null =>
      isInForce(leaf) ? holds.has(JSON.stringify(leaf)) : null;
    const made = compileStream(keyed.map(({ key, plan }) => ({ key, plan: settleLeaves(plan, truthOf) })));
    programs.set(name, made);
    return made;
  };
  return {
    reads: compileStream(keyed).reads,
    courseOf(history, firstSeen) {
      const known = history.events.reduce((first, { time }) => Math.min(first, time), firstSeen);
      const start = Math.max(from, known);
      if (start > to) return null;
      const allowed = inForce.members(inForce.loadState({ events: [], traits: history.traits }, present));
      const program = programOf(allowed);
      const state = program.loadState(history, start);
      const { isIn, changes } = follow(program, state, plans, { start, to });
      if (!isIn && changes.length === 0) return null;
      return known <= from
        ? { wasIn: isIn, changes }
        : { wasIn: false, changes: isIn ? [start, ...changes] : changes };
    },
  };
}

function follow(
  program: StreamProgram,
  state: PersonState,
  plans: readonly PlanSince[],
  { start, to }: { readonly start: Instant; readonly to: Instant },
): { readonly isIn: boolean; readonly changes: readonly Instant[] } {
  const begin = Math.max(
    0,
    plans.findLastIndex((plan) => plan.from <= start),
  );
  const isIn = program.truth(state, String(begin));
  const changes: Instant[] = [];
  for (let place = begin; place < plans.length; place++) {
    const next = plans[place + 1]?.from ?? to + 1;
    for (const flip of program.advance(state, next - 1))
      if (flip.key === String(place)) changes.push(flip.at);
    if (next > to) break;
    program.advance(state, next);
    if (program.truth(state, String(place + 1)) !== (changes.length % 2 === 0 ? isIn : !isIn))
      changes.push(next);
  }
  return { isIn, changes };
}

type InForce = TraitLeaf & { readonly inForce: true };

function isInForce(leaf: Leaf): leaf is InForce {
  return leaf.kind === "trait" && leaf.inForce === true;
}

function inForceOf(leaves: readonly Leaf[]): readonly (readonly [text: string, leaf: Leaf])[] {
  return leaves.filter(isInForce).map((leaf) => [JSON.stringify(leaf), leaf]);
}

function asSegment([key, leaf]: readonly [text: string, leaf: Leaf]): SegmentPlan {
  return { key, plan: { version: 1, root: { kind: "leaf", leaf: 0 }, leaves: [leaf] } };
}

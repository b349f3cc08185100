import { PAGE_SIZES } from "@habitus/contract";
import type { ToldLog } from "../../../../membership/told-log.ts";
import { isEntered, type Transition } from "../../../../membership/transition.ts";
import type { TransitionPlacesQuery } from "../../../../store/event-reads.ts";
import type { ManagementDeps } from "../../deps.ts";

/** Which transitions are meant; null of anything stands for all. */
export type TransitionChoice = Omit<TransitionPlacesQuery, "before" | "limit">;

export type TransitionPage = {
  readonly transitions: readonly Transition[];
  /** Where it goes on, the same way. */
  readonly next: number;
};

/** Transitions looked at for one page where others than the chosen stand between; `next` tells how far that was. */
const LOOKED_AT = 10_000;
/** Nothing lies below it. */
const BEGINNING = 1;

/** In the order of the log. Looks at all of it, so a reader meets every one, whatever became of the person. */
export function oldestTransitions(
  told: Pick<ToldLog, "read">,
  choice: TransitionChoice,
  { after, limit }: { readonly after: number; readonly limit: number },
): TransitionPage {
  const read = (place: number, most: number): readonly Transition[] => told.read(place, most);
  return lookedThrough(read, after, { choice, limit, isOver: () => false });
}

/**
 * Newest first. Of a choice, only what the event store does not have yet is looked through; it knows the places of the rest.
 * @throws what the event store throws.
 */
export async function newestTransitions(
  deps: Pick<ManagementDeps, "told" | "events" | "stages">,
  choice: TransitionChoice,
  { before, limit }: { readonly before: number; readonly limit: number },
  signal: AbortSignal,
): Promise<TransitionPage> {
  const { told, events } = deps;
  const held = isAll(choice) ? 0 : heldPlace(deps);
  const read = (place: number, most: number): readonly Transition[] => told.readBack(place, most);
  const newest =
    before <= held + 1
      ? { transitions: [], next: before }
      : lookedThrough(read, before, { choice, limit, isOver: ({ seq }) => seq <= held });
  const missing = limit - newest.transitions.length;
  if (held === 0 || missing === 0 || newest.next > held + 1) return newest;
  const query = { ...choice, before: Math.min(before, held + 1), limit: missing };
  const places = await events.transitionPlaces(query, signal);
  const older = places.flatMap((seq) => told.read(seq - 1, 1).filter((each) => each.seq === seq));
  const last = places.length < missing ? BEGINNING : (places.at(-1) ?? BEGINNING);
  return { transitions: [...newest.transitions, ...older], next: last };
}

/** The place up to which the event store has all transitions. */
function heldPlace({ stages }: Pick<ManagementDeps, "stages">): number {
  return stages().find(({ name }) => name === "history")?.position ?? 0;
}

type Look = {
  readonly choice: TransitionChoice;
  readonly limit: number;
  /** Nothing from this one on is looked at. */
  readonly isOver: (transition: Transition) => boolean;
};

/** @param read On from a place in the log, either way. */
function lookedThrough(read: ToldLog["read"], from: number, { choice, limit, isOver }: Look): TransitionPage {
  const isWanted = wantedBy(choice);
  const atOnce = isAll(choice) ? limit : PAGE_SIZES.transitions.max;
  const found: Transition[] = [];
  let next = from;
  while (found.length < limit && Math.abs(next - from) < LOOKED_AT) {
    const piece = read(next, atOnce);
    for (const transition of piece) {
      if (found.length === limit || isOver(transition)) return { transitions: found, next };
      next = transition.seq;
      if (isWanted(transition)) found.push(transition);
    }
    if (piece.length === 0 || isAll(choice)) break;
  }
  return { transitions: found, next };
}

function isAll(choice: TransitionChoice): boolean {
  return Object.values(choice).every((each) => each === null);
}

function wantedBy({ segment, nodes, kind, from, to }: TransitionChoice): (transition: Transition) => boolean {
  const people = nodes === null ? null : new Set(nodes);
  return (transition) =>
    (segment === null || transition.segment === segment) &&
    (people === null || people.has(transition.person)) &&
    (kind === null || isEntered(transition) === (kind === "entered")) &&
    (from === null || transition.at >= from) &&
    (to === null || transition.at < to);
}

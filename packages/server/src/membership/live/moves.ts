import type { Instant } from "@habitus/kernel";
import type { PersonState } from "@habitus/segments-stream";
import type { NodeNumber, PersonNumber } from "../../store/event-store.ts";
import { toTransitionEvent } from "../transition-event.ts";
import type { Echoes } from "./echoes.ts";
import type { Layer } from "./layer.ts";
import type { Parts, Piece } from "./parts.ts";
import type { PeopleMap } from "./people-map.ts";
import type { NeedsPast } from "./record-rows.ts";
import type { Group, Regrouping } from "./regrouping.ts";

export type MovesDeps = {
  readonly people: PeopleMap;
  /** That of what is live first, then that of what is being built. */
  readonly layers: readonly [live: Layer, ...building: readonly Layer[]];
  readonly parts: Parts;
};

/** What the moves of a record have made of states. */
export type Moved = {
  /** Whoever was put together. */
  readonly joined: readonly PersonNumber[];
  /** Whoever was taken apart, or put together with a part of somebody. */
  readonly parted: readonly PersonNumber[];
  /** Those among them whose states could not be told from what is kept. */
  readonly needs: readonly NeedsPast[];
};

/**
 * Puts states together and takes them apart as the moves of a record do people, which were applied. Parts know nothing of what is being
 * built, so during a build whoever is taken apart needs their past.
 */
export function moveStates(deps: MovesDeps, regrouping: Regrouping, at: Instant): Moved {
  const { people, layers, parts } = deps;
  const groups = regrouping.groups();
  // All is read before anything is changed: what one has become another began with.
  const pieces = new Map(groups.map((group) => [group.person, piecesOf(deps, regrouping, group, at)]));
  const joined: PersonNumber[] = [];
  const parted: PersonNumber[] = [];
  const needs: NeedsPast[] = [];
  const settle: (() => void)[] = [];
  for (const { person, from, isWhole } of groups) {
    const made = pieces.get(person) ?? null;
    const full = from.filter((source) => layers.some((layer) => !layer.isEmpty(source, at)));
    if (isWhole && full.some((source) => source !== person)) {
      joined.push(person);
      settle.push(() => {
        for (const layer of layers) layer.merge(person, full, at);
      });
    } else if (!isWhole) {
      parted.push(person);
      if (made === null || layers.length > 1) needs.push({ person, nodes: people.nodesOf(person) });
      else settle.push(() => putPieces(layers[0], person, made, at));
    }
  }
  for (const work of settle) work();
  for (const owner of regrouping.owners()) parts.forget(owner, at);
  const asked = new Set(needs.map(({ person }) => person));
  for (const [person, made] of pieces) if (made !== null && !asked.has(person)) parts.keep(person, made, at);
  return { joined, parted, needs };
}

/** Of what parts of others somebody is made up; null where nobody has kept that. */
function piecesOf(
  { people, layers: [live], parts }: MovesDeps,
  regrouping: Regrouping,
  { person, from }: Group,
  at: Instant,
): readonly Piece[] | null {
  const isOwn = (node: NodeNumber): boolean => people.personOf(node) === person;
  const found = from.flatMap((owner) => {
    const own = live.isEmpty(owner, at) ? null : live.state(owner, at);
    return parts.of(owner, regrouping.nodesBefore(owner), own, at).filter(({ nodes }) => nodes.some(isOwn));
  });
  return found.every(({ nodes }) => nodes.every(isOwn)) ? found : null;
}

function putPieces(layer: Layer, person: PersonNumber, pieces: readonly Piece[], at: Instant): void {
  const states = pieces.flatMap(({ state }): readonly PersonState[] => (state === null ? [] : [state]));
  const [first] = states;
  if (first === undefined) layer.drop(person, at);
  else layer.put(person, states.length === 1 ? first : layer.program.unionOf(states, at));
}

/** What the record has just told of ids that are somebody else's now is of their past, as where that is loaded. */
export function followParted(
  deps: Pick<MovesDeps, "people" | "parts"> & { readonly layer: Layer; readonly echoes: Echoes },
  parted: readonly PersonNumber[],
  at: Instant,
): void {
  const { people, layer, parts, echoes } = deps;
  for (const person of parted) {
    const nodes = people.nodesOf(person);
    for (const transition of echoes.takeOf((node) => nodes.includes(node))) {
      const input = { kind: "event", event: toTransitionEvent(transition) } as const;
      parts.take({ person, node: transition.person }, input, at, () => layer.state(person, at));
      layer.apply(person, input, at);
    }
  }
}

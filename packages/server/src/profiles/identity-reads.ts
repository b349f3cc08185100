import type { Actor } from "@habitus/contract";
import { type Instant, must } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { Kv } from "../platform/kv.ts";
import type { NodeNumber, PersonNumber } from "../store/event-store.ts";
import { DisjointSets } from "./identity-fold.ts";
import { isOwnKind, kindsOn } from "./id-kinds.ts";
import {
  CAUSE_NUMBERS,
  causeOf,
  CUTS,
  HELD,
  type HeldDecision,
  type IdNode,
  isBefore,
  isShown,
  type MergeCause,
  mergeId,
  mergeKey,
  MERGES,
  NODES,
  PERSON_NODES,
  type PersonIdentifier,
  RESOLVER_KEY,
  RESOLVER_POSITION,
} from "./identity.ts";

/** `same call`, `alias`, or the kind of the id that somebody was named beside. */
export type CauseName = string;

/** One line of a person's merge log. */
export type MergeLine = {
  readonly id: string;
  /** Time of the call that joined them. */
  readonly at: Instant;
  readonly cause: CauseName;
  /** The two ids the call names. */
  readonly between: readonly [PersonIdentifier, PersonIdentifier];
  /** A merge that stands: the ids that came to the person with it. One that was undone: those it keeps apart. */
  readonly ids: readonly PersonIdentifier[];
  readonly undone: { readonly by: Actor; readonly at: Instant } | null;
};

export type HeldLine = {
  /** Its public name, `i12`. */
  readonly id: string;
  readonly identifier: PersonIdentifier;
  readonly neighbours: number;
  readonly since: Instant;
  /** Null while nobody has decided. */
  readonly decision: HeldDecision | null;
};

/** The two ids of a merge that stands or was undone. */
export type MergePair = {
  readonly a: PersonIdentifier;
  readonly b: PersonIdentifier;
  readonly cause: MergeCause;
  readonly time: Instant;
  readonly undone: boolean;
};

export type IdentityReads = {
  /** By time of their evidence; merges that were undone among them. */
  merges(person: PersonNumber): readonly MergeLine[];
  /** Null when the person has no such line. */
  merge(person: PersonNumber, id: string): MergePair | null;
  /** Ids that are or were held for review, in the order they were first seen; none of a kind that is off. */
  held(): readonly HeldLine[];
  /** By public name; null when it was never held. */
  heldId(id: string): PersonIdentifier | null;
  /** The newest record that all of this rests on. */
  resolved(): Offset;
};

export function createIdentityReads(kv: Kv): IdentityReads {
  const node = (number: NodeNumber): IdNode =>
    must(kv.get(NODES, [number]), `node ${number} is not in the state`);
  const nodesOf = (person: PersonNumber): readonly NodeNumber[] =>
    [...kv.range(PERSON_NODES, { prefix: [person] })].map(({ key }) => key[1]);
  const identifiers = (nodes: readonly NodeNumber[]): readonly PersonIdentifier[] => {
    const all = nodes.map(node);
    const shown = all.filter(isShown);
    return (shown.length > 0 ? shown : all).map(identifierOf);
  };

  return {
    merges(person) {
      const nodes = nodesOf(person);
      const undone = nodes.flatMap((each) => undoneLines(kv, each, node, (of) => identifiers(nodesOf(of))));
      return [...standingLines(kv, nodes, node, identifiers), ...undone].sort((a, b) => a.at - b.at);
    },
    merge(person, id) {
      const key = mergeKey(id);
      if (key === null) return null;
      const [low, high, cause] = key;
      if (kv.get(NODES, [low])?.person !== person && kv.get(NODES, [high])?.person !== person) return null;
      const ends = (): { readonly a: PersonIdentifier; readonly b: PersonIdentifier } => ({
        a: identifierOf(node(low)),
        b: identifierOf(node(high)),
      });
      const cut = kv.get(CUTS, [low, high]);
      if (cut?.cause === cause) return { ...ends(), cause, time: cut.time, undone: true };
      const merge = kv.get(MERGES, [low, high, CAUSE_NUMBERS[cause]]);
      return merge === undefined ? null : { ...ends(), cause, time: merge.time, undone: false };
    },
    held() {
      const on = new Set(kindsOn(kv).map(({ key }) => key));
      return [...kv.range(HELD, {})]
        .map(({ key, value }) => heldLine(key[0], value, node))
        .filter(({ identifier: { kind } }) => isOwnKind(kind) || on.has(kind));
    },
    resolved: () => kv.get(RESOLVER_POSITION, RESOLVER_KEY)?.offset ?? 0,
    heldId(id) {
      const match = /^i([1-9]\d{0,14})$/.exec(id);
      if (match === null || kv.get(HELD, [Number(match[1])]) === undefined) return null;
      return identifierOf(node(Number(match[1])));
    },
  };
}

function identifierOf({ kind, value }: IdNode): PersonIdentifier {
  return { kind, value };
}

function causeName(cause: MergeCause, a: IdNode, b: IdNode): CauseName {
  if (cause !== "id") return cause;
  return isOwnKind(a.kind) ? b.kind : a.kind;
}

function heldLine(
  number: NodeNumber,
  { since }: { readonly since: Instant },
  node: (number: NodeNumber) => IdNode,
): HeldLine {
  const held = node(number);
  const { neighbours, decision } = held;
  return { id: `i${number}`, identifier: identifierOf(held), neighbours, since, decision };
}

/** Goes through the merges in their order again: what each added is what the fold had joined until then. */
function standingLines(
  kv: Kv,
  nodes: readonly NodeNumber[],
  node: (number: NodeNumber) => IdNode,
  identifiers: (nodes: readonly NodeNumber[]) => readonly PersonIdentifier[],
): readonly MergeLine[] {
  const merges = nodes
    .flatMap((low) => [...kv.range(MERGES, { prefix: [low] })])
    .sort((a, b) => (isBefore(a.value, b.value) ? -1 : 1));
  const sets = new DisjointSets(new Map(nodes.map((each) => [each, { users: 0, devices: 0 }])));
  const members = new Map(nodes.map((each) => [each, [each]]));
  return merges.flatMap(({ key, value }) => {
    const [low, high, cause] = [key[0], key[1], causeOf(key[2])];
    const [a, b] = [sets.find(low), sets.find(high)];
    const [kept, gone] = a < b ? [a, b] : [b, a];
    const added = members.get(gone) ?? [];
    sets.join(a, b);
    members.set(kept, [...(members.get(kept) ?? []), ...added]);
    const [first, second] = [node(low), node(high)];
    // The other kind of an alias call's previous id is nothing anybody sent.
    const isStandIn = first.value === second.value && (first.named === null || second.named === null);
    if (isStandIn && cause === "alias") return [];
    const between = [identifierOf(first), identifierOf(second)] as const;
    return {
      id: mergeId([low, high, cause]),
      at: value.time,
      cause: causeName(cause, first, second),
      between,
      ids: identifiers(added),
      undone: null,
    };
  });
}

function undoneLines(
  kv: Kv,
  own: NodeNumber,
  node: (number: NodeNumber) => IdNode,
  idsOf: (person: PersonNumber) => readonly PersonIdentifier[],
): readonly MergeLine[] {
  return [...kv.range(CUTS, { prefix: [own] })].map(({ key, value }) => {
    const other = key[1];
    const [low, high] = own < other ? [own, other] : [other, own];
    const { cause, time, by, at } = value;
    const [first, second] = [node(low), node(high)];
    return {
      id: mergeId([low, high, cause]),
      at: time,
      cause: causeName(cause, first, second),
      between: [identifierOf(first), identifierOf(second)] as const,
      ids: idsOf(node(other).person),
      undone: { by, at },
    };
  });
}

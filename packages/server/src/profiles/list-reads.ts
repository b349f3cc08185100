import { reservedTrait } from "@habitus/kernel";
import type { Kv } from "../platform/kv.ts";
import type { NodeNumber, PersonNumber } from "../store/event-store.ts";
import { NODES, ownIdentifier, type OwnIdentifier, PERSON_NODES } from "./identity.ts";
import { isNewer, type NodeTrait } from "./trait-word.ts";
import { LIST_NODES, LIST_SIZES, NODE_TRAITS } from "./profile-state.ts";
import { newestOf } from "./standing-trait.ts";

/** A node that is on a list by its own newest word. */
export type ListedNode = {
  readonly node: NodeNumber;
  readonly person: PersonNumber;
  readonly id: OwnIdentifier;
};

/** Who is on which list, as far as the resolver has come. */
export type ListReads = {
  /** Ids on the list. */
  size(list: string): number;
  /** In ascending order of the nodes, from `after` on. */
  nodes(list: string, after: NodeNumber, limit: number): readonly ListedNode[];
  /** By the latest word over all the person's nodes. */
  isMember(list: string, person: PersonNumber): boolean;
  isListed(list: string, node: NodeNumber): boolean;
  /** The person's nodes that are on the list. */
  nodesOf(list: string, person: PersonNumber): readonly ListedNode[];
};

export function createListReads(kv: Kv): ListReads {
  const listed = (node: NodeNumber): readonly ListedNode[] => {
    const found = kv.get(NODES, [node]);
    const id = found === undefined ? null : ownIdentifier(found);
    return found === undefined || id === null ? [] : [{ node, person: found.person, id }];
  };
  const nodesOf = (person: PersonNumber): readonly NodeNumber[] =>
    [...kv.range(PERSON_NODES, { prefix: [person] })].map(({ key }) => key[1]);
  const isListed = (list: string, node: NodeNumber): boolean =>
    kv.get(LIST_NODES, [list, node]) !== undefined;

  return {
    size: (list) => kv.get(LIST_SIZES, [list]) ?? 0,
    nodes(list, after, limit) {
      const range = { from: [list, after + 1], to: [list, Number.MAX_SAFE_INTEGER], limit };
      return [...kv.range(LIST_NODES, range)].flatMap(({ key }) => listed(key[1]));
    },
    isMember(list, person) {
      const name = reservedTrait("list", list);
      let newest: NodeTrait | null = null;
      for (const node of nodesOf(person)) {
        const standing = kv.get(NODE_TRAITS, [node, name]);
        const trait = standing === undefined ? undefined : newestOf(standing);
        if (trait !== undefined && (newest === null || isNewer(trait, newest))) newest = trait;
      }
      return newest?.value === "true";
    },
    isListed,
    nodesOf: (list, person) =>
      nodesOf(person)
        .filter((node) => isListed(list, node))
        .flatMap(listed),
  };
}

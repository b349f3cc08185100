import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { Table } from "../platform/kv.ts";
import type { NodeNumber, PersonNumber } from "../store/event-store.ts";

/** What an id is: a user id is given by the business, an anonymous id by a device. */
export type NodeKind = "user" | "anonymous";

/** An id node. It exists for ever; only the person it belongs to may change. */
export type IdNode = {
  readonly kind: NodeKind;
  readonly value: string;
  /** The record and position that first named it. */
  readonly offset: Offset;
  readonly index: number;
  readonly person: PersonNumber;
};

/** A set of nodes. Its number is the number of its first (smallest) node. */
export type Person = {
  /** Ascending. */
  readonly nodes: readonly NodeNumber[];
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
};

/** Why two people became one. */
export type MergeCause = "same call" | "alias";

/** One line of the merge log; keyed by [offset, index] of the event that caused it. */
export type Merge = {
  readonly survivor: PersonNumber;
  readonly absorbed: PersonNumber;
  /** The absorbed person's nodes at that moment. */
  readonly nodes: readonly NodeNumber[];
  readonly cause: MergeCause;
  readonly at: Instant;
};

export const NODES_BY_KEY: Table<NodeNumber> = { name: "nodes_by_key", version: 1 };
export const NODES: Table<IdNode> = { name: "nodes", version: 1 };
export const PEOPLE: Table<Person> = { name: "people", version: 1 };
export const MERGES: Table<Merge> = { name: "merges", version: 1 };

/** People whose user ids differ are never joined by a call that only carries both a user id and a device's id: the device is shared. */
export function mayJoin(users: number, otherUsers: number, cause: MergeCause): boolean {
  return cause === "alias" || users === 0 || otherUsers === 0;
}

const MAX_KEY_TEXT = 200;

/** The key of an id in `NODES_BY_KEY`. Long ids are shortened to their head and hash, since keys have a bounded size. */
export function nodeKey(
  kind: NodeKind,
  value: string,
  hash: (text: string) => string,
): readonly [string, string] {
  const short = value.length <= MAX_KEY_TEXT ? value : `${value.slice(0, 100)}\u0000${hash(value)}`;
  return [kind === "user" ? "u" : "a", short];
}

/** The public form of a person number. */
export function personId(person: PersonNumber): string {
  return `p${person}`;
}

/** The person number in a public id, or null when the text is none. */
export function personNumber(id: string): PersonNumber | null {
  const match = /^p([1-9]\d{0,14})$/.exec(id);
  return match === null ? null : Number(match[1]);
}

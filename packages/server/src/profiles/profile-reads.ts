import { beginningOf, writtenId } from "@habitus/events";
import { hash128, hashHex, type Instant, must } from "@habitus/kernel";
import type { Key, Kv, Table } from "../platform/kv.ts";
import type { NodeNumber, PersonNumber } from "../store/event-store.ts";
import { isOwnKind, kindsOn, type NodeKind, OWN_KINDS } from "./id-kinds.ts";
import {
  EDGES,
  type IdNode,
  NODE_SPANS,
  NODES,
  NODES_BY_KEY,
  keyHead,
  nodeKey,
  ownIdentifier,
  type OwnIdentifier,
  PERSON_NODES,
  type PersonIdentifier,
  personNumber,
  type SeenSpan,
} from "./identity.ts";
import { readSearchCursor, writeSearchCursor } from "./search-cursor.ts";
import { isNewer, type NodeTrait } from "./trait-word.ts";
import { NODE_TRAITS } from "./profile-state.ts";
import { type StandingTrait, wordAt, wordsOf } from "./standing-trait.ts";

export type Profile = {
  readonly person: PersonNumber;
  readonly ids: readonly PersonIdentifier[];
  readonly nodes: readonly NodeNumber[];
  readonly traits: readonly NodeTrait[];
  readonly firstSeen: Instant;
  readonly lastSeen: Instant;
};

/** An id that events belong to. */
export type FoundNode = {
  readonly node: NodeNumber;
  readonly person: PersonNumber;
  readonly id: OwnIdentifier;
};

/** What a text is said to be: the public id of a person (`p12`) and nothing else. */
export type SaidAs = "number";

export type ProfileReads = {
  /**
   * By user id, anonymous id, id of another kind or public id of a person (also one that was absorbed since), in this order:
   * an id that looks like a person's is its owner's first. Said to be a number, by the last alone.
   */
  find(id: string, as?: SaidAs): PersonNumber | null;
  /** As `find`, with the id that was meant: of a person id, and of an id of another kind, the person's first. */
  findNode(id: string, as?: SaidAs): FoundNode | null;
  /** As `findNode`, and behind it everybody else whom the text may mean. */
  findAll(id: string, as?: SaidAs): readonly FoundNode[];
  /** As `findNode`, by ids that people have and never by the public id: for files and lists, where nobody looks at each. */
  findOwn(id: string): FoundNode | null;
  /** By the number of a person or node, also one that was absorbed since. */
  ofNumber(number: NodeNumber): FoundNode | null;
  profile(person: PersonNumber): Profile | null;
  /** The ids among these that events belong to, whosever they are now. */
  nodesNamed(ids: readonly PersonIdentifier[]): readonly NodeNumber[];
  /** User ids first, then anonymous ids, then those of other kinds; each in the order they were first seen. Empty for an unknown person. */
  ids(person: PersonNumber): readonly PersonIdentifier[];
  /** People with an id that begins with `text`, in order of that id; `after` is the last answer's `next`. Ids of kinds in `except` are passed over. */
  search(
    text: string,
    after: string | null,
    limit: number,
    except?: ReadonlySet<string>,
  ): { readonly people: readonly PersonNumber[]; readonly next: string | null };
  /** Whether `search` finds the person by the text. */
  isIdBeginning(person: PersonNumber, text: string): boolean;
};

const hash = (text: string): string => hashHex(hash128(text));
const NO_KINDS: ReadonlySet<string> = new Set();
const MAX_TEXT = "\uffff";

export function createProfileReads(kv: Kv, now: () => Instant): ProfileReads {
  const findNode = (id: string, as?: SaidAs): FoundNode | null => {
    for (const found of meantBy(kv, id, as)) return found;
    return null;
  };

  const idsOf = (all: readonly IdNode[]): readonly PersonIdentifier[] => {
    const users: PersonIdentifier[] = [];
    const devices: PersonIdentifier[] = [];
    const others: PersonIdentifier[] = [];
    const made = new Set(kindsOn(kv).map(({ key }) => key));
    for (const node of all) {
      const { kind, value } = node;
      if (!isOwnKind(kind)) {
        if (made.has(kind)) others.push({ kind, value });
        continue;
      }
      if (node.named === null && !standsAlone(kv, node)) continue;
      (kind === "user" ? users : devices).push({ kind, value });
    }
    return [...users, ...devices, ...others];
  };

  return {
    find: (id, as) => findNode(id, as)?.person ?? null,
    findNode,
    findAll(id, as) {
      const byPerson = new Map<PersonNumber, FoundNode>();
      for (const each of meantBy(kv, id, as)) {
        if (!byPerson.has(each.person)) byPerson.set(each.person, each);
      }
      return [...byPerson.values()];
    },
    findOwn(id) {
      for (const found of ownersOf(kv, id)) return found;
      return null;
    },
    ofNumber: (number) => firstOwn(kv, number),
    ids: (person) => idsOf(nodesOf(kv, person).map((node) => nodeOf(kv, node))),
    profile(person) {
      const nodes = nodesOf(kv, person);
      const known = nodes.map((node) => ({ node, ...nodeOf(kv, node) }));
      const own = known.filter(({ kind }) => isOwnKind(kind)).map(({ node }) => node);
      if (own.length === 0) return null;
      const said = rowsOf(kv, NODE_TRAITS, own);
      const { first: firstSeen, last: lastSeen } = spanOf(kv, own, (node) => said.get(node) ?? []);
      const ids = idsOf(known);
      return {
        person,
        ids,
        nodes,
        traits: currentTraits([...said.values()].flat(), now()),
        firstSeen,
        lastSeen,
      };
    },
    nodesNamed: (ids) =>
      ids.flatMap((id) => {
        const own = ownIdentifier(id);
        return own === null ? [] : (kv.get(NODES_BY_KEY, nodeKey(own.kind, own.value, hash)) ?? []);
      }),
    search: (...asked) => search(kv, ...asked),
    isIdBeginning: (person, text) => firstMatch(kv, person, searchKinds(kv, text, NO_KINDS)) !== null,
  };
}

/** Whom a text may mean, in the order of `find`. */
function* meantBy(kv: Kv, id: string, as: SaidAs | undefined): Generator<FoundNode> {
  if (as === undefined) yield* ownersOf(kv, id);
  const number = personNumber(id);
  const found = number === null ? null : firstOwn(kv, number);
  if (found !== null) yield found;
}

/** Who has the id, as one of its kinds. */
function* ownersOf(kv: Kv, id: string): Generator<FoundNode> {
  let meant: FoundNode | null = null;
  let isNamed = false;
  for (const kind of OWN_KINDS) {
    const node = kv.get(NODES_BY_KEY, nodeKey(kind, id, hash));
    const known = node === undefined ? null : foundNode(kv, node);
    // An id that calls have named themselves goes before one that an alias call may have meant.
    if (known !== null && nodeOf(kv, known.node).named !== null) {
      isNamed = true;
      yield known;
    }
    meant ??= known;
  }
  if (!isNamed && meant !== null) yield meant;
  yield* ofOtherKinds(kv, id);
}

/** Null of an id of another kind. */
function foundNode(kv: Kv, node: NodeNumber): FoundNode | null {
  const known = nodeOf(kv, node);
  const id = ownIdentifier(known);
  return id === null ? null : { node, person: known.person, id };
}

/** The id of this number; where no event can belong to it, the first of its person to which events can. */
function firstOwn(kv: Kv, node: NodeNumber): FoundNode | null {
  const known = kv.get(NODES, [node]);
  if (known === undefined) return null;
  if (isOwnKind(known.kind)) return foundNode(kv, node);
  for (const each of nodesOf(kv, known.person)) {
    const found = foundNode(kv, each);
    if (found !== null) return found;
  }
  return null;
}

/** In the order in which the kinds were made. */
function ofOtherKinds(kv: Kv, id: string): readonly FoundNode[] {
  return kindsOn(kv).flatMap(({ key, ...rule }) => {
    const value = writtenId(rule, id);
    const node = value === null ? undefined : kv.get(NODES_BY_KEY, nodeKey(key, value, hash));
    return (node === undefined ? null : firstOwn(kv, node)) ?? [];
  });
}

/** The highest number that a person may have; 0 while nobody is known. */
export function highestPerson(kv: Kv): PersonNumber {
  for (const { key } of kv.range(NODES, { reverse: true, limit: 1 })) return key[0];
  return 0;
}

/** The nodes of the person to whom a node belongs now; none of one that is not known. */
export function nodesNow(kv: Kv, node: NodeNumber): readonly NodeNumber[] {
  const found = kv.get(NODES, [node]);
  return found === undefined ? [] : nodesOf(kv, found.person);
}

export type SeenPerson = {
  readonly person: PersonNumber;
  readonly nodes: readonly NodeNumber[];
  readonly firstSeen: Instant;
};

/** Everybody with a number from `from` to `to`, both included, ascending. */
export function* peopleWithin(kv: Kv, from: PersonNumber, to: PersonNumber): Generator<SeenPerson> {
  for (const { key, value } of kv.range(NODES, { from: [from], to: [to + 1] })) {
    const person = key[0];
    if (value.person !== person) continue;
    const nodes = nodesOf(kv, person);
    if (nodes.every((node) => nodeOf(kv, node).named === null)) continue;
    const own = nodes.filter((node) => isOwnKind(nodeOf(kv, node).kind));
    yield { person, nodes, firstSeen: spanOf(kv, own, (node) => traitsOf(kv, node)).first };
  }
}

/** Whether the number is that of a node: that of somebody who was erased no longer is. */
export function isNode(kv: Kv, node: NodeNumber): boolean {
  return kv.get(NODES, [node]) !== undefined;
}

/** The id that the number stands for; null when it is nobody's, or one to which no event can belong. */
export function idOfNode(kv: Kv, node: NodeNumber): OwnIdentifier | null {
  const known = kv.get(NODES, [node]);
  return known === undefined ? null : ownIdentifier(known);
}

type TraitsOf = (node: NodeNumber) => readonly StandingTrait[];

function spanOf(kv: Kv, nodes: readonly NodeNumber[], traits: TraitsOf): SeenSpan {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const node of nodes) {
    for (const span of spansOf(kv, node, traits)) {
      first = Math.min(first, span.first);
      last = Math.max(last, span.last);
    }
  }
  return { first, last };
}

/** The newest value of each trait over all nodes, of those whose time has come; a trait whose newest value is null is gone. */
function currentTraits(all: readonly StandingTrait[], now: Instant): readonly NodeTrait[] {
  const newest = new Map<string, NodeTrait>();
  for (const standing of all) {
    const trait = wordAt(standing, now);
    if (trait === null) continue;
    const known = newest.get(trait.name);
    if (known === undefined || isNewer(trait, known)) newest.set(trait.name, trait);
  }
  return [...newest.values()]
    .filter((trait) => trait.value !== "null")
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** An id of somebody, in the order of the search. */
type SearchKind = { readonly kind: NodeKind; readonly text: string };

/** Where the search goes, and what ids of the kind begin with where somebody has written `text`. */
function searchKinds(kv: Kv, text: string, except: ReadonlySet<string>): readonly SearchKind[] {
  const own = OWN_KINDS.map((kind) => ({ kind, text }));
  if (text === "") return own;
  const others = kindsOn(kv)
    .filter(({ key }) => !except.has(key))
    .map(({ key, ...rule }) => ({ kind: key, text: beginningOf(rule, text) }));
  return [...own, ...others];
}

/**
 * Goes through the ids in order, user ids first. A person with several ids that match is given at the first of them, so
 * nobody comes twice, on any page. The cursor is the kind and the id of the last person given out.
 */
function search(
  kv: Kv,
  text: string,
  after: string | null,
  limit: number,
  except: ReadonlySet<string> = NO_KINDS,
): ReturnType<ProfileReads["search"]> {
  const people: PersonNumber[] = [];
  const kinds = searchKinds(kv, text, except);
  const from = after === null ? null : readSearchCursor(after);
  const begin = from === null ? 0 : kinds.findIndex(({ kind }) => kind === from.kind);
  if (begin < 0) return { people, next: null };
  // Asked once of each: somebody may have thousands of ids that match.
  const firstOf = new Map<PersonNumber, NodeNumber | null>();
  for (const [place, { kind, text: head }] of kinds.entries()) {
    if (place < begin) continue;
    const start = from !== null && place === begin ? from.id : head;
    const range = { from: [keyHead(kind), start], to: [keyHead(kind), head + MAX_TEXT] };
    for (const { key, value: node } of kv.range(NODES_BY_KEY, range)) {
      const id = key[1];
      if (from !== null && place === begin && id === from.id) continue;
      const { person } = nodeOf(kv, node);
      let first = firstOf.get(person);
      if (first === undefined) {
        first = firstMatch(kv, person, kinds);
        firstOf.set(person, first);
      }
      if (first !== node) continue;
      people.push(person);
      if (people.length === limit) return { people, next: writeSearchCursor({ kind, id }) };
    }
  }
  return { people, next: null };
}

/** The person's node that matches and comes first in the order of the search; null for who is nobody by these alone. */
function firstMatch(kv: Kv, person: PersonNumber, kinds: readonly SearchKind[]): NodeNumber | null {
  const all = nodesOf(kv, person).map((node) => ({ node, ...nodeOf(kv, node) }));
  if (all.every(({ kind }) => !isOwnKind(kind))) return null;
  const place = (kind: NodeKind): number => kinds.findIndex((each) => each.kind === kind);
  const matching = all
    .filter(({ kind, value }) => value.startsWith(kinds[place(kind)]?.text ?? MAX_TEXT))
    .sort((a, b) => place(a.kind) - place(b.kind) || (a.value < b.value ? -1 : 1));
  return matching[0]?.node ?? null;
}

/**
 * When the node was seen: by its own events, or, while it has none, by the calls that name it beside another id and the
 * facts said of it.
 */
function spansOf(kv: Kv, node: NodeNumber, traits: TraitsOf): readonly SeenSpan[] {
  const own = kv.get(NODE_SPANS, [node]);
  if (own !== undefined) return [own];
  const named = [...kv.range(EDGES, { prefix: [node] })].map(({ value }) => value);
  return [...named, ...traits(node).flatMap(wordsOf)].map(({ time }) => ({ first: time, last: time }));
}

/** The rows of a table that stand under nodes, by node. Ids that came together have numbers that follow each other and are read in one go. */
function rowsOf<V>(
  kv: Kv,
  table: Table<V, readonly [node: NodeNumber, ...rest: Key]>,
  nodes: readonly NodeNumber[],
): ReadonlyMap<NodeNumber, readonly V[]> {
  const rows = new Map<NodeNumber, V[]>(nodes.map((node) => [node, []]));
  for (let place = 0; place < nodes.length; ) {
    const from = nodes[place] ?? 0;
    let to = from + 1;
    while (nodes[++place] === to) to++;
    for (const { key, value } of kv.range(table, { from: [from], to: [to] })) {
      rows.get(key[0])?.push(value);
    }
  }
  return rows;
}

function traitsOf(kv: Kv, node: NodeNumber): readonly StandingTrait[] {
  return [...kv.range(NODE_TRAITS, { prefix: [node] })].map(({ value }) => value);
}

/** Ascending. */
function nodesOf(kv: Kv, person: PersonNumber): readonly NodeNumber[] {
  return [...kv.keys(PERSON_NODES, { prefix: [person] })].map((key) => key[1]);
}

/** The previous id of an alias call that nothing else has named is shown once, as an anonymous id. */
function standsAlone(kv: Kv, { kind, value }: IdNode): boolean {
  if (kind === "user") return false;
  const twin = kv.get(NODES_BY_KEY, nodeKey("user", value, hash));
  return twin === undefined || nodeOf(kv, twin).named === null;
}

function nodeOf(kv: Kv, node: NodeNumber): IdNode {
  return must(kv.get(NODES, [node]), `node ${node} is not in the state`);
}

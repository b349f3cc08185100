import { type Instant, must } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { MoveRow, NodeNumber, PersonNumber } from "../store/event-store.ts";
import type { FoldEdge } from "./identity-fold.ts";
import type { KindsInForce } from "./id-kinds.ts";
import {
  addCounts,
  CAUSE_NUMBERS,
  CROWDED,
  CROWDED_KEY,
  type Edge,
  type IdNode,
  laterOf,
  MERGES,
  MOVES,
  NODES,
  PEOPLE,
  type Person,
  PERSON_NODES,
  type Place,
} from "./identity.ts";
import type { StateDraft } from "./state-draft.ts";

export type PairEdge = FoldEdge & Edge;

/** What one record changed about who is who. */
export type Settled = { readonly moves: readonly MoveRow[]; readonly merges: number };

/** People as sets of nodes in the state, and whom nodes belonged to before the record. */
export class PersonSets {
  readonly #draft: StateDraft;
  /** Whom nodes belonged to before this record, of those that were moved. */
  readonly #before = new Map<NodeNumber, PersonNumber>();
  #merges = 0;

  readonly #kinds: KindsInForce;

  constructor(draft: StateDraft, kinds: KindsInForce) {
    this.#draft = draft;
    this.#kinds = kinds;
  }

  /**
   * Whether anybody ever had more than half as many devices as a person may have. While nobody had, the limit has kept
   * nobody apart: two people together are within it.
   */
  isCrowded(): boolean {
    return this.#draft.get(CROWDED, CROWDED_KEY) === true;
  }

  wouldCrowd(devices: number): boolean {
    return devices * 2 > this.#kinds.perPerson("anonymous");
  }

  becomeCrowded(): void {
    this.#draft.put(CROWDED, CROWDED_KEY, true);
  }

  node(node: NodeNumber): IdNode {
    return must(this.#draft.get(NODES, [node]), `node ${node} is not in the state`);
  }

  person(person: PersonNumber): Person {
    return must(this.#draft.get(PEOPLE, [person]), `person ${person} is not in the state`);
  }

  nodesOf(person: PersonNumber): readonly NodeNumber[] {
    return this.#draft.group(PERSON_NODES, person).map(({ key }) => key[1]);
  }

  putPerson(person: PersonNumber, value: Person): void {
    this.#draft.put(PEOPLE, [person], value);
    if (this.wouldCrowd(value.devices) && !this.isCrowded()) this.becomeCrowded();
  }

  removePerson(person: PersonNumber): void {
    this.#draft.remove(PEOPLE, [person]);
  }

  /** Makes two people one, by this evidence. */
  join(a: PersonNumber, b: PersonNumber, edge: PairEdge): void {
    const [survivor, absorbed] = a < b ? [a, b] : [b, a];
    const [kept, gone] = [this.person(survivor), this.person(absorbed)];
    for (const node of this.nodesOf(absorbed)) this.move(node, survivor);
    this.removePerson(absorbed);
    this.putPerson(survivor, {
      ...addCounts(kept, gone),
      cuts: kept.cuts + gone.cuts,
      last: laterOf(laterOf(kept.last, gone.last), placeOf(edge)),
    });
    this.putMerge(edge);
  }

  /** Parts a device from its person. Who has its number no more is named by the smallest that is left. */
  detach(device: NodeNumber): void {
    const from = this.node(device).person;
    const { last, ...kept } = this.person(from);
    const others = this.nodesOf(from).filter((node) => node !== device);
    if (others.length === 0) return;
    const person = from === device ? smallest(others) : from;
    if (person !== from) {
      for (const node of others) this.move(node, person);
    } else this.move(device, device);
    this.putPerson(person, { ...kept, devices: kept.devices - 1, last });
    this.putPerson(device, { users: 0, devices: 1, cuts: 0, last });
  }

  move(node: NodeNumber, to: PersonNumber): void {
    const known = this.node(node);
    if (known.person === to) return;
    if (!this.#before.has(node)) this.#before.set(node, known.person);
    this.#draft.remove(PERSON_NODES, [known.person, node]);
    this.#draft.put(PERSON_NODES, [to, node], true);
    this.#draft.put(NODES, [node], { ...known, person: to });
  }

  merge({ a, b, cause }: Pick<FoldEdge, "a" | "b" | "cause">): Edge | undefined {
    return this.#draft.get(MERGES, [a, b, CAUSE_NUMBERS[cause]]);
  }

  /** Notes that the edge joined two people, or the evidence it does it by now. */
  putMerge(edge: PairEdge): void {
    const { a, b, cause, time, order, offset, index } = edge;
    if (this.merge(edge) === undefined) this.#merges++;
    this.#draft.put(MERGES, [a, b, CAUSE_NUMBERS[cause]], { time, order, offset, index });
  }

  removeMerge({ a, b, cause }: Pick<FoldEdge, "a" | "b" | "cause">): void {
    this.#draft.remove(MERGES, [a, b, CAUSE_NUMBERS[cause]]);
  }

  /** Tells whom nodes have belonged to since this record, each at most once, and begins the next. */
  settle(offset: Offset): Settled {
    const moves: MoveRow[] = [];
    for (const [node, before] of [...this.#before].sort(([a], [b]) => a - b)) {
      const { person } = this.node(node);
      if (person === before) continue;
      moves.push({ offset, node, person });
      this.#draft.put(MOVES, [offset, node], person);
    }
    const merges = this.#merges;
    this.#before.clear();
    this.#merges = 0;
    return { moves, merges };
  }
}

/** Of any number of nodes, which a call with each as an argument would not take. */
function smallest(nodes: readonly NodeNumber[]): NodeNumber {
  return nodes.reduce((least, node) => Math.min(least, node));
}

export function placeOf({ time, order }: { readonly time: Instant; readonly order: string }): Place {
  return { time, order };
}

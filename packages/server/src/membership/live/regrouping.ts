import type { DeletedRow, MoveRow, NodeNumber, PersonNumber } from "../../store/event-store.ts";
import type { PeopleMap } from "./people-map.ts";
import type { NeedsPast } from "./record-rows.ts";

/** A person after a record moved nodes. */
export type Group = {
  readonly person: PersonNumber;
  /** The people its nodes belonged to before. */
  readonly from: readonly PersonNumber[];
  /** All nodes of all of these are in it now: people were put together, and nobody was taken apart. */
  readonly isWhole: boolean;
};

/** What the moves of one record make of people: made before they are applied, asked after. */
export class Regrouping {
  readonly #people: PeopleMap;
  readonly #before = new Map<PersonNumber, readonly NodeNumber[]>();

  constructor(people: PeopleMap, moves: readonly MoveRow[]) {
    this.#people = people;
    for (const { node, person } of moves) {
      for (const owner of [people.personOf(node), people.personOf(person)]) {
        if (!this.#before.has(owner)) this.#before.set(owner, people.nodesOf(owner));
      }
    }
  }

  /** Everybody who exists and had nodes moved to or from it, ascending. */
  groups(): readonly Group[] {
    const owners = new Map<PersonNumber, Set<PersonNumber>>();
    for (const [owner, nodes] of this.#before) {
      for (const node of nodes) {
        const person = this.#people.personOf(node);
        owners.set(person, (owners.get(person) ?? new Set()).add(owner));
      }
    }
    return [...owners]
      .map(([person, from]) => ({
        person,
        from: [...from],
        isWhole: [...from].every((owner) => this.#isWithin(owner, person)),
      }))
      .sort((a, b) => a.person - b.person);
  }

  /** People of whom nothing is left, with the nodes they had, ascending. */
  absorbed(): readonly { readonly person: PersonNumber; readonly nodes: readonly NodeNumber[] }[] {
    return [...this.#before]
      .filter(([person]) => this.#people.personOf(person) !== person)
      .map(([person, nodes]) => ({ person, nodes }))
      .sort((a, b) => a.person - b.person);
  }

  #isWithin(owner: PersonNumber, person: PersonNumber): boolean {
    return (this.#before.get(owner) ?? []).every((node) => this.#people.personOf(node) === person);
  }
}

/** Whoever lost events: what is kept of them cannot tell what it would be without. */
export function whoLost(deleted: readonly DeletedRow[], people: PeopleMap): readonly NeedsPast[] {
  const owners = new Set(deleted.flatMap(({ nodes }) => nodes.map((node) => people.personOf(node))));
  return [...owners]
    .map((person) => ({ person, nodes: people.nodesOf(person) }))
    .filter(({ nodes }) => nodes.length > 0);
}

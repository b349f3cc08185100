import type { StreamProgram } from "@habitus/segments-stream";
import { hasName } from "../../store/deleted-events.ts";
import type { DeletedRow, MoveRow, NodeNumber, PersonNumber } from "../../store/event-store.ts";
import type { Layer } from "./layer.ts";
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

  /** Everybody who had nodes moved to or from them, before. */
  owners(): Iterable<PersonNumber> {
    return this.#before.keys();
  }

  /** Ascending. */
  nodesBefore(owner: PersonNumber): readonly NodeNumber[] {
    return this.#before.get(owner) ?? [];
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

/** Moves by which nodes leave others of their person, before they are applied. Who is put together moves as a whole and needs no past. */
export function partingMoves(people: PeopleMap, moves: readonly MoveRow[]): readonly MoveRow[] {
  const moved = new Map<PersonNumber, number>();
  for (const { node } of moves) {
    const owner = people.personOf(node);
    moved.set(owner, (moved.get(owner) ?? 0) + 1);
  }
  return moves.filter(({ node }) => {
    const owner = people.personOf(node);
    return (moved.get(owner) ?? 0) < people.nodesOf(owner).length;
  });
}

/** Somebody who lost events, and why. */
export type Loser = NeedsPast & Pick<DeletedRow, "cause">;

/** Whoever lost events that any of the programs reads, or traits: what is kept of them cannot tell what it would be without. */
export function whoLost(
  deleted: readonly DeletedRow[],
  layers: readonly Pick<Layer, "program">[],
  people: PeopleMap,
): readonly Loser[] {
  const read = deleted.filter((row) => layers.some(({ program }) => isReadBy(program.reads, row)));
  const causes = new Map(
    read.flatMap(({ nodes, cause }) => nodes.map((node) => [people.personOf(node), cause])),
  );
  return [...causes]
    .map(([person, cause]) => ({ person, nodes: people.nodesOf(person), cause }))
    .filter(({ nodes }) => nodes.length > 0);
}

function isReadBy({ events, prefixes }: StreamProgram["reads"], row: DeletedRow): boolean {
  const { names, withTraits } = row;
  if (withTraits === true) return true;
  if (names === null) return prefixes.length > 0 || events.some((event) => hasName(row, event));
  return names.some((name) => events.includes(name) || prefixes.some((prefix) => name.startsWith(prefix)));
}

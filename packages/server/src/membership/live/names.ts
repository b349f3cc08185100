import type { NamedNode } from "../../profiles/batch-builder.ts";
import type { PersonIdentifier } from "../../profiles/identity.ts";
import type { NodeNumber } from "../../store/event-store.ts";

/** The ids that the newest records have named. Live membership need not wait until the resolver's state is on disk: they come with the rows. */
export class Names {
  #newest: ReadonlyMap<NodeNumber, PersonIdentifier> = new Map();

  /** Those given before are on disk. */
  become(named: readonly NamedNode[]): void {
    this.#newest = new Map(named.map(({ node, id }) => [node, id]));
  }

  of(node: NodeNumber): PersonIdentifier | null {
    return this.#newest.get(node) ?? null;
  }
}

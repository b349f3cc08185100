import type { Offset } from "../../log/log.ts";
import type { NamedNode } from "../../profiles/batch-builder.ts";
import type { PersonIdentifier } from "../../profiles/identity.ts";
import type { NodeNumber } from "../../store/event-store.ts";

/**
 * The ids that the newest records have named. Live membership need not wait until the resolver's state is on disk: they come with the
 * rows, and stay until the event store has these, which it is given once that state is on disk.
 */
export class Names {
  readonly #ids = new Map<NodeNumber, PersonIdentifier>();
  readonly #batches: { readonly upTo: Offset; readonly nodes: readonly NodeNumber[] }[] = [];

  add(named: readonly NamedNode[], upTo: Offset): void {
    if (named.length === 0) return;
    for (const { node, id } of named) this.#ids.set(node, id);
    this.#batches.push({ upTo, nodes: named.map(({ node }) => node) });
  }

  of(node: NodeNumber): PersonIdentifier | null {
    return this.#ids.get(node) ?? null;
  }

  /** Nobody is behind these nodes any more. */
  erase(nodes: readonly NodeNumber[]): void {
    for (const node of nodes) this.#ids.delete(node);
  }

  /** The event store has everything up to this record. */
  dropUpTo(stored: Offset): void {
    for (let first = this.#batches[0]; first !== undefined && first.upTo <= stored; ) {
      this.erase(first.nodes);
      this.#batches.shift();
      first = this.#batches[0];
    }
  }
}

import type { Offset } from "../../log/log.ts";
import type { DeletedRow, EventRow, NodeNumber, StoreBatch, TraitRow } from "../../store/event-store.ts";

export type NodeRows = { readonly events: readonly EventRow[]; readonly traits: readonly TraitRow[] };

/** Rows of the newest records, kept until the event store has them: with it they are the whole past of a person. */
export class Tail {
  #batches: StoreBatch[] = [];
  #byNode: Map<NodeNumber, { events: EventRow[]; traits: TraitRow[] }> | null = null;

  add(batch: StoreBatch): void {
    this.#batches.push(batch);
    this.#byNode = null;
  }

  /** The store has everything up to this record. */
  dropUpTo(stored: Offset): void {
    const kept = this.#batches.findIndex(({ upTo }) => upTo > stored);
    const gone = kept < 0 ? this.#batches.length : kept;
    if (gone === 0) return;
    this.#batches = this.#batches.slice(gone);
    this.#byNode = null;
  }

  /** What took events away above `after`, up to and including `upTo`. */
  deleted(after: Offset, upTo: Offset): readonly DeletedRow[] {
    const isWithin = ({ offset }: DeletedRow): boolean => offset > after && offset <= upTo;
    return this.#batches.flatMap(({ deleted }) => deleted.filter(isWithin));
  }

  /** Rows of the nodes above `after`, up to and including `upTo`. */
  rows(nodes: readonly NodeNumber[], after: Offset, upTo: Offset): NodeRows {
    this.#byNode ??= indexed(this.#batches);
    const index = this.#byNode;
    const isWithin = ({ offset }: { readonly offset: Offset }): boolean => offset > after && offset <= upTo;
    const found = nodes.flatMap((node) => index.get(node) ?? []);
    return {
      events: found.flatMap(({ events }) => events.filter(isWithin)),
      traits: found.flatMap(({ traits }) => traits.filter(isWithin)),
    };
  }
}

function indexed(
  batches: readonly StoreBatch[],
): Map<NodeNumber, { events: EventRow[]; traits: TraitRow[] }> {
  const index = new Map<NodeNumber, { events: EventRow[]; traits: TraitRow[] }>();
  const of = (node: NodeNumber): { events: EventRow[]; traits: TraitRow[] } => {
    const rows = index.get(node) ?? { events: [], traits: [] };
    index.set(node, rows);
    return rows;
  };
  for (const { events, traits } of batches) {
    for (const row of events) of(row.node).events.push(row);
    for (const row of traits) of(row.node).traits.push(row);
  }
  return index;
}

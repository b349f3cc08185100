import type { Offset } from "../log/log.ts";
import { isDeletedBy, isTraitDeletedBy } from "./deleted-events.ts";
import type {
  EventRow,
  EventStore,
  MoveRow,
  NodeNumber,
  NodeRow,
  StoreBatch,
  TraitRow,
} from "./event-store.ts";

export type MemoryEventStore = EventStore & {
  readonly events: readonly EventRow[];
  readonly traits: readonly TraitRow[];
  readonly moves: readonly MoveRow[];
  readonly nodes: readonly NodeRow[];
  readonly transitions: readonly EventRow[];
};

/** Keeps rows in memory and passes over what it has, like a real store; it answers no queries. */
export function createMemoryEventStore(): MemoryEventStore {
  const events: EventRow[] = [];
  const traits: TraitRow[] = [];
  const moves: MoveRow[] = [];
  const nodes: NodeRow[] = [];
  const transitions: EventRow[] = [];
  const erased = new Set<NodeNumber>();
  let position: Offset = 0;
  const heldTransitions = (): number => transitions.at(-1)?.offset ?? 0;
  return {
    transitions,
    transitionsUpTo: () => Promise.resolve(heldTransitions()),
    appendTransitions(rows) {
      const held = heldTransitions();
      transitions.push(...rows.filter(({ offset, node }) => offset > held && !erased.has(node)));
      return Promise.resolve();
    },
    clearTransitions() {
      transitions.length = 0;
      return Promise.resolve();
    },
    events,
    traits,
    moves,
    nodes,
    position: () => Promise.resolve(position),
    append(batch: StoreBatch) {
      const fresh = <Row extends { readonly offset: Offset }>(rows: readonly Row[]): readonly Row[] =>
        rows.filter((row) => row.offset > position);
      events.push(...fresh(batch.events));
      traits.push(...fresh(batch.traits));
      moves.push(...fresh(batch.moves));
      nodes.push(...fresh(batch.nodes));
      for (const { node } of batch.erased) erased.add(node);
      if (batch.erased.length > 0) {
        for (const rows of [events, traits, moves, nodes, transitions]) removeRows(rows, erased);
      }
      const isDeleted = isDeletedBy(batch.deleted);
      const isTraitDeleted = isTraitDeletedBy(batch.deleted);
      if (batch.deleted.length > 0) {
        events.splice(0, events.length, ...events.filter((row) => !isDeleted(row)));
        traits.splice(0, traits.length, ...traits.filter((row) => !isTraitDeleted(row)));
      }
      position = Math.max(position, batch.upTo);
      return Promise.resolve();
    },
    rewrite: () => Promise.resolve(),
    reading: () => Promise.resolve(null),
    query: () => Promise.reject(new Error("the memory store answers no queries")),
    close: () => Promise.resolve(),
  };
}

function removeRows(rows: { readonly node: NodeNumber }[], erased: ReadonlySet<NodeNumber>): void {
  const kept = rows.filter(({ node }) => !erased.has(node));
  rows.splice(0, rows.length, ...kept);
}

import type { Pasts, PastsQuery } from "../store/event-reads.ts";
import type { MemoryEventStore } from "../store/memory-event-store.ts";
import type { PastReads } from "./live/pasts.ts";

/** For tests: what membership reads of the past, answered from a memory store. */
export function readsOf(store: MemoryEventStore): PastReads & { pasts(query: PastsQuery): Promise<Pasts> } {
  return {
    history: ({ nodes, upTo }) => {
      const isWanted = (row: { readonly node: number; readonly offset: number }): boolean =>
        nodes.includes(row.node) && row.offset <= upTo;
      return Promise.resolve({
        events: store.events.filter(isWanted),
        traits: store.traits.filter(isWanted),
      });
    },
    pasts: ({ from, to, besides = [], events, prefixes, traits, upTo }) => {
      const isNamed = ({ name }: { readonly name: string }): boolean =>
        events.includes(name) || prefixes.some((prefix) => name.startsWith(prefix));
      const isWanted = (row: { readonly node: number; readonly offset: number }): boolean =>
        ((row.node >= from && row.node <= to) || besides.includes(row.node)) && row.offset <= upTo;
      return Promise.resolve({
        events: store.events.filter((row) => isWanted(row) && isNamed(row)),
        traits: store.traits.filter((row) => isWanted(row) && traits.includes(row.name)),
      });
    },
  };
}

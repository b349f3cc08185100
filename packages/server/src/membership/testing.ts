import type { EventReads } from "../store/event-reads.ts";
import type { MemoryEventStore } from "../store/memory-event-store.ts";
import type { PastReads } from "./live/pasts.ts";

/** For tests: what membership reads of the past, answered from a memory store. */
export function readsOf(store: MemoryEventStore): PastReads & Pick<EventReads, "pasts" | "firstFacts"> {
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
    firstFacts: ({ from, to, besides = [], upTo, apart }) => {
      const first = new Map<number, number>();
      for (const { node, offset, name, time } of store.traits) {
        const isAsked = (node >= from && node <= to) || besides.includes(node);
        if (!isAsked || offset > upTo || name === apart) continue;
        first.set(node, Math.min(time, first.get(node) ?? time));
      }
      return Promise.resolve([...first].map(([node, time]) => ({ node, time })));
    },
  };
}

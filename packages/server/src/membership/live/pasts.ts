import type { Offset } from "../../log/log.ts";
import { isDeletedBy, isTraitDeletedBy } from "../../store/deleted-events.ts";
import type { EventReads } from "../../store/event-reads.ts";
import type { MoveRow, NodeNumber } from "../../store/event-store.ts";
import { toHistoryEvent, toTraitChange } from "../reload.ts";
import type { LiveMembership } from "./live-membership.ts";
import type { NeedsPast, Past } from "./record-rows.ts";
import type { NodeRows, Tail } from "./tail.ts";

export type PastReads = Pick<EventReads, "history">;

export type PastsDeps = {
  readonly live: LiveMembership;
  readonly reads: PastReads;
  readonly tail: Tail;
  /** Everything up to this record is in the event store. */
  readonly stored: () => Offset;
  readonly attempt: <T>(work: () => Promise<T>) => Promise<T>;
};

/**
 * Whole pasts of people: what the event store has, and what it does not have yet. Of a batch of records one question serves
 * all of them. It lives as long as nothing is dropped from the tail.
 */
export class Pasts {
  readonly #deps: PastsDeps;
  readonly #known = new Map<NodeNumber, { readonly rows: NodeRows; readonly stored: Offset }>();

  constructor(deps: PastsDeps) {
    this.#deps = deps;
  }

  /** Asks for these ahead of `of`. The tail has to be kept from what the store holds now until then. */
  async ask(nodes: readonly NodeNumber[]): Promise<void> {
    if (nodes.length > 0) await this.#ask(nodes);
  }

  /** @param soon moves of the records that follow for which pasts will be needed: they are asked for in the same question. */
  async of(needs: readonly NeedsPast[], upTo: Offset, soon: readonly MoveRow[]): Promise<readonly Past[]> {
    const missing = needs.flatMap(({ nodes }) => nodes).filter((node) => !this.#known.has(node));
    if (missing.length > 0) await this.#ask([...new Set([...missing, ...this.#nodesOf(soon)])]);
    const rulesOf = this.#rulesUpTo(upTo);
    return needs.map(({ person, nodes }) => {
      const rows = nodes.map((node) => this.#rowsOf(node, upTo, rulesOf));
      return {
        person,
        history: {
          events: rows.flatMap(({ events }) => events.map(toHistoryEvent)),
          traits: rows.flatMap(({ traits }) => traits.map(toTraitChange)),
        },
      };
    });
  }

  async #ask(nodes: readonly NodeNumber[]): Promise<void> {
    const { reads, stored: storedNow, attempt } = this.#deps;
    const stored = storedNow();
    const found = await attempt(() => reads.history({ nodes, upTo: stored }));
    const rows = new Map(nodes.map((node) => [node, { events: [], traits: [] } as MutableRows]));
    for (const row of found.events) rows.get(row.node)?.events.push(row);
    for (const row of found.traits) rows.get(row.node)?.traits.push(row);
    for (const [node, each] of rows) this.#known.set(node, { rows: each, stored });
  }

  /** What the store had not carried out yet when it was asked; rules may name many, so they are made ready once for all nodes. */
  #rulesUpTo(upTo: Offset): (stored: Offset) => DeletedRules {
    const made = new Map<Offset, DeletedRules>();
    return (stored) => {
      const known = made.get(stored);
      if (known !== undefined) return known;
      const deleted = this.#deps.tail.deleted(stored, upTo);
      const rules = { takesEvent: isDeletedBy(deleted), takesTrait: isTraitDeletedBy(deleted) };
      made.set(stored, rules);
      return rules;
    };
  }

  #rowsOf(node: NodeNumber, upTo: Offset, rulesOf: (stored: Offset) => DeletedRules): NodeRows {
    const known = this.#known.get(node);
    if (known === undefined) return { events: [], traits: [] };
    const { rows, stored } = known;
    const newer = this.#deps.tail.rows([node], stored, upTo);
    const { takesEvent, takesTrait } = rulesOf(stored);
    const isPast = ({ offset }: { readonly offset: Offset }): boolean => offset <= upTo;
    return {
      events: [...rows.events.filter(isPast), ...newer.events].filter((row) => !takesEvent(row)),
      traits: [...rows.traits.filter(isPast), ...newer.traits].filter((row) => !takesTrait(row)),
    };
  }

  #nodesOf(moves: readonly MoveRow[]): readonly NodeNumber[] {
    const { people } = this.#deps.live;
    const owners = new Set(
      moves.flatMap(({ node, person }) => [people.personOf(node), people.personOf(person)]),
    );
    return [...owners].flatMap((owner) => [owner, ...people.nodesOf(owner)]);
  }
}

type DeletedRules = {
  readonly takesEvent: ReturnType<typeof isDeletedBy>;
  readonly takesTrait: ReturnType<typeof isTraitDeletedBy>;
};

type MutableRows = {
  readonly events: NodeRows["events"][number][];
  readonly traits: NodeRows["traits"][number][];
};

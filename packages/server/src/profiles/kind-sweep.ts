import type { Offset } from "../log/log.ts";
import type { Kv, Table } from "../platform/kv.ts";
import type { NodeNumber } from "../store/event-store.ts";
import { isOwnKind, type KindRule, type KindsInForce } from "./id-kinds.ts";
import type { IdentityGraph } from "./identity-graph.ts";
import { idLinks, type Link } from "./identity-links.ts";
import { type IdNode, NODES } from "./identity.ts";
import { idsInTrait, traitsRead } from "./kind-ids.ts";
import type { StateDraft } from "./state-draft.ts";
import type { NodeTrait } from "./trait-word.ts";
import type { UnreadIdCounts } from "./unread-ids.ts";

/** What rules of kinds that were changed leave to be done with ids that are known already. */
export type SweepLeft = {
  /** The next id that is looked at. */
  readonly next: NodeNumber;
  /** The last that was known when a rule was changed last. */
  readonly last: NodeNumber;
  /** Kinds whose evidence may count for something else now. */
  readonly refold: readonly string[];
  /** Kinds that traits known already may tell of. */
  readonly read: readonly string[];
};

const SWEEP: Table<SweepLeft> = { name: "id_kind_sweep", version: 1 };
const KEY = ["sweep"];

/** Null when nothing is left to be done. */
export function sweepLeft(kv: Kv): SweepLeft | null {
  return kv.get(SWEEP, KEY) ?? null;
}

export type SweepDeps = {
  readonly draft: StateDraft;
  readonly kinds: KindsInForce;
  readonly graph: IdentityGraph;
  readonly unread: UnreadIdCounts;
  /** The newest value of a trait under an id. */
  readonly traitOf: (node: NodeNumber, name: string) => NodeTrait | undefined;
  readonly sweptPerRecord: number;
};

/** The record that changed a rule, and the last id that was known by then. */
type SweepPlace = { readonly offset: Offset; readonly last: NodeNumber };

/** Evidence that a trait which was known before gives. */
type Found = (link: Link, place: { readonly time: number; readonly node: NodeNumber }) => void;

/**
 * Brings what is known in line with changed rules, some ids at a time, each time that a record asks for it. Until it is through, people
 * whom no record has touched since stand as the rules before had them.
 */
export class KindSweep {
  readonly #deps: SweepDeps;

  constructor(deps: SweepDeps) {
    this.#deps = deps;
  }

  put(rule: KindRule, { offset, last }: SweepPlace): void {
    const { refolds, readsMore } = this.#deps.kinds.put(rule, offset);
    if (readsMore) this.#deps.unread.forgetTraits(rule.key);
    this.#add(last, refolds ? [rule.key] : [], readsMore && traitsRead(rule).length > 0 ? [rule.key] : []);
  }

  turnOff(key: string, { offset, last }: SweepPlace): void {
    if (this.#deps.kinds.turnOff(key, offset)) this.#add(last, [key], []);
  }

  /** The next ids. */
  step(found: Found): void {
    const left = this.#deps.draft.get(SWEEP, KEY);
    if (left === undefined) return;
    const upTo = Math.min(left.last, left.next + this.#deps.sweptPerRecord - 1);
    for (let node = left.next; node <= upTo; node++) {
      const known = this.#deps.draft.get(NODES, [node]);
      if (known === undefined) continue;
      if (isOwnKind(known.kind)) this.#read(node, known, left.read, found);
      else if (left.refold.includes(known.kind)) this.#deps.graph.reconsider(node);
    }
    if (upTo === left.last) this.#deps.draft.remove(SWEEP, KEY);
    else this.#deps.draft.put(SWEEP, KEY, { ...left, next: upTo + 1 });
  }

  #add(last: NodeNumber, refold: readonly string[], read: readonly string[]): void {
    const left = this.#deps.draft.get(SWEEP, KEY);
    if (last === 0 || (refold.length === 0 && read.length === 0)) return;
    this.#deps.draft.put(SWEEP, KEY, {
      next: 1,
      last,
      refold: [...new Set([...(left?.refold ?? []), ...refold])],
      read: [...new Set([...(left?.read ?? []), ...read])],
    });
  }

  /** Of a trait only its newest value under each id is known, with the time at which it was said last. */
  #read(node: NodeNumber, { kind, value }: IdNode, read: readonly string[], found: Found): void {
    if (!isOwnKind(kind)) return;
    for (const rule of this.#deps.kinds.on) {
      if (!read.includes(rule.key)) continue;
      for (const name of traitsRead(rule)) {
        const trait = this.#deps.traitOf(node, name);
        if (trait === undefined) continue;
        const ids = idsInTrait({ name, value: trait.value }, { on: [rule] }, (unread) =>
          this.#deps.unread.note(unread, { time: trait.time, node }),
        );
        for (const link of idLinks({ kind, value }, ids, trait.idHash))
          found(link, { time: trait.time, node });
      }
    }
  }
}

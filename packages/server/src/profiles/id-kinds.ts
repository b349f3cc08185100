import type { IdFormat } from "@habitus/events";
import type { Offset } from "../log/log.ts";
import type { Kv, Table } from "../platform/kv.ts";
import type { StateDraft } from "./state-draft.ts";

/** Ids that events belong to: a user id is given by the business, an anonymous id by a device. */
export type OwnKind = "user" | "anonymous";
export const OWN_KINDS: readonly OwnKind[] = ["user", "anonymous"];

/** One of these, or the key of a kind that the workspace has made. */
export type NodeKind = string;

export function isOwnKind(kind: NodeKind): kind is OwnKind {
  return kind === "user" || kind === "anonymous";
}

/**
 * Whom an id of the kind may bring together. `nothing`: it belongs to whom named it first. `anonymous`: also somebody without a user id to
 * anybody, never two who have one. `people`: anybody.
 */
export type Joins = "nothing" | "anonymous" | "people";

/** Where calls name ids of a kind. */
export type IdSource =
  /** A trait: of identify calls, of facts, and of `context.traits` of any call. */
  | { readonly from: "trait"; readonly name: string }
  /** A property of track, page and screen calls; dots lead into objects. */
  | { readonly from: "property"; readonly path: string }
  /** An entry of `context.externalIds` of any call. */
  | { readonly from: "external_id"; readonly type: string };

/** What tells the source from others of its kind. */
export function sourceName(source: IdSource): string {
  if (source.from === "trait") return source.name;
  return source.from === "property" ? source.path : source.type;
}

export type KindLimits = {
  /** Ids of the kind that one person may have. */
  readonly perPerson: number;
  readonly joins: Joins;
  /** An id of the kind that was named together with more other ids than this is held for review. */
  readonly heldAbove: number;
};

/** A kind of ids that the workspace has made. Its key and format stay as they are, and sources are added alone: it is not known which of them gave an id. */
export type KindRule = KindLimits & {
  readonly key: string;
  readonly format: IdFormat;
  /** Of phone numbers: in which country those are that name none. Once it is said it stays: ids would be written otherwise than those known. */
  readonly country?: string;
  readonly sources: readonly IdSource[];
};

/** A kind as the log has said it. One that was turned off keeps its rule, and its key is never given to ids of another format. */
export type MadeKind = KindRule & {
  readonly isOn: boolean;
  /** The record that said so last. */
  readonly rev: Offset;
};

/** What is to be looked at again under the new rule of what is known already. */
export type KindChange = { readonly refolds: boolean; readonly readsMore: boolean };

const ID_KINDS: Table<readonly MadeKind[]> = { name: "id_kinds", version: 1 };
const KEY = ["kinds"];

/** Whether ids that the kind has read would be written otherwise by the rule. A first country only makes more numbers readable. */
export function writesOtherwise(kind: KindRule, rule: KindRule): boolean {
  return kind.format !== rule.format || (kind.country !== undefined && kind.country !== rule.country);
}

type OwnLimits = Readonly<Record<OwnKind, number>>;

/** The kinds of ids of a workspace, as the resolver sees them at each record. */
export class KindsInForce {
  readonly #draft: StateDraft;
  readonly #own: Readonly<Record<OwnKind, KindLimits>>;
  #all: readonly MadeKind[];
  #on: ReadonlyMap<string, MadeKind>;

  constructor(
    kv: Kv,
    draft: StateDraft,
    { idsPerPerson, heldAbove }: { readonly idsPerPerson: OwnLimits; readonly heldAbove: OwnLimits },
  ) {
    this.#draft = draft;
    this.#own = {
      user: { perPerson: idsPerPerson.user, joins: "anonymous", heldAbove: heldAbove.user },
      anonymous: { perPerson: idsPerPerson.anonymous, joins: "anonymous", heldAbove: heldAbove.anonymous },
    };
    this.#all = madeKinds(kv);
    this.#on = byKey(this.#all);
  }

  /** Of the kinds that the workspace has made those that are on, in the order in which they were made. */
  get on(): Iterable<KindRule> {
    return this.#on.values();
  }

  /** Keys of all that were ever made. */
  get made(): readonly string[] {
    return this.#all.map(({ key }) => key);
  }

  get areAnyOn(): boolean {
    return this.#on.size > 0;
  }

  /** Null of a kind that was turned off: its ids are nobody's. */
  of(kind: NodeKind): KindLimits | null {
    return isOwnKind(kind) ? this.#own[kind] : (this.#on.get(kind) ?? null);
  }

  perPerson(kind: NodeKind): number {
    return this.of(kind)?.perPerson ?? Number.POSITIVE_INFINITY;
  }

  heldAbove(kind: NodeKind): number {
    return this.of(kind)?.heldAbove ?? Number.POSITIVE_INFINITY;
  }

  /** A rule of another format, or another country, than the kind has changes nothing: its ids would be written otherwise than those that are known. */
  put(rule: KindRule, rev: Offset): KindChange {
    if (this.#all.some((kind) => kind.key === rule.key && writesOtherwise(kind, rule)))
      return { refolds: false, readsMore: false };
    const before = this.#on.get(rule.key);
    this.#keep({ ...rule, isOn: true, rev });
    return {
      refolds:
        before?.joins !== rule.joins ||
        before.perPerson !== rule.perPerson ||
        before.heldAbove !== rule.heldAbove,
      readsMore:
        before?.country !== rule.country || JSON.stringify(before?.sources) !== JSON.stringify(rule.sources),
    };
  }

  /** False when it is not on. */
  turnOff(key: string, rev: Offset): boolean {
    const before = this.#on.get(key);
    if (before !== undefined) this.#keep({ ...before, isOn: false, rev });
    return before !== undefined;
  }

  #keep(kind: MadeKind): void {
    const isKnown = this.#all.some(({ key }) => key === kind.key);
    this.#all = isKnown
      ? this.#all.map((each) => (each.key === kind.key ? kind : each))
      : [...this.#all, kind];
    this.#on = byKey(this.#all);
    this.#draft.put(ID_KINDS, KEY, this.#all);
  }
}

/** The kinds that the workspace has made, also those that are off, as far as the resolver has come. */
export function madeKinds(kv: Kv): readonly MadeKind[] {
  return kv.get(ID_KINDS, KEY) ?? [];
}

/** Those that are on. */
export function kindsOn(kv: Kv): readonly KindRule[] {
  return madeKinds(kv).filter(({ isOn }) => isOn);
}

function byKey(kinds: readonly MadeKind[]): ReadonlyMap<string, MadeKind> {
  return new Map(kinds.flatMap((kind) => (kind.isOn ? [[kind.key, kind] as const] : [])));
}

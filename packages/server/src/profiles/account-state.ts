import type { Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { Table } from "../platform/kv.ts";
import type { NodeNumber } from "../store/event-store.ts";
import { ACCOUNT_OWN, keepOwn } from "./account-own.ts";
import { type AccountCall, AccountWords, type OfTrait, type WordLimits } from "./account-words.ts";
import type { IdentityLimits } from "./identity.ts";
import { seenAgain, type SeenTimes } from "./seen-times.ts";
import { type StandingTrait, standingOf, withWord, wordsOf } from "./standing-trait.ts";
import type { StateDraft } from "./state-draft.ts";
import { ERASED_ACCOUNTS } from "./tombstones.ts";
import { keyText, type NodeTrait } from "./trait-word.ts";

/** What group calls have said of an account besides its traits, and the times of these calls. */
export type AccountRecord = SeenTimes & {
  readonly id: string;
  /** Times of rows of nobody; of an account that only people's calls have named, left out. */
  readonly own?: SeenTimes;
  /** Ids that any call has put to it, and how many of them belong to it by their own newest word. */
  readonly ids: number;
  readonly members: number;
};

/** By account key, as the tables that follow. */
export const ACCOUNTS: Table<AccountRecord, readonly [account: string]> = { name: "accounts", version: 1 };
/** The ids that any call has put to an account, and whether each belongs to it by its own newest word. */
export const ACCOUNT_NODES: Table<boolean, readonly [account: string, node: NodeNumber]> = {
  name: "account_nodes",
  version: 1,
};
/** What stands of each trait of an account, a removal too. */
export const ACCOUNT_TRAITS: Table<StandingTrait, OfTrait> = { name: "account_traits", version: 1 };

/** Group calls that a full account, or a record with too much to tell, had no room for. Key [record, place in it]. */
export const ACCOUNT_REFUSED: Table<true> = { name: "account_refused", version: 1 };

type AccountLimits = Pick<IdentityLimits, "idsPerAccount" | "traitsPerAccount"> & WordLimits;

/** Accounts as the resolver sees them while it works through a batch. Who belongs to one is a trait of the node besides. */
export class AccountState {
  readonly #draft: StateDraft;
  readonly #limits: AccountLimits;
  readonly words: AccountWords;

  constructor(draft: StateDraft, limits: AccountLimits) {
    this.#draft = draft;
    this.#limits = limits;
    this.words = new AccountWords(draft, limits);
  }

  /** Whether a call has put the node to the account. */
  has(id: string, node: NodeNumber): boolean {
    return this.#draft.get(ACCOUNT_NODES, [keyText(id), node]) !== undefined;
  }

  /** Whether the call was refused when it came. */
  isRefused({ offset, index }: { readonly offset: Offset; readonly index: number }): boolean {
    return this.#draft.get(ACCOUNT_REFUSED, [offset, index]) !== undefined;
  }

  /** A group call, of the node or of nobody, names the account at `time`. False when that is full: then nothing but this was kept. */
  take(call: Omit<AccountCall, "ids">, time: Instant): boolean {
    const { account: id, node, said } = call;
    const key = keyText(id);
    const known = this.#draft.get(ACCOUNTS, [key]);
    const added = node === null || this.has(id, node) ? null : node;
    const ids = (known?.ids ?? 0) + (added === null ? 0 : 1);
    const hasRoom = added === null || ids <= this.#limits.idsPerAccount;
    if (!hasRoom || !this.#hasRoomFor(key, said) || !this.words.take({ ...call, ids })) {
      this.#draft.put(ACCOUNT_REFUSED, [call.offset, call.index], true);
      return false;
    }
    const own = this.#ownTimes(key, known);
    if (added !== null) this.#draft.put(ACCOUNT_NODES, [key, added], false);
    for (const trait of said) {
      this.#keepTrait(key, trait, call.at);
      if (node === null) keepOwn(this.#draft, key, trait, { at: call.at, most: this.#mostAhead });
    }
    const seen = (before: SeenTimes | null): SeenTimes => seenAgain(before, time, call.at, this.#mostAhead);
    const ownNow = node === null ? seen(own) : own;
    const members = known?.members ?? 0;
    const record = { id, ids, members, ...seen(known ?? null) };
    this.#draft.put(ACCOUNTS, [key], ownNow === null ? record : { ...record, own: ownNow });
    return true;
  }

  get #mostAhead(): number {
    return this.#limits.wordsAheadPerTrait;
  }

  /** An account that nobody was ever put to has been named by rows of nobody alone, which was not written down at first. */
  #ownTimes(key: string, known: AccountRecord | undefined): SeenTimes | null {
    if (known === undefined) return null;
    if (known.own !== undefined || known.ids > 0) return known.own ?? null;
    for (const { value } of this.#draft.group(ACCOUNT_TRAITS, key)) {
      this.#draft.put(ACCOUNT_OWN, [key, keyText(value.name)], wordsOf(value));
    }
    return { firstSeen: known.firstSeen, lastSeen: known.lastSeen };
  }

  #hasRoomFor(key: string, said: readonly NodeTrait[]): boolean {
    const isKnown = ({ name }: NodeTrait): boolean =>
      this.#draft.get(ACCOUNT_TRAITS, [key, keyText(name)]) !== undefined;
    const added = said.filter((trait) => !isKnown(trait)).length;
    if (added === 0) return true;
    return this.#draft.group(ACCOUNT_TRAITS, key).length + added <= this.#limits.traitsPerAccount;
  }

  #keepTrait(account: string, trait: NodeTrait, at: Instant): void {
    const key = [account, keyText(trait.name)] as const;
    const standing = withWord(this.#draft.get(ACCOUNT_TRAITS, key), trait, { at, most: this.#mostAhead });
    if (standing !== null) this.#draft.put(ACCOUNT_TRAITS, key, standing);
  }

  /** Whether the node belongs to the account by its own newest word. */
  noteMember(id: string, node: NodeNumber, belongs: boolean): void {
    const key = keyText(id);
    const before = this.#draft.get(ACCOUNT_NODES, [key, node]);
    const known = this.#draft.get(ACCOUNTS, [key]);
    if (known === undefined || before === undefined || before === belongs) return;
    this.#draft.put(ACCOUNT_NODES, [key, node], belongs);
    this.#draft.put(ACCOUNTS, [key], { ...known, members: known.members + (belongs ? 1 : -1) });
  }

  /**
   * The record at `offset` erases the node. An account that only erased people were ever put to goes with the last of them; of one that
   * rows of nobody have named too, what these said stays.
   */
  forget(id: string, node: NodeNumber, offset: Offset): void {
    this.noteMember(id, node, false);
    const key = keyText(id);
    const known = this.#draft.get(ACCOUNTS, [key]);
    if (known === undefined || this.#draft.get(ACCOUNT_NODES, [key, node]) === undefined) return;
    this.#draft.remove(ACCOUNT_NODES, [key, node]);
    this.words.forget(id, node);
    if (known.ids > 1) {
      this.#draft.put(ACCOUNTS, [key], { ...known, ids: known.ids - 1 });
      return;
    }
    this.words.drop(id);
    for (const trait of this.#draft.group(ACCOUNT_TRAITS, key)) {
      this.#draft.remove(ACCOUNT_TRAITS, trait.key);
    }
    if (known.own === undefined) {
      this.#draft.remove(ACCOUNTS, [key]);
      this.#draft.put(ERASED_ACCOUNTS, [offset, key], id);
      return;
    }
    this.#draft.put(ACCOUNTS, [key], { id, ids: 0, members: 0, ...known.own, own: known.own });
    for (const own of this.#draft.group(ACCOUNT_OWN, key)) {
      const standing = standingOf(own.value);
      if (standing !== null) this.#draft.put(ACCOUNT_TRAITS, own.key, standing);
      this.words.standAgain(id, own.value, offset);
    }
  }
}

import { isOwnKind, OWN_KINDS } from "../../profiles/id-kinds.ts";
import type { PersonIdentifier } from "../../profiles/identity.ts";
import type { NodeNumber, PersonNumber } from "../../store/event-store.ts";
import type { MembershipStore } from "../membership-store.ts";
import { MOST_SPARED } from "./layer.ts";
import { type Counters, decodeHeader } from "./rows.ts";

/** @property isUsed since memory was last looked through for what to forget. */
type Account = { readonly counters: Counters; ids: readonly PersonIdentifier[] | null; isUsed: boolean };

export type AccountsOptions = {
  readonly store: Pick<MembershipStore, "get">;
  /** The id a node stands for; null while no call has named it. */
  readonly idOf: (node: NodeNumber) => PersonIdentifier | null;
  readonly most: number;
};

/** Counters and ids of people, the newest used in memory. Changed counters are not forgotten. */
export class Accounts {
  readonly #options: AccountsOptions;
  readonly #accounts = new Map<PersonNumber, Account>();

  constructor(options: AccountsOptions) {
    this.#options = options;
  }

  /** To be changed in place; the caller stores the person's header afterwards. */
  counters(person: PersonNumber): Counters {
    return this.#of(person).counters;
  }

  /** User ids first, then anonymous ids, then those of other kinds; each oldest first. */
  ids(person: PersonNumber, nodes: () => readonly NodeNumber[]): readonly PersonIdentifier[] {
    const account = this.#of(person);
    account.ids ??= sortIds(nodes().flatMap((node) => this.#options.idOf(node) ?? []));
    return account.ids;
  }

  /** The person has other nodes now. */
  forgetIds(person: PersonNumber): void {
    const account = this.#accounts.get(person);
    if (account !== undefined) account.ids = null;
  }

  /** The person was erased: what is told of them from now on names nobody. */
  anonymise(person: PersonNumber): void {
    this.#of(person).ids = [];
  }

  /** @param isChanged whether the person's counters are not on disk. */
  trim(isChanged: (person: PersonNumber) => boolean): void {
    let left = MOST_SPARED;
    for (const [person, account] of this.#accounts) {
      if (this.#accounts.size <= this.#options.most) return;
      if (isChanged(person)) continue;
      this.#accounts.delete(person);
      if (!account.isUsed || left-- <= 0) continue;
      account.isUsed = false;
      this.#accounts.set(person, account);
    }
  }

  #of(person: PersonNumber): Account {
    const known = this.#accounts.get(person);
    if (known !== undefined) {
      known.isUsed = true;
      return known;
    }
    const bytes = this.#options.store.get("headers", person);
    const counters = bytes === undefined ? [] : decodeHeader(bytes).counters;
    const account: Account = { counters, ids: null, isUsed: true };
    this.#accounts.set(person, account);
    return account;
  }
}

function sortIds(ids: readonly PersonIdentifier[]): readonly PersonIdentifier[] {
  const place = (kind: string): number => (isOwnKind(kind) ? OWN_KINDS.indexOf(kind) : OWN_KINDS.length);
  return ids.toSorted((a, b) => place(a.kind) - place(b.kind));
}

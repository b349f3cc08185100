import type { Instant } from "@habitus/kernel";
import type { Kv } from "../platform/kv.ts";
import type { NodeNumber, PersonNumber } from "../store/event-store.ts";
import { ACCOUNT_NODES, ACCOUNT_TRAITS, type AccountRecord, ACCOUNTS } from "./account-state.ts";
import { NODES, ownIdentifier, type OwnIdentifier, PERSON_NODES } from "./identity.ts";
import { wordAt } from "./standing-trait.ts";
import { keyText, type NodeTrait } from "./trait-word.ts";

export type AccountPage = { readonly accounts: readonly AccountRecord[]; readonly next: string | null };

/** Accounts as far as the resolver has come. */
export type AccountReads = {
  get(id: string): AccountRecord | null;
  /** By name, of those whose time has come; those that were removed are left out. */
  traits(id: string): readonly NodeTrait[];
  /** The text of its trait `name`; null where that is none. */
  name(id: string): string | null;
  /**
   * In the order of their keys, those whose id or name holds `text` in whatever letters. A page may be short and still have a `next`:
   * no call looks at more than `LOOKED_AT` accounts.
   */
  search(text: string, after: string | null, limit: number): AccountPage;
  /** The person's ids that belong to the account by their own newest word. */
  memberIds(id: string, person: PersonNumber): readonly OwnIdentifier[];
};

/** Accounts one call looks at, so that a search without a match holds nobody up. */
export const LOOKED_AT = 2_000;

export function createAccountReads(kv: Kv, now: () => Instant): AccountReads {
  const name = (id: string): string | null => {
    const standing = kv.get(ACCOUNT_TRAITS, [keyText(id), "name"]);
    const said = standing === undefined ? null : wordAt(standing, now());
    const value: unknown = said === null ? null : JSON.parse(said.value);
    return typeof value === "string" && value !== "" ? value : null;
  };
  const nodesOf = (person: PersonNumber): readonly NodeNumber[] =>
    [...kv.range(PERSON_NODES, { prefix: [person] })].map(({ key }) => key[1]);
  return {
    get: (id) => kv.get(ACCOUNTS, [keyText(id)]) ?? null,
    traits: (id) =>
      [...kv.range(ACCOUNT_TRAITS, { prefix: [keyText(id)] })]
        .flatMap(({ value }) => wordAt(value, now()) ?? [])
        .filter(({ value }) => value !== "null")
        .sort((a, b) => (a.name < b.name ? -1 : 1)),
    name,
    search(text, after, limit) {
      const wanted = text.toLowerCase();
      const holds = (each: string | null): boolean => each?.toLowerCase().includes(wanted) === true;
      const accounts: AccountRecord[] = [];
      let looked = 0;
      for (const { key, value } of kv.range(ACCOUNTS, after === null ? {} : { from: [after] })) {
        const own = key[0];
        if (own === after) continue;
        if (wanted === "" || holds(value.id) || holds(name(value.id))) accounts.push(value);
        if (accounts.length === limit || ++looked === LOOKED_AT) return { accounts, next: own };
      }
      return { accounts, next: null };
    },
    memberIds: (id, person) =>
      nodesOf(person)
        .filter((node) => kv.get(ACCOUNT_NODES, [keyText(id), node]) === true)
        .flatMap((node) => {
          const known = kv.get(NODES, [node]);
          return known === undefined ? [] : (ownIdentifier(known) ?? []);
        }),
  };
}

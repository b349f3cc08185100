import { ACCOUNTS_TRAIT, type Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { Table } from "../platform/kv.ts";
import type { NodeNumber, TraitRow } from "../store/event-store.ts";
import type { StateDraft } from "./state-draft.ts";
import { keyText, type NodeTrait } from "./trait-word.ts";

type WordPlace = { readonly offset: Offset; readonly index: number };

/** Where in the log a call first put the node to the account. Key [account key, node]. */
export const ACCOUNT_JOINS: Table<WordPlace> = { name: "account_joins", version: 1 };
/** The words on an account's traits that its nodes were told. Key [account key, trait key, record, place in it]. */
export const ACCOUNT_WORDS: Table<NodeTrait> = { name: "account_words", version: 1 };
/** The last of them on each trait. Key [account key, trait key]. */
export const ACCOUNT_TOLD: Table<NodeTrait> = { name: "account_told", version: 1 };

/** A row of `ACCOUNTS_TRAIT` before it has a place of its own in its record. */
export type Word = Omit<TraitRow, "offset" | "index">;

/** A group call of a node; `traits` are those it says. */
export type AccountCall = WordPlace & {
  readonly account: string;
  readonly node: NodeNumber;
  readonly traits: Iterable<string>;
};

/**
 * Tells every node of an account what the account is like, so that conditions find it among what is known of the node. A word is told
 * once: who comes later is told the last word on each trait, and a value that is said again is not told again.
 */
export class AccountWords {
  readonly #draft: StateDraft;

  constructor(draft: StateDraft) {
    this.#draft = draft;
  }

  /** @param news The words of the call that count now or will. @param at The record's logical now. */
  tell(
    { account, node, offset, index }: AccountCall,
    news: readonly NodeTrait[],
    at: Instant,
  ): readonly Word[] {
    const key = keyText(account);
    const told = news.filter((word) => this.#isNews(key, word, at));
    const words: Word[] = [];
    if (this.#draft.get(ACCOUNT_JOINS, [key, node]) === undefined) {
      this.#draft.put(ACCOUNT_JOINS, [key, node], { offset, index });
      for (const { value } of this.#draft.group(ACCOUNT_TOLD, key)) words.push(wordOf(account, node, value));
    }
    if (told.length === 0) return words;
    for (const word of told) {
      const trait = keyText(word.name);
      this.#draft.put(ACCOUNT_TOLD, [key, trait], word);
      this.#draft.put(ACCOUNT_WORDS, [key, trait, offset, index], word);
    }
    return [...words, ...this.#toAll(account, told, { offset, index })];
  }

  /** What `tell` answered, of a record that was resolved before. */
  again({ account, node, traits, offset, index }: AccountCall): readonly Word[] {
    const key = keyText(account);
    const joined = this.#draft.get(ACCOUNT_JOINS, [key, node]);
    const told = [...traits].flatMap(
      (name) => this.#draft.get(ACCOUNT_WORDS, [key, keyText(name), offset, index]) ?? [],
    );
    const before = joined?.offset === offset && joined.index === index ? this.#toldBefore(key, joined) : [];
    const words = before.map((word) => wordOf(account, node, word));
    return told.length === 0 ? words : [...words, ...this.#toAll(account, told, { offset, index })];
  }

  forget(account: string, node: NodeNumber): void {
    this.#draft.remove(ACCOUNT_JOINS, [keyText(account), node]);
  }

  /** Nobody is left in the account. */
  drop(account: string): void {
    for (const table of [ACCOUNT_TOLD, ACCOUNT_WORDS]) {
      for (const { key } of this.#draft.group(table, keyText(account))) this.#draft.remove(table, key);
    }
  }

  /** What lies ahead of now may give way to what does not, so it is told whatever was told before. */
  #isNews(key: string, word: NodeTrait, at: Instant): boolean {
    const last = this.#draft.get(ACCOUNT_TOLD, [key, keyText(word.name)]);
    if (last === undefined) return word.value !== "null";
    return last.value !== word.value || last.time > at || word.time > at;
  }

  #toAll(account: string, told: readonly NodeTrait[], upTo: WordPlace): readonly Word[] {
    const nodes = this.#draft
      .group(ACCOUNT_JOINS, keyText(account))
      .filter(({ value }) => !isBehind(value, upTo))
      .map(({ key }) => Number(key[1]))
      .sort((a, b) => a - b);
    return nodes.flatMap((node) => told.map((word) => wordOf(account, node, word)));
  }

  #toldBefore(key: string, place: WordPlace): readonly NodeTrait[] {
    const last = new Map<string, { readonly at: WordPlace; readonly word: NodeTrait }>();
    for (const { key: parts, value } of this.#draft.group(ACCOUNT_WORDS, key)) {
      const at = { offset: Number(parts[2]), index: Number(parts[3]) };
      const known = last.get(value.name);
      if (isBehind(place, at) && (known === undefined || isBehind(at, known.at))) {
        last.set(value.name, { at, word: value });
      }
    }
    return [...last.values()].map(({ word }) => word);
  }
}

function isBehind(a: WordPlace, b: WordPlace): boolean {
  return a.offset > b.offset || (a.offset === b.offset && a.index > b.index);
}

function wordOf(account: string, node: NodeNumber, { name, value, time, idHash }: NodeTrait): Word {
  return { node, name: ACCOUNTS_TRAIT, value: writtenWord(account, name, value), time, idHash };
}

/** The value of a row of `ACCOUNTS_TRAIT`; with the trait null on whether the node belongs to the account. */
export function writtenWord(account: string, trait: string | null, value: string): string {
  return `{"account":${JSON.stringify(account)},"trait":${JSON.stringify(trait)},"value":${value}}`;
}

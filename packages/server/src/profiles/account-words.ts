import { ACCOUNTS_TRAIT, type Instant } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { Table } from "../platform/kv.ts";
import type { NodeNumber, TraitRow } from "../store/event-store.ts";
import type { IdentityLimits } from "./identity.ts";
import { standingAt } from "./standing-at.ts";
import type { StateDraft } from "./state-draft.ts";
import { isNewer, keyText, type NodeTrait } from "./trait-word.ts";

type WordPlace = { readonly offset: Offset; readonly index: number };

/** A word that counts now or will, and the word of the same value that nodes were told; null: there was nothing to take back. */
type Standing = { readonly word: NodeTrait; readonly told: NodeTrait | null };

/** A trait of an account, by the keys of both. */
export type OfTrait = readonly [account: string, trait: string];

/** Where in the log a call first put the node to the account. */
export const ACCOUNT_JOINS: Table<WordPlace, readonly [account: string, node: NodeNumber]> = {
  name: "account_joins",
  version: 1,
};
/** The words on an account's traits that its nodes were told, by the keys of both; `place` in its record. */
export const ACCOUNT_WORDS: Table<
  NodeTrait,
  readonly [account: string, trait: string, record: Offset, place: number]
> = { name: "account_words", version: 1 };
/** The word in force on each trait, then those dated ahead, ascending by (time, id hash). */
export const ACCOUNT_STANDING: Table<readonly Standing[], OfTrait> = { name: "account_standing", version: 1 };
/** What stood before `ACCOUNT_STANDING`: the last word told alone. Read where that has none; never written. */
export const ACCOUNT_TOLD: Table<NodeTrait, OfTrait> = { name: "account_told", version: 1 };

/** A row of `ACCOUNTS_TRAIT` before it has a place of its own in its record. */
export type Word = Omit<TraitRow, "offset" | "index">;

/** A group call of a node with what it says of the account, which has so many ids, the node among them. */
export type AccountCall = WordPlace & {
  readonly account: string;
  /** Null where nobody makes the call: it says what the account is like alone. */
  readonly node: NodeNumber | null;
  readonly said: readonly NodeTrait[];
  readonly ids: number;
  /** The record's logical now. */
  readonly at: Instant;
};

export type WordLimits = Pick<IdentityLimits, "accountWordsPerRecord" | "wordsAheadPerTrait">;

type Trait = { readonly before: readonly Standing[]; readonly now: readonly Standing[] };
/** What the record at work changes of one account. */
type Gathered = {
  readonly account: string;
  readonly joining: NodeNumber[];
  /** By trait key. */
  readonly traits: Map<string, Trait>;
  /** At least as many words as somebody new is told; null until somebody is. */
  standing: number | null;
};
type RecordAt = { readonly offset: Offset; readonly at: Instant };

/**
 * Tells every node of an account what the account is like, so that conditions find it among what is known of the node. A word is told
 * once: who comes later is told the words that stand, and a value that is said again is not told again. Of one record's words on a
 * trait those are told that stand at its end.
 */
export class AccountWords {
  readonly #draft: StateDraft;
  readonly #limits: WordLimits;
  readonly #gathered = new Map<string, Gathered>();
  /** Words that the record at work makes at the most. */
  #words = 0;

  constructor(draft: StateDraft, limits: WordLimits) {
    this.#draft = draft;
    this.#limits = limits;
  }

  /** False when the record would make too many words: then nothing was kept. */
  take(call: AccountCall): boolean {
    const { account, node, said, ids, at, offset, index } = call;
    const key = keyText(account);
    const gathered = this.#gathered.get(key) ?? fresh(account);
    const joining = node !== null && this.#draft.get(ACCOUNT_JOINS, [key, node]) === undefined ? node : null;
    const changes = said.flatMap((word) => this.#changeBy(key, gathered, word, at));
    const told = changes.filter(({ adds }) => adds).length;
    if (joining !== null) gathered.standing ??= this.#allStanding(key, at).length;
    const words = this.#words + told * ids + (joining === null ? 0 : (gathered.standing ?? 0));
    const isCrowded = changes.some(({ now }) => now.length > this.#limits.wordsAheadPerTrait + 1);
    if (isCrowded || words > this.#limits.accountWordsPerRecord) return false;
    this.#words = words;
    this.#gathered.set(key, gathered);
    if (gathered.standing !== null) gathered.standing += told;
    for (const { trait, before, now } of changes) gathered.traits.set(trait, { before, now });
    if (joining !== null) {
      gathered.joining.push(joining);
      this.#draft.put(ACCOUNT_JOINS, [key, joining], { offset, index });
    }
    return true;
  }

  /** The words of the record whose calls were taken since the last call. */
  tell({ offset, at }: RecordAt): readonly Word[] {
    const words = [...this.#gathered].sort(byText).flatMap(([key, { account, joining, traits }]) => {
      const news: NodeTrait[] = [];
      for (const [trait, { before, now }] of traits) {
        this.#draft.put(ACCOUNT_STANDING, [key, trait], now);
        for (const [place, word] of newsOf(before, now).entries()) {
          this.#draft.put(ACCOUNT_WORDS, [key, trait, offset, place], word);
          news.push(word);
        }
      }
      const standing = joining.length === 0 ? [] : this.#allStanding(key, at);
      return this.#wordsOf({ account, offset, callers: joining, news, standing: () => standing });
    });
    this.#gathered.clear();
    this.#words = 0;
    return words;
  }

  /** What `tell` answered, of a record that was resolved before. @param callers The nodes whose calls it holds, by account. */
  again(callers: ReadonlyMap<string, readonly NodeNumber[]>, { offset, at }: RecordAt): readonly Word[] {
    const accounts = [...callers].map(([account, nodes]) => [keyText(account), { account, nodes }] as const);
    return accounts.sort(byText).flatMap(([key, { account, nodes }]) => {
      const told = this.#draft.group(ACCOUNT_WORDS, key).filter((each) => each.key[2] <= offset);
      const news = told.filter((each) => each.key[2] === offset).map(({ value }) => value);
      const standing = (): readonly NodeTrait[] =>
        standingOf(
          told.map(({ value }) => value),
          at,
        );
      return this.#wordsOf({ account, offset, callers: nodes, news, standing });
    });
  }

  forget(account: string, node: NodeNumber): void {
    this.#draft.remove(ACCOUNT_JOINS, [keyText(account), node]);
  }

  /** Nobody is left in the account. */
  drop(account: string): void {
    const tables: readonly Table<unknown>[] = [ACCOUNT_TOLD, ACCOUNT_STANDING, ACCOUNT_WORDS];
    for (const table of tables) {
      for (const { key } of this.#draft.group(table, keyText(account))) this.#draft.remove(table, key);
    }
  }

  /** The words that stand on a trait of an account where `drop` has left nothing, from the record on. */
  standAgain(account: string, words: readonly NodeTrait[], offset: Offset): void {
    const key = keyText(account);
    for (const [place, word] of words.entries()) {
      this.#draft.put(ACCOUNT_WORDS, [key, keyText(word.name), offset, place], word);
    }
    const [first] = words;
    const standing = words.map((word) => ({ word, told: word }));
    if (first !== undefined) this.#draft.put(ACCOUNT_STANDING, [key, keyText(first.name)], standing);
  }

  #changeBy(
    key: string,
    { traits }: Gathered,
    word: NodeTrait,
    at: Instant,
  ): readonly (Trait & { readonly trait: string; readonly adds: boolean })[] {
    const trait = keyText(word.name);
    const known = traits.get(trait);
    const before = known?.before ?? this.#standing(key, trait);
    const last = known?.now ?? before;
    const now = placed(last, word, at);
    if (now === null) return [];
    return [{ trait, before, now, adds: newsOf(before, now).length > newsOf(before, last).length }];
  }

  #standing(key: string, trait: string): readonly Standing[] {
    const kept = this.#draft.get(ACCOUNT_STANDING, [key, trait]);
    if (kept !== undefined) return kept;
    const told = this.#draft.get(ACCOUNT_TOLD, [key, trait]);
    return told === undefined ? [] : [{ word: told, told }];
  }

  /** What somebody new is told. */
  #allStanding(key: string, at: Instant): readonly NodeTrait[] {
    const tables: readonly Table<unknown, OfTrait>[] = [ACCOUNT_STANDING, ACCOUNT_TOLD];
    const traits = tables.flatMap((table) => this.#draft.group(table, key));
    const names = new Set(traits.map((each) => each.key[1]));
    return [...names].flatMap((trait) =>
      settled(this.#standing(key, trait), at).flatMap(({ told }) => told ?? []),
    );
  }

  /** Who came with this record is told what stands, who had come before what is new. */
  #wordsOf(record: {
    readonly account: string;
    readonly offset: Offset;
    readonly callers: readonly NodeNumber[];
    readonly news: readonly NodeTrait[];
    readonly standing: () => readonly NodeTrait[];
  }): readonly Word[] {
    const { account, offset, callers } = record;
    const key = keyText(account);
    const news = record.news.toSorted(byNameAndTime);
    let standing: readonly NodeTrait[] | null = null;
    const joins =
      news.length > 0
        ? this.#draft.group(ACCOUNT_JOINS, key).map((each) => [each.key[1], each.value] as const)
        : [...new Set(callers)].map((node) => [node, this.#draft.get(ACCOUNT_JOINS, [key, node])] as const);
    return joins
      .sort(([a], [b]) => a - b)
      .flatMap(([node, join]) => {
        if (join === undefined || join.offset > offset) return [];
        if (join.offset === offset) standing ??= record.standing().toSorted(byNameAndTime);
        const told = join.offset === offset ? (standing ?? []) : news;
        return told.map((word) => wordOf(account, node, word));
      });
  }
}

function fresh(account: string): Gathered {
  return { account, joining: [], traits: new Map(), standing: null };
}

/** What stands once the word was said; null when it is outranked by the one in force. */
function placed(standing: readonly Standing[], word: NodeTrait, at: Instant): readonly Standing[] | null {
  const kept = settled(standing, at);
  const behind = kept.filter((other) => isNewer(other.word, word));
  if (behind.some((other) => other.word.time <= at)) return null;
  const before = kept.filter((other) => !isNewer(other.word, word));
  // What lies ahead of now may be parted from what is told before it, so it is always told.
  if (word.time > at) return [...before, { word, told: word }, ...behind];
  const inForce = before.at(-1)?.told ?? null;
  return [{ word, told: word.value === (inForce?.value ?? "null") ? inForce : word }, ...behind];
}

function settled(standing: readonly Standing[], at: Instant): readonly Standing[] {
  return standingAt(standing, ({ word }) => word.time, { at, most: Number.POSITIVE_INFINITY });
}

function newsOf(before: readonly Standing[], now: readonly Standing[]): readonly NodeTrait[] {
  const known = new Set(before.map(({ told }) => told));
  return now.flatMap(({ told }) => (told === null || known.has(told) ? [] : [told]));
}

/** Of all words that were told, what stood at the instant: per trait the latest up to it, and what lay ahead. */
function standingOf(told: readonly NodeTrait[], at: Instant): readonly NodeTrait[] {
  const inForce = new Map<string, NodeTrait>();
  for (const word of told) {
    const known = inForce.get(word.name);
    if (word.time <= at && (known === undefined || isNewer(word, known))) inForce.set(word.name, word);
  }
  return [...inForce.values(), ...told.filter(({ time }) => time > at)];
}

function byText(a: readonly [string, unknown], b: readonly [string, unknown]): number {
  return a[0] < b[0] ? -1 : 1;
}

function byNameAndTime(a: NodeTrait, b: NodeTrait): number {
  if (a.name !== b.name) return a.name < b.name ? -1 : 1;
  return isNewer(a, b) ? 1 : -1;
}

function wordOf(account: string, node: NodeNumber, { name, value, ...said }: NodeTrait): Word {
  return { ...said, node, name: ACCOUNTS_TRAIT, value: writtenWord(account, name, value) };
}

/** The value of a row of `ACCOUNTS_TRAIT`; with the trait null on whether the node belongs to the account. */
export function writtenWord(account: string, trait: string | null, value: string): string {
  return `{"account":${JSON.stringify(account)},"trait":${JSON.stringify(trait)},"value":${value}}`;
}

import { ACCOUNTS_TRAIT, readReservedTrait } from "@habitus/kernel";
import type { LogRecord, Offset } from "../log/log.ts";
import type {
  DeletedRow,
  ErasedRow,
  EventRow,
  MoveRow,
  NodeNumber,
  NodeRow,
  StoreBatch,
  TraitRow,
} from "../store/event-store.ts";
import { type Word, writtenWord } from "./account-words.ts";
import { bucketRow } from "./bucket.ts";
import type { DeleteEventsCommand } from "./delete-command.ts";
import type { OwnIdentifier, PersonIdentifier } from "./identity.ts";
import type { SettledRecord, Withdrawn } from "./profile-state.ts";
import type { RetentionCommand } from "./retention-command.ts";
import type { WithdrawCommand } from "./withdraw-command.ts";

export type ResolveCounts = {
  readonly events: number;
  readonly duplicates: number;
  readonly merges: number;
  readonly rejected: number;
  /** Events of people who were erased since: they are passed over. */
  readonly buried: number;
  /** Events that came older than their name is kept. */
  readonly tooOld: number;
  /** Group calls that named an account with no room for them, or that their record had too much to tell for. */
  readonly full: number;
  /** Texts that stood where ids of a kind are read and are none, by kind. */
  readonly unread: Readonly<Record<string, number>>;
};
/** An id that has become known, by its node; of any kind. */
export type NamedNode = { readonly node: NodeNumber; readonly id: PersonIdentifier };
/** An id of a further kind that a record told of first. Nothing belongs to it, so the event store is not told. */
export type ToldRow = { readonly offset: Offset; readonly node: NodeNumber };
export type Resolved = {
  readonly batch: StoreBatch;
  readonly told: readonly ToldRow[];
  /** The ids of the batch's nodes, and those of other kinds. */
  readonly named: readonly NamedNode[];
  readonly counts: ResolveCounts;
};

/** No record holds so many calls. */
const FIRST_WORD = 2 ** 24;

/** The rows of a few records, in the making. */
export class BatchBuilder {
  readonly #events: EventRow[] = [];
  readonly #traits: TraitRow[] = [];
  readonly #moves: MoveRow[] = [];
  readonly #nodes: NodeRow[] = [];
  readonly #named: NamedNode[] = [];
  readonly #told: ToldRow[] = [];
  readonly #erased: ErasedRow[] = [];
  readonly #deleted: DeletedRow[] = [];
  /** The record that words were last made of, and how many. */
  #wordsOf: Offset = 0;
  #words = 0;
  #allWords = 0;
  #merges = 0;
  #buried = 0;
  #tooOld = 0;
  #full = 0;
  readonly #unread = new Map<string, number>();

  /** Words that were told, also of records before the last. */
  words(): number {
    return this.#allWords;
  }

  addEvent(row: EventRow): void {
    this.#events.push(row);
  }

  addTrait(row: TraitRow): void {
    this.#traits.push(row);
    const { name, node, time, idHash, source } = row;
    const reserved = name.startsWith("$") ? readReservedTrait(name) : null;
    if (reserved?.kind !== "account") return;
    const value = writtenWord(reserved.key, null, row.value);
    this.addWord({ node, name: ACCOUNTS_TRAIT, value, time, idHash, source }, row);
  }

  /** Words stand behind the calls of their record, each at a place of its own. */
  addWord(word: Word, { offset }: { readonly offset: Offset }): void {
    if (offset !== this.#wordsOf) [this.#wordsOf, this.#words] = [offset, 0];
    this.#allWords++;
    this.#traits.push({ ...word, offset, index: FIRST_WORD + this.#words++ });
  }

  /** An id that this place of the log names for the first time. */
  addNamed(
    id: OwnIdentifier,
    at: { readonly offset: Offset; readonly index: number; readonly node: NodeNumber },
  ): void {
    this.#nodes.push({ offset: at.offset, node: at.node });
    this.#named.push({ node: at.node, id });
    this.#traits.push(bucketRow(id, at));
  }

  addErased({ offset }: LogRecord, nodes: readonly NodeNumber[]): void {
    for (const node of nodes) this.#erased.push({ offset, node });
  }

  addDeleted(
    { offset }: LogRecord,
    { upTo, names, idHashes, from, to }: DeleteEventsCommand,
    nodes: readonly NodeNumber[],
  ): void {
    if (nodes.length === 0) return;
    const choice = { names, exceptNames: [], idHashes, from, to } as const;
    this.#deleted.push({ offset, nodes, upTo, ...choice, cause: "correction" });
  }

  addWithdrawn(record: LogRecord, command: WithdrawCommand, { gone, kept }: Withdrawn): void {
    if (command.kind !== "withdraw") return;
    this.addErased(record, gone);
    if (kept.length === 0) return;
    const { upTo, idHashes } = command;
    const choice = { names: null, exceptNames: [], idHashes, from: null, to: null } as const;
    const { offset } = record;
    this.#deleted.push({ offset, nodes: kept, upTo, ...choice, cause: "correction", withTraits: true });
  }

  addForgotten({ offset }: LogRecord, command: RetentionCommand): void {
    if (command.kind !== "forget") return;
    const { nodes, cuts, upTo } = command;
    for (const cut of cuts) {
      this.#deleted.push({ offset, nodes, upTo, idHashes: null, from: null, ...cut, cause: "retention" });
    }
  }

  addTooOld(): void {
    this.#tooOld++;
  }

  addFull(): void {
    this.#full++;
  }

  addUnread(kind: string): void {
    this.#unread.set(kind, (this.#unread.get(kind) ?? 0) + 1);
  }

  addBuried(): void {
    this.#buried++;
  }

  addSettled({ offset }: Pick<LogRecord, "offset">, { moves, merges, told }: SettledRecord): void {
    this.#merges += merges;
    for (const move of moves) this.#moves.push(move);
    for (const { node, id } of told) {
      this.#told.push({ offset, node });
      if (id !== null) this.#named.push({ node, id });
    }
  }

  #build(upTo: Offset): StoreBatch {
    return {
      upTo,
      events: this.#events,
      traits: this.#traits,
      moves: this.#moves,
      nodes: this.#nodes,
      erased: this.#erased,
      deleted: this.#deleted,
    };
  }

  /** @param upTo The last record whose rows these are. */
  resolved(upTo: Offset, { duplicates, rejected }: Pick<ResolveCounts, "duplicates" | "rejected">): Resolved {
    return {
      batch: this.#build(upTo),
      named: this.#named,
      told: this.#told,
      counts: {
        events: this.#events.length,
        duplicates,
        merges: this.#merges,
        rejected,
        buried: this.#buried,
        tooOld: this.#tooOld,
        full: this.#full,
        unread: Object.fromEntries(this.#unread),
      },
    };
  }
}

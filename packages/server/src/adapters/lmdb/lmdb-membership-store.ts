import { existsSync } from "node:fs";
import { assert, HabitusError, type Instant } from "@habitus/kernel";
import { asBinary, type RangeOptions, type RootDatabase } from "lmdb";
import type { Offset } from "../../log/log.ts";
import { Waiters } from "../../log/waiters.ts";
import type {
  MembershipStep,
  MembershipStore,
  MembershipTable,
  MembershipWrite,
} from "../../membership/membership-store.ts";
import { type NewTransition, type Transition, withoutIds } from "../../membership/transition.ts";
import { decodeTransition, encodeTransition } from "../../membership/transition-codec.ts";
import { createToldLog, type ToldLog, ToldTail } from "../../membership/told-log.ts";
import type { TransitionLog } from "../../membership/transition-log.ts";
import type { PersonIdentifier } from "../../profiles/identity.ts";
import type { PersonNumber } from "../../store/event-store.ts";
import { dataNewer } from "../../platform/data-newer.ts";
import { CommitGuard, type OnGivenUp } from "./commit-guard.ts";
import {
  BATCHED_WRITES,
  createEnvironment,
  environmentBytes,
  openEnvironment,
  PAGE_BYTES,
} from "./environment.ts";
import { FreshReads } from "./fresh-reads.ts";
import { type Entry, Rewriting } from "./rewriting.ts";
import { LogBell } from "./log-bell.ts";
import { numbered, type Told, ToldChannel } from "./told-channel.ts";

/**
 * One environment. The first byte of a key says what stands behind it; numbers follow big-endian:
 *
 *   01                     position, its logical now, newest seq, as JSON
 *   02 seq (6)             a transition (`transition-codec.ts`)
 *   03 person (4) seq (6)  nothing: a person's transitions
 *   10.. key (4)           the tables of `MEMBERSHIP_TABLES`
 *
 * This form is on disk: it never changes, but for tables that come with a higher format.
 */
const META = Buffer.of(0x01);
const TRANSITION = 0x02;
const OF_PERSON = 0x03;
const TABLES: Readonly<Record<MembershipTable, number>> = {
  headers: 0x10,
  states: 0x11,
  builds: 0x12,
  owners: 0x13,
  programs: 0x14,
  parts: 0x15,
  part_states: 0x16,
};
/**
 * 2: with the tables of parts. A program of format 1 does not keep them up, so what is in them then is of nobody.
 * 3: owners with the ids of further kinds that were told of.
 */
const FORMAT = 3;
const READABLE = [1, 2, FORMAT];
const WITH_PARTS = 2;
const SINCE_2: readonly MembershipTable[] = ["parts", "part_states"];
const ENVIRONMENT = { keys: "binary", values: "binary" } as const;
const MAX_SEQ = 2 ** 48 - 1;
const MAX_KEY = 2 ** 32 - 1;

type Meta = {
  readonly format: number;
  readonly position: Offset;
  readonly at: Instant;
  readonly head: number;
};
const EMPTY: Meta = { format: FORMAT, position: 0, at: 0, head: 0 };

/** Entries read at a time by `scan` and `keys`. */
const PIECE = 1_024;
/** How often a waiting reader looks for itself; within one process the writer's bell is faster. */
const LOOK_EVERY_MS = 100;
const PAGES_PER_WRITE = 3;
const COMMIT_OVERHEAD_BYTES = 1024 * 1024;

type Pieces<Found> = {
  readonly table: MembershipTable;
  readonly from: number;
  readonly read: (range: RangeOptions) => readonly Found[];
  readonly keyOf: (found: Found) => Buffer;
};

/** Every thread of the process opens it for itself, one of them writes. The first opening is done before there are others. */
export function openLmdbMembershipStore(options: LmdbMembershipOptions): MembershipStore {
  return new LmdbMembershipStore(options);
}

type LmdbMembershipOptions = { readonly dir: string; readonly onGivenUp?: OnGivenUp };

class LmdbMembershipStore implements MembershipStore {
  readonly transitions: TransitionLog;
  readonly #dir: string;
  readonly #onGivenUp: OnGivenUp | undefined;
  #database: RootDatabase<Buffer, Buffer>;
  #guard: CommitGuard;
  #rewriting = false;
  readonly #bell: LogBell;
  readonly #waiters = new Waiters();
  readonly told: ToldLog;
  readonly #tail = new ToldTail<ToldText>((seq, told) => readTold(seq, told));
  readonly #channel: ToldChannel;
  readonly #toldWaiters = new Waiters();
  readonly #reads = new FreshReads();
  #committing = false;
  #closed = false;
  /** Whether the last commit was of a program that knows all tables. */
  #knowsAll: boolean;

  constructor({ dir, onGivenUp }: LmdbMembershipOptions) {
    this.#dir = dir;
    this.#onGivenUp = onGivenUp;
    const options = { ...ENVIRONMENT, dir };
    this.#database = existsSync(dir)
      ? openEnvironment<Buffer, Buffer>(options)
      : createEnvironment<Buffer, Buffer>(options, () => undefined);
    this.#guard = new CommitGuard(dir, this.#database, { onGivenUp });
    this.#bell = new LogBell(dir, () => this.#grown());
    this.#channel = new ToldChannel(dir, (told) => this.#heard(told));
    this.#knowsAll = this.#stored().format >= WITH_PARTS;
    this.transitions = {
      read: (after, limit) => this.#read(after, limit),
      readBack: (before, limit) => this.#readBack(before, limit),
      of: (person, after, limit) => this.#of(person, after, limit),
      head: () => this.#meta().head,
      wait: (after, timeoutMs) => this.#waitFor(this.#waiters, () => this.#meta().head > after, timeoutMs),
    };
    this.told = createToldLog(this.transitions, this.#tail, (after, timeoutMs) =>
      this.#waitFor(this.#toldWaiters, () => this.told.head() > after, timeoutMs),
    );
  }

  position(): Offset {
    return this.#meta().position;
  }

  now(): Instant {
    return this.#meta().at;
  }

  get(table: MembershipTable, key: number): Uint8Array | undefined {
    if (!this.#knowsAll && SINCE_2.includes(table)) return undefined;
    this.#refresh();
    return this.#database.get(tableKey(table, key));
  }

  *scan(table: MembershipTable, from = 0): Generator<{ readonly key: number; readonly value: Uint8Array }> {
    const read = (range: RangeOptions) => [...this.#database.getRange(range)];
    for (const { key, value } of this.#inPieces({ table, from, read, keyOf: (entry) => entry.key })) {
      yield { key: numberOf(key), value };
    }
  }

  *keys(table: MembershipTable): Generator<number> {
    const read = (range: RangeOptions) => [...this.#database.getKeys(range)];
    for (const key of this.#inPieces({ table, from: 0, read, keyOf: (each) => each })) yield numberOf(key);
  }

  *#inPieces<Found>({ table, from, read, keyOf }: Pieces<Found>): Generator<Found> {
    if (!this.#knowsAll && SINCE_2.includes(table)) return;
    let next = from;
    while (next <= MAX_KEY) {
      this.#refresh();
      const piece = read({
        start: tableKey(table, next),
        end: Buffer.of(TABLES[table] + 1),
        limit: PIECE,
      });
      yield* piece;
      const last = piece.at(-1);
      if (last === undefined || piece.length < PIECE) return;
      next = numberOf(keyOf(last)) + 1;
    }
  }

  async commit(step: MembershipStep): Promise<number> {
    if (this.#closed) throw new HabitusError("kv_closed", "The state is closed.");
    assert(!this.#rewriting, "nobody evaluates while everything is written anew");
    const redacted = new Set(step.redact);
    const texts = step.transitions.map((each) =>
      redacted.has(each.person) ? encodeTransition(nameless(each)) : this.#channel.textOf(each),
    );
    const older = step.redact.flatMap((person) => this.#of(person, 0, Number.MAX_SAFE_INTEGER));
    const bytes = this.#spaceFor(step.writes, [...texts, ...older.map(encodeTransition)]);
    const renamed = older.map(({ seq, ...transition }) => ({
      key: transitionKey(seq),
      value: Buffer.from(encodeTransition(nameless(transition))),
    }));
    const stale = this.#knowsAll ? [] : this.#staleEntries();
    const { head, entries } = this.#entriesOf(step, texts);
    assert(!this.#committing, "one step is committed after the other");
    this.#committing = true;
    try {
      await this.#guard.run(bytes, () => this.#write([...stale, ...renamed, ...entries]));
      this.#knowsAll = true;
    } finally {
      this.#committing = false;
    }
    this.#grown();
    if (texts.length > 0 || step.redact.length > 0) this.#bell.ring();
    return head;
  }

  tell(first: number, transitions: readonly NewTransition[]): void {
    this.#heard(this.#channel.tell(first, transitions));
  }

  #heard({ first, texts }: Told): void {
    this.#tail.add(
      first,
      texts.map((text) => ({ text, read: null })),
    );
    this.#toldWaiters.wakeAll();
  }

  /** What is on disk is read from there, whoever reads. */
  #grown(): void {
    if (this.#closed) return;
    this.#tail.dropUpTo(this.#meta().head);
    this.#waiters.wakeAll();
    this.#toldWaiters.wakeAll();
  }

  async rewrite(isGone: (id: PersonIdentifier, record: Offset) => boolean): Promise<void> {
    const rewriting = new Rewriting<Buffer>({ ...ENVIRONMENT, dir: this.#dir }, environmentBytes(this.#dir));
    this.#rewriting = true;
    try {
      await rewriting.fill(this.#everything(isGone));
    } catch (error) {
      await rewriting.giveUp();
      throw error;
    } finally {
      this.#rewriting = false;
    }
    const old = this.#database;
    this.#database = rewriting.takeOver();
    this.#guard.end();
    this.#guard = new CommitGuard(this.#dir, this.#database, { onGivenUp: this.#onGivenUp });
    await old.close();
  }

  *#everything(isGone: (id: PersonIdentifier, record: Offset) => boolean): Generator<readonly Entry[]> {
    let last: Buffer | null = null;
    for (;;) {
      this.#refresh();
      const after: RangeOptions = last === null ? {} : { start: last, exclusiveStart: true };
      const piece: readonly { readonly key: Buffer; readonly value: Buffer }[] = [
        ...this.#database.getRange({ ...after, limit: PIECE }),
      ];
      if (piece.length === 0) return;
      yield piece.map(({ key, value }) => {
        if (key[0] !== TRANSITION) return { key, value };
        const transition = decodeTransition(value.toString());
        const left = withoutIds(transition, isGone);
        return { key, value: left === transition ? value : Buffer.from(encodeTransition(left)) };
      });
      last = piece.at(-1)?.key ?? null;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#guard.end();
    this.#waiters.wakeAll();
    this.#toldWaiters.wakeAll();
    this.#bell.close();
    this.#channel.close();
    await this.#database.close();
  }

  #entriesOf(
    step: MembershipStep,
    texts: readonly string[],
  ): { readonly head: number; readonly entries: readonly NewEntry[] } {
    const entries: NewEntry[] = step.writes.map(({ table, key, value }) => ({
      key: tableKey(table, key),
      value,
    }));
    let { head } = this.#meta();
    for (const [place, text] of texts.entries()) {
      head++;
      entries.push({ key: transitionKey(head), value: Buffer.from(text) });
      entries.push({
        key: personKey(step.transitions[place]?.person ?? 0, head),
        value: Buffer.alloc(0),
      });
    }
    const meta: Meta = { format: FORMAT, position: step.position, at: step.at, head };
    return { head, entries: [...entries, { key: META, value: Buffer.from(JSON.stringify(meta)) }] };
  }

  /** What a program that does not know these tables has left as it was. */
  #staleEntries(): readonly NewEntry[] {
    this.#refresh();
    return SINCE_2.flatMap((table) => {
      const keys = this.#database.getKeys({ start: tableKey(table, 0), end: Buffer.of(TABLES[table] + 1) });
      return [...keys].map((key) => ({ key, value: null }));
    });
  }

  #write(entries: readonly NewEntry[]): Promise<unknown> {
    if (entries.length <= BATCHED_WRITES) {
      return this.#database.batch(() => {
        for (const { key, value } of entries) {
          if (value === null) void this.#database.remove(key);
          else void this.#database.put(key, binary(value));
        }
      });
    }
    return this.#database.transaction(() => {
      for (const { key, value } of entries) {
        if (value === null) this.#database.removeSync(key);
        else this.#database.putSync(key, binary(value));
      }
    });
  }

  #meta(): Meta {
    this.#refresh();
    return this.#stored();
  }

  #stored(): Meta {
    const bytes = this.#database.get(META);
    if (bytes === undefined) return EMPTY;
    const meta = JSON.parse(bytes.toString()) as Meta;
    if (meta.format > FORMAT) throw dataNewer(`live membership format ${meta.format}`);
    assert(READABLE.includes(meta.format), `${this.#dir} has a format this program knows`);
    return meta;
  }

  #read(after: number, limit: number): readonly Transition[] {
    this.#refresh();
    const start = transitionKey(Math.min(after + 1, MAX_SEQ));
    const entries = this.#database.getRange({ start, end: Buffer.of(TRANSITION + 1), limit });
    return [...entries].map(({ key, value }) => toTransition(key.readUIntBE(1, 6), value));
  }

  #readBack(before: number, limit: number): readonly Transition[] {
    this.#refresh();
    const start = transitionKey(Math.max(before - 1, 0));
    const entries = this.#database.getRange({ start, end: transitionKey(0), limit, reverse: true });
    return [...entries].map(({ key, value }) => toTransition(key.readUIntBE(1, 6), value));
  }

  #of(person: PersonNumber, after: number, limit: number): readonly Transition[] {
    this.#refresh();
    const start = personKey(person, Math.min(after + 1, MAX_SEQ));
    const end = personKey(person, MAX_SEQ);
    return [...this.#database.getKeys({ start, end, limit })].flatMap((key) => {
      const seq = key.readUIntBE(5, 6);
      const value = this.#database.get(transitionKey(seq));
      return value === undefined ? [] : [toTransition(seq, value)];
    });
  }

  async #waitFor(waiters: Waiters, isThere: () => boolean, timeoutMs: number): Promise<void> {
    const until = performance.now() + timeoutMs;
    while (!this.#closed && !isThere()) {
      const left = until - performance.now();
      if (left <= 0) return;
      await waiters.wait(0, Math.min(left, LOOK_EVERY_MS));
    }
  }

  #refresh(): void {
    this.#reads.begin(this.#database);
  }

  #spaceFor(writes: readonly MembershipWrite[], texts: readonly string[]): number {
    const stored = environmentBytes(this.#dir);
    const payload =
      writes.reduce((sum, { value }) => sum + (value?.length ?? 0), 0) +
      texts.reduce((sum, text) => sum + 2 * text.length, 0);
    const pages = (writes.length + 2 * texts.length) * PAGES_PER_WRITE * PAGE_BYTES;
    return 2 * payload + Math.min(pages, stored) + COMMIT_OVERHEAD_BYTES;
  }
}

/** Read by whoever asks first, for all others too. */
type ToldText = { readonly text: string; read: Transition | null };

function readTold(seq: number, told: ToldText): Transition {
  told.read ??= numbered(seq, decodeTransition(told.text));
  return told.read;
}

/** `value` null removes. */
type NewEntry = { readonly key: Buffer; readonly value: Uint8Array | null };

function binary(value: Uint8Array): Buffer {
  return asBinary(Buffer.from(value.buffer, value.byteOffset, value.length)) as unknown as Buffer;
}

function nameless(transition: NewTransition): NewTransition {
  return { ...transition, ids: [], eventId: null };
}

function toTransition(seq: number, value: Buffer): Transition {
  return numbered(seq, decodeTransition(value.toString()));
}

function tableKey(table: MembershipTable, key: number): Buffer {
  const bytes = Buffer.allocUnsafe(5);
  bytes[0] = TABLES[table];
  bytes.writeUInt32BE(key, 1);
  return bytes;
}

/** Of a key of a table. */
const numberOf = (key: Buffer): number => key.readUInt32BE(1);

function transitionKey(seq: number): Buffer {
  const bytes = Buffer.allocUnsafe(7);
  bytes[0] = TRANSITION;
  bytes.writeUIntBE(seq, 1, 6);
  return bytes;
}

function personKey(person: PersonNumber, seq: number): Buffer {
  const bytes = Buffer.allocUnsafe(11);
  bytes[0] = OF_PERSON;
  bytes.writeUInt32BE(person, 1);
  bytes.writeUIntBE(seq, 5, 6);
  return bytes;
}

import { existsSync } from "node:fs";
import { assert, must } from "@habitus/kernel";
import { asBinary, type RootDatabase } from "lmdb";
import { dataNewer } from "../../../platform/data-newer.ts";
import { CommitGuard, type OnGivenUp } from "../commit-guard.ts";
import { createEnvironment, openEnvironment } from "../environment.ts";
import { IdFilter } from "./id-filter.ts";
import { IdTable } from "./id-table.ts";
import { bytesOf, ENTRY_BYTES, sameId, WORDS, wordsOf } from "./id-words.ts";

/**
 * Ids of one day (or of all imports) in one LMDB environment. New ids are appended as they come and also held in a table
 * in memory (the tail). A full tail becomes a run: the same entries in chunks by the first bits of their hash, so that one
 * look-up reads one chunk. Filters in memory, each over a few runs, say which runs are worth a look. (A random
 * insert into one large tree would touch a page of its own for every id.)
 *
 * Keys: kind, number, part. Values: entries, or a filter's words, or JSON.
 */
const KIND = { about: 0, tail: 1, chunk: 2, filter: 3 } as const;

/** Ids in a run. */
const RUN_IDS = 2 ** 19;
/** On average this many entries in a chunk: a page of 4 KiB. */
const CHUNK_IDS = 128;
const FORMAT = 1;
const OVERHEAD_BYTES = 1024 * 1024;

type About = {
  readonly format: number;
  readonly runIds: number;
  readonly runs: number;
  readonly filters: number;
};
type Filter = { readonly filter: IdFilter; readonly firstRun: number; readonly runs: number };
/** Where an id stands: words and the position of its entry in them. */
export type Found = { readonly words: Uint32Array; readonly at: number };

export class IdStore {
  readonly #runIds: number;
  readonly #environment: RootDatabase<Buffer, Buffer>;
  readonly #guard: CommitGuard;
  readonly #tail = new IdTable();
  #filters: Filter[] = [];
  #runs: number;
  #nextTail = 0;
  /** Of the tail's entries, the first so many are on disk. */
  #kept = 0;
  /** The commit of more of them, while it is on its way; never rejects. */
  #keeping: Promise<unknown> | null = null;

  private constructor(dir: string, environment: RootDatabase<Buffer, Buffer>, onGivenUp?: OnGivenUp) {
    this.#environment = environment;
    this.#guard = new CommitGuard(dir, environment, { onGivenUp });
    const about = readAbout(environment);
    if (about.format > FORMAT) throw dataNewer(`format ${about.format} of event ids`);
    assert(about.format === FORMAT, `${dir} holds ids in a known format`);
    this.#runIds = about.runIds;
    this.#runs = about.runs;
    for (let number = 0; number < about.filters; number++) {
      const bytes = must(environment.get(keyOf(KIND.filter, number, 0)), "a counted filter is there");
      const { firstRun, runs } = filterSpan(number);
      this.#filters.push({
        filter: IdFilter.fromBytes(bytes),
        firstRun,
        runs: Math.min(runs, this.#runs - firstRun),
      });
    }
    this.#readTail();
  }

  static open(dir: string, runIds = RUN_IDS, onGivenUp?: OnGivenUp): IdStore {
    const options = { dir, keys: "binary", values: "binary" } as const;
    if (existsSync(dir)) return new IdStore(dir, openEnvironment<Buffer, Buffer>(options), onGivenUp);
    const about: About = { format: FORMAT, runIds, runs: 0, filters: 0 };
    const environment = createEnvironment<Buffer, Buffer>(
      options,
      (made) => void made.put(keyOf(KIND.about, 0, 0), Buffer.from(JSON.stringify(about))),
    );
    return new IdStore(dir, environment, onGivenUp);
  }

  find(entry: Uint32Array, at: number): Found | null {
    const slot = this.#tail.find(entry, at);
    if (slot >= 0) return { words: this.#tail.words, at: slot };
    for (const { filter, firstRun, runs } of this.#filters) {
      if (!filter.mayHave(entry, at)) continue;
      for (let run = firstRun; run < firstRun + runs; run++) {
        const found = this.#findInRun(run, entry, at);
        if (found !== null) return found;
      }
    }
    return null;
  }

  /** Takes in entries whose ids are not in the store; on disk once `keep` resolves. @throws HabitusError `storage_full`. */
  async add(entries: Uint32Array): Promise<void> {
    for (let at = 0; at < entries.length; at += WORDS) {
      if (this.#tail.count >= this.#runIds) await this.#makeRun();
      this.#tail.add(entries, at);
    }
  }

  /**
   * Resolves once all that was added before the call is on disk; more may be added meanwhile.
   * @throws HabitusError `storage_full`: it may be called again.
   */
  async keep(): Promise<void> {
    while (this.#keeping !== null) await this.#keeping;
    const { count } = this.#tail;
    if (count === this.#kept) return;
    const entries = this.#tail.words.slice(this.#kept * WORDS, count * WORDS);
    const kept = this.#commit(entries.byteLength, () =>
      this.#put(KIND.tail, this.#nextTail, 0, bytesOf(entries)),
    ).then(() => {
      this.#nextTail++;
      this.#kept = count;
    });
    this.#keeping = kept
      .catch(() => undefined)
      .finally(() => {
        this.#keeping = null;
      });
    await kept;
  }

  /** Makes a run of what is in memory only, once no more ids are expected. */
  async seal(): Promise<void> {
    if (this.#tail.count > 0) await this.#makeRun();
  }

  async close(): Promise<void> {
    while (this.#keeping !== null) await this.#keeping;
    await this.#environment.close();
  }

  /** Turns the tail into a run, in one commit with its filter. */
  async #makeRun(): Promise<void> {
    while (this.#keeping !== null) await this.#keeping;
    const run = this.#runs;
    const current = this.#filters.at(-1);
    const number = filterNumber(run);
    const isNew = number === this.#filters.length;
    const span = filterSpan(number);
    const filter = isNew
      ? IdFilter.empty(span.runs * this.#runIds)
      : must(current, "runs have a filter").filter;
    const chunks = chunksOf(this.#tail, this.#chunkBits());
    for (let at = 0; at < this.#tail.count * WORDS; at += WORDS) filter.add(this.#tail.words, at);
    const tails = this.#nextTail;
    // A filter that holds ids of a run that failed to be written only says "maybe" more often.
    if (isNew) this.#filters.push({ filter, firstRun: run, runs: 0 });
    await this.#commit(this.#tail.count * ENTRY_BYTES * 2 + filter.words.byteLength, () => {
      for (const { part, words } of chunks) this.#put(KIND.chunk, run, part, bytesOf(words));
      this.#put(KIND.filter, number, 0, bytesOf(filter.words));
      for (let tail = 0; tail < tails; tail++) void this.#environment.remove(keyOf(KIND.tail, tail, 0));
      this.#putAbout(run + 1, number + 1);
    });
    this.#runs = run + 1;
    this.#filters[number] = { filter, firstRun: span.firstRun, runs: run + 1 - span.firstRun };
    this.#nextTail = 0;
    this.#kept = 0;
    this.#tail.clear();
  }

  #findInRun(run: number, entry: Uint32Array, at: number): Found | null {
    const part = (entry[at] ?? 0) >>> (32 - this.#chunkBits());
    // lmdb's own buffer: longer than the value, and overwritten by the next look-up.
    const bytes = this.#environment.getBinaryFast(keyOf(KIND.chunk, run, part));
    if (bytes === undefined) return null;
    const words = wordsOf(bytes.subarray(0, bytes.length));
    for (let place = 0; place < words.length; place += WORDS)
      if (sameId(words, place, entry, at)) return { words: words.slice(place, place + WORDS), at: 0 };
    return null;
  }

  #readTail(): void {
    const start = keyOf(KIND.tail, 0, 0);
    for (const { value } of this.#environment.getRange({ start, end: keyOf(KIND.tail + 1, 0, 0) })) {
      const words = wordsOf(value);
      for (let at = 0; at < words.length; at += WORDS) this.#tail.add(words, at);
      this.#nextTail++;
    }
    this.#kept = this.#tail.count;
  }

  #chunkBits(): number {
    return Math.max(1, Math.ceil(Math.log2(this.#runIds / CHUNK_IDS)));
  }

  #put(kind: number, number: number, part: number, bytes: Buffer): void {
    void this.#environment.put(keyOf(kind, number, part), asBinary(bytes) as unknown as Buffer);
  }

  #putAbout(runs: number, filters: number): void {
    const about: About = { format: FORMAT, runIds: this.#runIds, runs, filters };
    this.#put(KIND.about, 0, 0, Buffer.from(JSON.stringify(about)));
  }

  #commit(bytes: number, writes: () => void): Promise<boolean> {
    return this.#guard.run(2 * bytes + OVERHEAD_BYTES, () => this.#environment.batch(writes));
  }
}

/** Filters cover 2, 4, 8, 8, 8 … runs: few to ask in a large day, few runs to search after a "maybe". */
const FIRST_RUNS = 2;
const GROWING_FILTERS = 2;
const MOST_RUNS = 8;

function filterSpan(number: number): { readonly firstRun: number; readonly runs: number } {
  const growing = Math.min(number, GROWING_FILTERS);
  const firstRun = FIRST_RUNS * (2 ** growing - 1) + (number - growing) * MOST_RUNS;
  return { firstRun, runs: number < GROWING_FILTERS ? FIRST_RUNS * 2 ** number : MOST_RUNS };
}

function filterNumber(run: number): number {
  const grown = FIRST_RUNS * (2 ** GROWING_FILTERS - 1);
  if (run >= grown) return GROWING_FILTERS + Math.floor((run - grown) / MOST_RUNS);
  return Math.floor(Math.log2(run / FIRST_RUNS + 1));
}

function readAbout(environment: RootDatabase<Buffer, Buffer>): About {
  const bytes = must(environment.get(keyOf(KIND.about, 0, 0)), "a store of ids says what it is");
  return JSON.parse(bytes.toString("utf8")) as About;
}

function keyOf(kind: number, number: number, part: number): Buffer {
  const key = Buffer.allocUnsafe(9);
  key[0] = kind;
  key.writeUInt32BE(number, 1);
  key.writeUInt32BE(part, 5);
  return key;
}

type Chunk = { readonly part: number; readonly words: Uint32Array };

/** The table's entries by the first bits of their hash; chunks without entries are left out. */
function chunksOf(table: IdTable, bits: number): readonly Chunk[] {
  const { words } = table;
  const end = table.count * WORDS;
  const shift = 32 - bits;
  // Where each chunk's next entry goes, in words; at first, where its entries begin.
  const next = new Uint32Array(2 ** bits + 1);
  for (let at = 0; at < end; at += WORDS) {
    const part = ((words[at] ?? 0) >>> shift) + 1;
    next[part] = (next[part] ?? 0) + WORDS;
  }
  for (let part = 1; part < next.length; part++) next[part] = (next[part] ?? 0) + (next[part - 1] ?? 0);
  const starts = next.slice();
  const sorted = new Uint32Array(end);
  for (let at = 0; at < end; at += WORDS) {
    const part = (words[at] ?? 0) >>> shift;
    const to = next[part] ?? 0;
    for (let word = 0; word < WORDS; word++) sorted[to + word] = words[at + word] ?? 0;
    next[part] = to + WORDS;
  }
  const chunks: Chunk[] = [];
  for (let part = 0; part < 2 ** bits; part++) {
    const from = starts[part] ?? 0;
    const to = starts[part + 1] ?? 0;
    if (to > from) chunks.push({ part, words: sorted.subarray(from, to) });
  }
  return chunks;
}

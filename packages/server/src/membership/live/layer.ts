import type { Instant } from "@habitus/kernel";
import type { History } from "@habitus/segments";
import type { Flip, PersonState, StatePacker, StreamInput, StreamProgram } from "@habitus/segments-stream";
import type { PersonNumber } from "../../store/event-store.ts";
import { DueQueue } from "./due-queue.ts";

export type LayerOptions = {
  readonly program: StreamProgram;
  /** Names of the program's leaves in stored states, by their texts. */
  readonly numbers: ReadonlyMap<string, number>;
  /** What is stored of the person's state, in parts; empty when nothing is. */
  readonly read: (person: PersonNumber) => readonly Uint8Array[];
  /** States that are kept in memory, about. */
  readonly maxBytes: number;
};

/** A state that changed; null when it says no more than that of somebody unknown. */
export type DirtyState = {
  readonly person: PersonNumber;
  readonly due: Instant;
  /** False where the same was handed over before, which most events leave as it is. */
  readonly isDueNew: boolean;
  readonly state: Uint8Array | null;
};

/**
 * @property due as it was last handed over; null while that was not in this memory.
 * @property isUsed since memory was last looked through for what to forget.
 */
type Entry = {
  readonly state: PersonState;
  bytes: number;
  isDirty: boolean;
  due: Instant | null;
  isUsed: boolean;
};

/** What a state costs in memory beside its bytes: objects, the map's entry, room to grow. */
const OVERHEAD_BYTES = 400;
/** So many who changed are packed when they are taken, the others before: whoever changes often is packed seldom, and taking takes no while. */
const MOST_UNPACKED = 500;
/** So many who were used are spared each time memory is made free: looking at everybody would take a while. */
export const MOST_SPARED = 1_000;

/** A stored state that cannot be read: its person has to be reloaded. */
export class UnreadableState extends Error {
  override readonly name = "UnreadableState";
  readonly person: PersonNumber;

  constructor(person: PersonNumber, reason: string) {
    super(`the state of person ${person} cannot be read: ${reason}`);
    this.person = person;
  }
}

/**
 * The states of all people under one program: the newest used in memory, the others in the store. What changed stays in
 * memory until it was handed over with `takeDirty` and `trim` says that this is on disk.
 */
export class Layer {
  readonly program: StreamProgram;
  readonly dues = new DueQueue();
  readonly #options: LayerOptions;
  readonly #packer: StatePacker;
  readonly #entries = new Map<PersonNumber, Entry>();
  readonly #dirty = new Set<PersonNumber>();
  /** As they were when they were packed; not taken yet. */
  readonly #packed = new Map<PersonNumber, DirtyState>();
  #bytes = 0;

  constructor(options: LayerOptions) {
    this.#options = options;
    this.program = options.program;
    this.#packer = this.program.packer(options.numbers);
  }

  /** Bytes of the states in memory, about. */
  get bytes(): number {
    return this.#bytes;
  }

  get inMemory(): number {
    return this.#entries.size;
  }

  /** The person's state, whether in memory or not. @throws UnreadableState. */
  state(person: PersonNumber, now: Instant): PersonState {
    const hot = this.#entries.get(person);
    if (hot !== undefined) {
      hot.isUsed = true;
      return hot.state;
    }
    const parts = this.#options.read(person);
    const state = parts.length === 0 ? this.program.createState(now) : this.#unpack(person, parts);
    const bytes = OVERHEAD_BYTES + 2 * parts.reduce((sum, part) => sum + part.length, 0);
    this.#keep(person, { state, bytes, isDirty: false, due: null, isUsed: true });
    return state;
  }

  apply(person: PersonNumber, input: StreamInput, now: Instant): readonly Flip[] {
    const state = this.state(person, now);
    const flips = this.program.apply(state, input, now);
    this.#changed(person);
    return flips;
  }

  advance(person: PersonNumber, now: Instant): readonly Flip[] {
    const state = this.state(person, now);
    const flips = this.program.advance(state, now);
    this.#changed(person);
    return flips;
  }

  load(person: PersonNumber, history: History, now: Instant): void {
    this.put(person, this.program.loadState(history, now));
  }

  put(person: PersonNumber, state: PersonState): void {
    this.#forget(person);
    this.#keep(person, { state, bytes: OVERHEAD_BYTES, isDirty: false, due: null, isUsed: true });
    this.#changed(person);
  }

  /** All that is known of these is known of this person from now on; they are then to be dropped, but for the person. */
  merge(person: PersonNumber, from: readonly PersonNumber[], now: Instant): void {
    const states = from.map((each) => this.state(each, now));
    const [first] = states;
    // The state of one alone changes hands as it is.
    this.put(person, first !== undefined && states.length === 1 ? first : this.program.unionOf(states, now));
  }

  /** Nothing is known of the person any more. */
  drop(person: PersonNumber, now: Instant): void {
    this.put(person, this.program.createState(now));
  }

  isEmpty(person: PersonNumber, now: Instant): boolean {
    return this.program.isEmpty(this.state(person, now));
  }

  /** Packs what changed first, so that little is left for `takeDirty`. */
  pack(mostLeft = MOST_UNPACKED): void {
    for (const person of this.#dirty) {
      if (this.#dirty.size <= mostLeft) return;
      this.#dirty.delete(person);
      const entry = this.#entries.get(person);
      if (entry === undefined) continue;
      const { state } = entry;
      const packed = this.program.isEmpty(state) ? null : this.#packer.pack(state);
      const bytes = OVERHEAD_BYTES + 2 * (packed?.length ?? 0);
      this.#bytes += bytes - entry.bytes;
      entry.bytes = bytes;
      entry.isDirty = false;
      const due = this.program.nextDue(state);
      const isDueNew = due !== entry.due || this.#packed.get(person)?.isDueNew === true;
      this.#packed.set(person, { person, due, isDueNew, state: packed });
      entry.due = due;
    }
  }

  /** What changed since the last call, to be stored. */
  takeDirty(): readonly DirtyState[] {
    this.pack(0);
    const taken = [...this.#packed.values()];
    this.#packed.clear();
    return taken;
  }

  /**
   * All that was taken is on disk: memory may forget the least used, about. Whoever was used stands behind the others when it comes to
   * that, and not at every use: most of the time there is room, and a map of a million is slow to be kept in an order.
   */
  trim(): void {
    let left = MOST_SPARED;
    for (const [person, entry] of this.#entries) {
      if (this.#bytes <= this.#options.maxBytes) return;
      if (entry.isDirty || this.#packed.has(person)) continue;
      if (!entry.isUsed || left-- <= 0) {
        this.#forget(person);
        continue;
      }
      entry.isUsed = false;
      this.#entries.delete(person);
      this.#entries.set(person, entry);
    }
  }

  #unpack(person: PersonNumber, parts: readonly Uint8Array[]): PersonState {
    const decoded = this.#packer.unpack(parts);
    if (decoded.kind === "reload") throw new UnreadableState(person, decoded.reason);
    return decoded.state;
  }

  #changed(person: PersonNumber): void {
    const entry = this.#entries.get(person);
    if (entry === undefined) return;
    this.dues.set(person, this.program.nextDue(entry.state));
    if (entry.isDirty) return;
    entry.isDirty = true;
    this.#dirty.add(person);
  }

  #keep(person: PersonNumber, entry: Entry): void {
    this.#entries.set(person, entry);
    this.#bytes += entry.bytes;
  }

  #forget(person: PersonNumber): void {
    const entry = this.#entries.get(person);
    if (entry === undefined) return;
    this.#entries.delete(person);
    this.#dirty.delete(person);
    this.#bytes -= entry.bytes;
  }
}

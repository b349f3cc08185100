import { DAY_MS, type Instant } from "@habitus/kernel";
import type { PersonState, StreamInput, StreamProgram } from "@habitus/segments-stream";
import type { NodeNumber, PersonNumber } from "../../store/event-store.ts";
import type { MembershipStore, MembershipWrite } from "../membership-store.ts";
import { decodeKeptParts, encodeKeptParts, type KeptParts, type Part, partOf } from "./kept-parts.ts";
import { Layer, UnreadableState } from "./layer.ts";

/** What is kept of the parts of people, so that they can be taken apart again. Beyond it, whoever is taken apart is asked of the event store. */
export const PARTS_LIMITS = {
  /** People of whom parts are kept; those who were joined longest ago are let go of first. */
  people: 100_000,
  /** Parts of one person. */
  parts: 16,
  /** Ids of one person. */
  ids: 64,
  /** Since somebody was last joined. */
  forMs: 7 * DAY_MS,
  /** Their states may take this part of the memory that all states may take. */
  memoryShare: 1 / 8,
  /** Rows of what was let go of that one step removes, unless somebody is erased in it. */
  removedPerStep: 1_000,
} as const;

export type PartsOptions = {
  readonly store: Pick<MembershipStore, "get" | "scan" | "keys">;
  readonly program: StreamProgram;
  /** Names of the program's leaves in stored states. */
  readonly numbers: ReadonlyMap<string, number>;
  /** The newest build in force: what was kept before it is let go of. */
  readonly build: number;
  /** Memory for all states. */
  readonly maxBytes: number;
};

/** A part with its state; null while nothing is kept of it. */
export type Piece = Part & { readonly state: PersonState | null };

/**
 * The parts of people who were joined, each with the state of its own history. Whatever comes by an id goes into the part of the id, so
 * whoever is taken apart again needs no past. While all that is kept came by one part, the state of the person is that of the part
 * and nothing is kept twice.
 */
export class Parts {
  readonly #options: PartsOptions;
  readonly #layer: Layer;
  /** Those joined longest ago first. */
  readonly #kept = new Map<PersonNumber, KeptParts>();
  readonly #changed = new Set<PersonNumber>();
  /** Rows that no kept parts name, by the tables they are removed from: as good as gone, whatever still lies on disk. */
  readonly #outdated = { parts: new Set<PersonNumber>(), part_states: new Set<NodeNumber>() };
  #isErased = false;

  constructor(options: PartsOptions) {
    this.#options = options;
    const { store, program, numbers, build, maxBytes } = options;
    this.#layer = new Layer({
      program,
      numbers,
      maxBytes: Math.ceil(maxBytes * PARTS_LIMITS.memoryShare),
      read: (number) => {
        const state = this.#outdated.part_states.has(number) ? undefined : store.get("part_states", number);
        return state === undefined ? [] : [state];
      },
    });
    const rows = [...store.scan("parts")].map(({ key, value }) => ({
      person: key,
      ...decodeKeptParts(value),
    }));
    for (const { person, kept, build: made } of rows.sort((a, b) => a.kept.since - b.kept.since)) {
      if (made === build) this.#kept.set(person, kept);
      else this.#outdated.parts.add(person);
    }
    // Told from the states themselves: rows that named them may be gone before they are.
    for (const key of store.keys("part_states")) this.#outdated.part_states.add(key);
    for (const { holder, parts } of this.#kept.values()) {
      if (holder === "each") for (const { number } of parts) this.#outdated.part_states.delete(number);
    }
  }

  get bytes(): number {
    return this.#layer.bytes;
  }

  /** Something comes by the node of a person. @param own the person's state, which has not taken it in yet. */
  take(
    { person, node }: { readonly person: PersonNumber; readonly node: NodeNumber },
    input: StreamInput,
    now: Instant,
    own: () => PersonState,
  ): void {
    const kept = this.#kept.get(person);
    if (kept === undefined || !isRead(this.#options.program.reads, input)) return;
    const part = kept.parts.find(({ nodes }) => nodes.includes(node));
    if (part === undefined) return this.forget(person, now);
    if (kept.holder === part.number) return;
    if (kept.holder === "nobody") return this.#set(person, { ...kept, holder: part.number });
    if (kept.holder !== "each") {
      // From here on the person's state is that of more than one.
      for (const { number } of kept.parts) this.#layer.drop(number, now);
      this.#layer.put(kept.holder, this.#options.program.unionOf([own()], now));
      this.#set(person, { ...kept, holder: "each" });
    }
    try {
      this.#layer.apply(part.number, input, now);
    } catch (error) {
      if (!(error instanceof UnreadableState)) throw error;
      this.forget(person, now);
    }
  }

  /**
   * The parts of somebody, who is one part alone where none are kept.
   * @param nodes all nodes of the person, ascending.
   * @param own the person's state; null while nothing is kept of it.
   */
  of(
    person: PersonNumber,
    nodes: readonly NodeNumber[],
    own: PersonState | null,
    now: Instant,
  ): readonly Piece[] {
    const kept = this.#kept.get(person);
    if (kept === undefined) return [{ ...partOf(nodes), state: own }];
    const { holder } = kept;
    if (holder !== "each") {
      return kept.parts.map((part) => ({ ...part, state: part.number === holder ? own : null }));
    }
    try {
      return kept.parts.map((part) => ({ ...part, state: this.#stateOf(part, now) }));
    } catch (error) {
      if (!(error instanceof UnreadableState)) throw error;
      this.forget(person, now);
      return [{ ...partOf(nodes), state: own }];
    }
  }

  #stateOf({ number }: Part, now: Instant): PersonState | null {
    if (this.#layer.isEmpty(number, now)) return null;
    this.#layer.advance(number, now);
    return this.#layer.state(number, now);
  }

  /** These are parts of the person from now on; where there is one, or more than are kept, none are. Their states become its own. */
  keep(person: PersonNumber, pieces: readonly Piece[], now: Instant): void {
    const ids = pieces.reduce((sum, { nodes }) => sum + nodes.length, 0);
    if (pieces.length < 2 || pieces.length > PARTS_LIMITS.parts || ids > PARTS_LIMITS.ids) return;
    const full = pieces.filter(({ state }) => state !== null);
    if (full.length > 1) {
      for (const { number, state } of pieces) {
        if (state === null) this.#layer.drop(number, now);
        else this.#layer.put(number, state);
      }
    }
    const parts = pieces.map(({ nodes }) => partOf(nodes)).sort((a, b) => a.number - b.number);
    const holder = full.length > 1 ? "each" : (full[0]?.number ?? "nobody");
    this.#set(person, { since: now, parts, holder });
  }

  /** None of the person are kept any more. */
  forget(person: PersonNumber, now: Instant): void {
    const kept = this.#kept.get(person);
    if (kept === undefined) return;
    if (kept.holder === "each") for (const { number } of kept.parts) this.#layer.drop(number, now);
    this.#kept.delete(person);
    this.#changed.add(person);
  }

  /** These are erased: with the next step nothing is left of them, nor of all that was let go of, which may be theirs. */
  erase(people: ReadonlySet<PersonNumber>, now: Instant): void {
    for (const person of people) this.forget(person, now);
    if (people.size > 0) this.#isErased = true;
  }

  takeWrites(now: Instant): readonly MembershipWrite[] {
    this.#letGo(now);
    const states = this.#layer
      .takeDirty()
      .map(({ person, state }) => ({ table: "part_states", key: person, value: state }) as const);
    const rows = [...this.#changed].map((person) => {
      const kept = this.#kept.get(person);
      const value = kept === undefined ? null : encodeKeptParts(kept, this.#options.build);
      return { table: "parts", key: person, value } as const;
    });
    this.#changed.clear();
    for (const { table, key } of [...states, ...rows]) this.#outdated[table].delete(key);
    const most = this.#isErased ? Number.POSITIVE_INFINITY : PARTS_LIMITS.removedPerStep;
    this.#isErased = false;
    return [
      ...this.#outdatedWrites("parts", most),
      ...this.#outdatedWrites("part_states", most),
      ...states,
      ...rows,
    ];
  }

  /** All that was taken is on disk. */
  trim(): void {
    this.#layer.trim();
  }

  /** Whoever was joined too long ago, and whoever are too many. */
  #letGo(now: Instant): void {
    let left = PARTS_LIMITS.removedPerStep;
    for (const [person, { since }] of this.#kept) {
      const isOver = since < now - PARTS_LIMITS.forMs || this.#kept.size > PARTS_LIMITS.people;
      if (!isOver || left-- === 0) return;
      this.forget(person, now);
    }
  }

  #outdatedWrites(table: "parts" | "part_states", most: number): readonly MembershipWrite[] {
    const writes: MembershipWrite[] = [];
    for (const key of this.#outdated[table]) {
      if (writes.length === most) break;
      this.#outdated[table].delete(key);
      writes.push({ table, key, value: null });
    }
    return writes;
  }

  #set(person: PersonNumber, kept: KeptParts): void {
    // Whoever is joined anew stands behind all others.
    if (this.#kept.get(person)?.since !== kept.since) this.#kept.delete(person);
    this.#kept.set(person, kept);
    this.#changed.add(person);
  }
}

function isRead({ events, prefixes, traits }: StreamProgram["reads"], input: StreamInput): boolean {
  if (input.kind === "trait") return traits.includes(input.change.name);
  const { name } = input.event;
  return events.includes(name) || prefixes.some((prefix) => name.startsWith(prefix));
}

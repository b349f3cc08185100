import type { History, HistoryEvent, TraitChange } from "@habitus/segments";
import type { Offset } from "../../log/log.ts";
import type { EventReads } from "../../store/event-reads.ts";
import type { NodeNumber, PersonNumber } from "../../store/event-store.ts";
import { toHistoryEvent, toTraitChange } from "../reload.ts";
import type { Building } from "./building.ts";

export type BackfillReads = Pick<EventReads, "pasts"> & {
  /** Events of nodes that are in no event store: their transitions, as far as the build reads any. */
  readonly transitions: (page: {
    readonly from: NodeNumber;
    readonly to: NodeNumber;
  }) => Promise<readonly { readonly node: NodeNumber; readonly events: readonly HistoryEvent[] }[]>;
};

/** How much of the past one question asks for, and how much goes into states at once. */
export type BackfillLimits = { readonly nodesPerPage: number; readonly rowsPerPiece: number };
const BACKFILL_LIMITS: BackfillLimits = { nodesPerPage: 20_000, rowsPerPiece: 1_000 };

export type BackfillProgress = {
  readonly nodes: number;
  readonly totalNodes: number;
  readonly rows: number;
};

type NodePast = { readonly node: NodeNumber; readonly history: History; readonly rows: number };

/** The past of a build, read from the event store in pages of nodes, the next one while the last one is worked in. */
export class Backfill {
  readonly #building: Building;
  readonly #upTo: Offset;
  readonly #highest: NodeNumber;
  readonly #ask: (page: {
    readonly from: NodeNumber;
    readonly to: NodeNumber;
  }) => Promise<readonly NodePast[]>;
  readonly #limits: BackfillLimits;
  #next: NodeNumber = 1;
  #asked: Promise<readonly NodePast[]> | null = null;
  #turning: Promise<void> | null = null;
  #ready: readonly NodePast[] = [];
  #place = 0;
  #done: NodeNumber = 0;
  #rows = 0;

  /** @param upTo everything up to this record is in the store; what comes after goes into the build as it comes. */
  constructor(
    building: Building,
    upTo: Offset,
    highest: NodeNumber,
    reads: BackfillReads,
    limits: BackfillLimits = BACKFILL_LIMITS,
  ) {
    this.#building = building;
    this.#upTo = upTo;
    this.#highest = highest;
    this.#limits = limits;
    const wanted = building.layer.program.reads;
    this.#ask = async ({ from, to }) => {
      const rows = await reads.pasts({ ...wanted, from, to, upTo: this.#upTo });
      return byNode(rows, await reads.transitions({ from, to }));
    };
  }

  get upTo(): Offset {
    return this.#upTo;
  }

  /** Everything has been worked in. */
  get isDone(): boolean {
    return this.#place >= this.#ready.length && this.#asked === null && this.#next > this.#highest;
  }

  progress(): BackfillProgress {
    return { nodes: this.#done, totalNodes: this.#highest, rows: this.#rows };
  }

  /** Resolves when `step` has something to do, or nothing is left. Rejects with what the store's answer did; then it asks again. */
  async ready(): Promise<void> {
    if (this.isReady || this.isDone) return;
    this.#turning ??= this.#turn().finally(() => {
      this.#turning = null;
    });
    await this.#turning;
  }

  get isReady(): boolean {
    return this.#place < this.#ready.length;
  }

  /** Works in one piece of what is ready. */
  step(
    personOf: (node: NodeNumber) => PersonNumber,
    add: (person: PersonNumber, history: History) => void,
  ): void {
    let rows = 0;
    while (this.#place < this.#ready.length && rows < this.#limits.rowsPerPiece) {
      const past = this.#ready[this.#place++];
      if (past === undefined) break;
      rows += past.rows;
      this.#done = past.node;
      if (!this.#building.isComplete(past.node)) add(personOf(past.node), past.history);
    }
    this.#rows += rows;
    if (!this.isReady) this.#done = Math.min(this.#next - 1, this.#highest);
  }

  /** The next page becomes the present one, and the one after it is asked for. */
  async #turn(): Promise<void> {
    this.#begin();
    try {
      this.#ready = (await this.#asked) ?? [];
    } finally {
      this.#asked = null;
    }
    this.#place = 0;
    this.#next = Math.min(this.#next + this.#limits.nodesPerPage, this.#highest + 1);
    if (this.#ready.length === 0) this.#done = this.#next - 1;
    this.#begin();
  }

  #begin(): void {
    if (this.#asked !== null || this.#next > this.#highest) return;
    const from = this.#next;
    const to = Math.min(from + this.#limits.nodesPerPage - 1, this.#highest);
    this.#asked = this.#ask({ from, to });
    // Its failure is met where it is awaited.
    this.#asked.catch(() => undefined);
  }
}

function byNode(
  rows: Awaited<ReturnType<BackfillReads["pasts"]>>,
  transitions: Awaited<ReturnType<BackfillReads["transitions"]>>,
): readonly NodePast[] {
  const nodes = new Map<NodeNumber, { events: HistoryEvent[]; traits: TraitChange[] }>();
  const of = (node: NodeNumber): { events: HistoryEvent[]; traits: TraitChange[] } => {
    const past = nodes.get(node) ?? { events: [], traits: [] };
    nodes.set(node, past);
    return past;
  };
  for (const row of rows.events) of(row.node).events.push(toHistoryEvent(row));
  for (const row of rows.traits) of(row.node).traits.push(toTraitChange(row));
  for (const { node, events } of transitions) of(node).events.push(...events);
  return [...nodes]
    .map(([node, history]) => ({ node, history, rows: history.events.length + history.traits.length }))
    .sort((a, b) => a.node - b.node);
}

import type { HistoryEvent } from "@habitus/segments";
import type { NodeNumber, PersonNumber } from "../../store/event-store.ts";
import type { NewTransition } from "../transition.ts";
import { toTransitionEvent } from "../transition-event.ts";
import { type TransitionLog, transitionsOf } from "../transition-log.ts";

/** Nodes whose transitions are looked up without a pause. */
const NODES_AT_ONCE = 256;

/**
 * Transitions on their way to the segments that read them: each is an event of its person in the record that made it. What was
 * is read back from the log of transitions, so nothing is kept of it here.
 */
export class Echoes {
  readonly #log: Pick<TransitionLog, "of" | "head">;
  #read: ReadonlySet<string> = new Set();
  /** Made since the last step was taken. */
  #made: NewTransition[] = [];
  /** In the step that is on its way to the log: it may be there already, above `#logHead`. */
  #leaving: readonly NewTransition[] = [];
  #logHead: number;
  readonly #waiting: NewTransition[] = [];

  constructor(log: Pick<TransitionLog, "of" | "head">) {
    this.#log = log;
    this.#logHead = log.head();
  }

  /** Whether any segment's transitions are read. */
  get isReading(): boolean {
    return this.#read.size > 0;
  }

  /** Keys of all segments whose transitions are read from now on. */
  follow(segments: ReadonlySet<string>): void {
    this.#read = segments;
  }

  add(transition: NewTransition): void {
    this.#made.push(transition);
    if (this.#read.has(transition.segment)) this.#waiting.push(transition);
  }

  /** The next that has not reached its readers. */
  next(): NewTransition | null {
    return this.#waiting[0] ?? null;
  }

  /** The next has reached them. */
  done(): void {
    this.#waiting.shift();
  }

  /** Those of some nodes, which are then not waiting any more. */
  takeOf(isTheirs: (node: NodeNumber) => boolean): readonly NewTransition[] {
    const taken = this.#waiting.filter(({ person }) => isTheirs(person));
    this.forget(isTheirs);
    return taken;
  }

  /** Those of some people are not to reach them: their whole past is loaded, or they were erased. */
  forget(isPassed: (person: PersonNumber) => boolean): void {
    const left = this.#waiting.filter(({ person }) => !isPassed(person));
    this.#waiting.splice(0, this.#waiting.length, ...left);
  }

  /** A step takes all that was made. */
  taken(): void {
    this.#leaving = [...this.#leaving, ...this.#made];
    this.#made = [];
  }

  /** All steps that were taken are in the log. */
  committed(): void {
    this.#leaving = [];
    this.#logHead = this.#log.head();
  }

  /** What the readers would have seen of these nodes so far. */
  past(nodes: readonly NodeNumber[]): readonly HistoryEvent[] {
    if (!this.isReading) return [];
    const made = [...this.#leaving, ...this.#made].filter(({ person }) => nodes.includes(person));
    const logged = nodes.flatMap((node) => this.#logged(node, this.#logHead));
    return [...logged, ...made].filter(({ segment }) => this.#read.has(segment)).map(toTransitionEvent);
  }

  /** The same of one node, as of a place in the log. */
  #pastUpTo(node: NodeNumber, upTo: number): readonly HistoryEvent[] {
    return this.#logged(node, upTo)
      .filter(({ segment }) => this.#read.has(segment))
      .map(toTransitionEvent);
  }

  /** Of all nodes from `from` to `to` that have any. @param pause called now and then, for there may be many. */
  async pastsUpTo(
    { from, to, upTo }: { readonly from: NodeNumber; readonly to: NodeNumber; readonly upTo: number },
    pause: () => Promise<unknown>,
  ): Promise<readonly { readonly node: NodeNumber; readonly events: readonly HistoryEvent[] }[]> {
    const found: { readonly node: NodeNumber; readonly events: readonly HistoryEvent[] }[] = [];
    for (let node = from; node <= to; node++) {
      const events = this.#pastUpTo(node, upTo);
      if (events.length > 0) found.push({ node, events });
      if ((node - from) % NODES_AT_ONCE === NODES_AT_ONCE - 1) await pause();
    }
    return found;
  }

  #logged(node: NodeNumber, upTo: number): readonly NewTransition[] {
    return [...transitionsOf(this.#log, node)].filter(({ seq }) => seq <= upTo);
  }
}

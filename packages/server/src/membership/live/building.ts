import type { Instant } from "@habitus/kernel";
import type { History } from "@habitus/segments";
import { compileStream } from "@habitus/segments-stream";
import type { NodeNumber, PersonNumber } from "../../store/event-store.ts";
import { Layer } from "./layer.ts";
import type { PeopleMap } from "./people-map.ts";
import { PeopleSet } from "./people-set.ts";
import type { PlannedSegment, Registry } from "./registry.ts";
import type { StoredParts } from "./stored-parts.ts";

/**
 * Segments on their way to become live: states of their own beside the live ones. Whatever comes after the build began goes
 * into both; what came before comes from the event store, in any order, for a state does not depend on it.
 */
export class Building {
  readonly number: number;
  readonly leaves: ReadonlyMap<string, number>;
  readonly layer: Layer;
  /** Nodes whose past is in the states already. */
  readonly #complete = new Set<NodeNumber>();
  #segments: readonly PlannedSegment[];
  #taken: PersonNumber = 0;
  readonly #members: ReadonlyMap<string, PeopleSet>;

  constructor(
    segments: readonly PlannedSegment[],
    parts: {
      readonly registry: Registry;
      readonly stored: StoredParts;
      readonly people: PeopleMap;
      readonly maxBytes: number;
    },
  ) {
    this.#segments = segments;
    const program = compileStream(segments);
    const { build, leaves } = parts.registry.beginBuild(program.leafTexts);
    this.number = build;
    this.leaves = leaves;
    const read = (person: PersonNumber): readonly Uint8Array[] => parts.stored.ofBuild(person, build);
    this.layer = new Layer({ program, numbers: leaves, read, maxBytes: parts.maxBytes });
    this.#members = new Map(segments.map(({ key }) => [key, this.#everybody(key, parts.people)]));
  }

  /** What becomes live; a segment that was deleted in the meantime is no longer among them. */
  get segments(): readonly PlannedSegment[] {
    return this.#segments;
  }

  members(key: string): PeopleSet {
    return this.#members.get(key) ?? new PeopleSet();
  }

  leaveOut(key: string): void {
    this.#segments = this.#segments.filter((segment) => segment.key !== key);
  }

  /** The person's truths are looked at again. */
  note(person: PersonNumber, isKnown: boolean, now: Instant): void {
    const { program } = this.layer;
    const held = new Set(isKnown ? program.members(this.layer.state(person, now)) : []);
    for (const [key, members] of this.#members) members.set(person, held.has(key));
  }

  /** The members up to this person are those that were built. */
  take(person: PersonNumber): void {
    this.#taken = person;
  }

  /** 0 before any were taken over. */
  get taken(): PersonNumber {
    return this.#taken;
  }

  isComplete(node: NodeNumber): boolean {
    return this.#complete.has(node);
  }

  /** The whole past of a person who was taken apart or lost events since the build began. */
  load(person: PersonNumber, nodes: readonly NodeNumber[], history: History, now: Instant): void {
    this.layer.load(person, history, now);
    for (const node of nodes) this.#complete.add(node);
  }

  /** A piece of a person's past. */
  add(person: PersonNumber, history: History, now: Instant): void {
    if (this.layer.isEmpty(person, now)) {
      this.layer.load(person, history, now);
      return;
    }
    for (const change of history.traits) this.layer.apply(person, { kind: "trait", change }, now);
    for (const event of history.events) this.layer.apply(person, { kind: "event", event }, now);
  }

  /** Everybody in whom the condition holds of people who did nothing. */
  #everybody(key: string, people: PeopleMap): PeopleSet {
    const members = new PeopleSet();
    if (!this.layer.program.initialTruth(key)) return members;
    for (let person = 1; person <= people.highest; person++) {
      if (people.isKnown(person)) members.set(person, true);
    }
    return members;
  }
}

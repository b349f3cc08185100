import { assert, type Instant, must } from "@habitus/kernel";
import type { Plan } from "@habitus/segments";
import type { MembershipStore, MembershipWrite } from "../membership-store.ts";
import { keptPlan } from "./kept-plans.ts";
import type { RecordPlace } from "./record-place.ts";

/** A definition in a version, as it was planned. */
export type PlannedSegment = {
  readonly key: string;
  readonly version: number;
  readonly plan: Plan;
  /** When the newest of the thresholds in the plan was worked out; absent where it has none. */
  readonly refreshedAt?: Instant;
};

/** How large a live segment is, and when it first became live, where that is known. */
export type LiveSize = {
  readonly key: string;
  readonly version: number;
  readonly size: number;
  readonly since: Instant | null;
};

/** A segment that was taken out of the live ones with everybody in it as they were. */
export type PausedSegment = {
  readonly key: string;
  /** The version that was in force. */
  readonly version: number;
  /** The logical now of the record that paused it. */
  readonly at: Instant;
};

export type PausedSize = PausedSegment & Pick<LiveSize, "size" | "since">;

/** Version 1 of what is pinned, as JSON at key 0 of the table `programs`. */
type Stored = {
  readonly v: 1;
  /** Every segment that was ever live or wanted, by key; numbers are never reused. */
  readonly numbers: Readonly<Record<string, number>>;
  readonly live: readonly PlannedSegment[];
  readonly targets: readonly PlannedSegment[];
  /** Numbers of the live leaves by their texts; a leaf that goes and comes back has another number. */
  readonly leaves: Readonly<Record<string, number>>;
  readonly nextLeaf: number;
  readonly nextBuild: number;
  /** When each segment first became live, by key; segments of before this was kept are absent. */
  readonly since?: Readonly<Record<string, Instant>>;
  /** Absent before the first was paused; ascending by key. */
  readonly paused?: readonly PausedSegment[];
  /** Builds whose states belong to the live ones. */
  readonly inForce: readonly number[];
};

const KEY = 0;
const EMPTY: Stored = {
  v: 1,
  numbers: {},
  live: [],
  targets: [],
  leaves: {},
  nextLeaf: 1,
  nextBuild: 1,
  inForce: [],
};

/** Which definitions are live and which are wanted. */
export class Registry {
  #stored: Stored;
  #isDirty = false;
  /** Not taken yet. */
  readonly #kept: MembershipWrite[] = [];

  constructor(store: Pick<MembershipStore, "get">) {
    const bytes = store.get("programs", KEY);
    this.#stored = bytes === undefined ? EMPTY : (JSON.parse(new TextDecoder().decode(bytes)) as Stored);
    assert(this.#stored.v === 1, "the pinned definitions have a version this program knows");
  }

  /** Ascending by key. */
  get live(): readonly PlannedSegment[] {
    return this.#stored.live;
  }

  /** Defined and not live yet; ascending by key. */
  get targets(): readonly PlannedSegment[] {
    return this.#stored.targets;
  }

  /** Those of the targets that are meant, in just these versions. */
  targetsAmong(meant: readonly Pick<PlannedSegment, "key" | "version">[]): readonly PlannedSegment[] {
    const isMeant = (target: PlannedSegment): boolean =>
      meant.some(({ key, version }) => key === target.key && version === target.version);
    return this.targets.filter(isMeant);
  }

  /** Not live, nobody enters or leaves; ascending by key. One that is being made live again is among the targets too. */
  get paused(): readonly PausedSegment[] {
    return this.#stored.paused ?? [];
  }

  get leaves(): ReadonlyMap<string, number> {
    return new Map(Object.entries(this.#stored.leaves));
  }

  isInForce(build: number): boolean {
    return this.#stored.inForce.includes(build);
  }

  /** 0 while none is in force. */
  get newestBuild(): number {
    return this.#stored.inForce.at(-1) ?? 0;
  }

  /** Null for a segment that was never wanted. */
  knownNumber(key: string): number | null {
    const { numbers } = this.#stored;
    return Object.hasOwn(numbers, key) ? (numbers[key] ?? null) : null;
  }

  numberOf(key: string): number {
    return must(this.#stored.numbers[key], `segment ${key} has a number`);
  }

  /** Wants a definition to become live. False when it is live or wanted already. */
  want(segment: PlannedSegment): boolean {
    const { live, targets, numbers } = this.#stored;
    const isSame = (other: PlannedSegment): boolean =>
      other.key === segment.key &&
      other.version === segment.version &&
      JSON.stringify(other.plan) === JSON.stringify(segment.plan);
    const wanted = targets.find(({ key }) => key === segment.key);
    if (wanted === undefined ? live.some(isSame) : isSame(wanted)) return false;
    this.#set({
      numbers: Object.hasOwn(numbers, segment.key)
        ? numbers
        : { ...numbers, [segment.key]: Object.keys(numbers).length + 1 },
      targets: withSegment(targets, segment),
    });
    return true;
  }

  /** The definition is what it was; its thresholds were worked out anew. */
  isRefreshed({ key, version, refreshedAt }: PlannedSegment): boolean {
    const before = this.#stored.live.find((segment) => segment.key === key);
    return before?.version === version && refreshedAt !== undefined && before.refreshedAt !== refreshedAt;
  }

  /** Neither live nor paused nor wanted any more. */
  remove(key: string): void {
    const { live, targets } = this.#stored;
    this.#set({
      live: without(live, key),
      targets: without(targets, key),
      paused: without(this.paused, key),
    });
  }

  /** No longer wanted; where it is live, it becomes paused. */
  pause(key: string, at: Instant): void {
    const { live, targets } = this.#stored;
    const own = live.find((segment) => segment.key === key);
    const paused =
      own === undefined ? this.paused : withSegment(this.paused, { key, version: own.version, at });
    this.#set({ live: without(live, key), targets: without(targets, key), paused });
  }

  pausedSegment(key: string): PausedSegment | null {
    return this.paused.find((segment) => segment.key === key) ?? null;
  }

  /** The build's number and numbers for its leaves. */
  beginBuild(leafTexts: readonly string[]): {
    readonly build: number;
    readonly leaves: ReadonlyMap<string, number>;
  } {
    const { nextLeaf, nextBuild } = this.#stored;
    this.#set({ nextLeaf: nextLeaf + leafTexts.length, nextBuild: nextBuild + 1 });
    return { build: nextBuild, leaves: new Map(leafTexts.map((text, place) => [text, nextLeaf + place])) };
  }

  /** When the segment first became live; null where that is not known. */
  since(key: string): Instant | null {
    const { since = {} } = this.#stored;
    return Object.hasOwn(since, key) ? (since[key] ?? null) : null;
  }

  /** What was built is live from this record on. */
  cutOver(segments: readonly PlannedSegment[], build: number, { offset, at }: RecordPlace): void {
    const { live, targets, inForce, since = {} } = this.#stored;
    const fresh = segments.filter(({ key }) => !live.some((other) => other.key === key));
    const isBuilt = (target: PlannedSegment): boolean => segments.includes(target);
    this.#set({
      live: segments.reduce(withSegment, live),
      targets: targets.filter((target) => !isBuilt(target)),
      paused: segments.reduce((left, { key }) => without(left, key), this.paused),
      inForce: [...inForce, build],
      since: { ...Object.fromEntries(fresh.map(({ key }) => [key, at])), ...since },
    });
    for (const { key, version, plan } of segments) {
      this.#kept.push(keptPlan(this.numberOf(key), build, { offset, version, plan }));
    }
  }

  setLeaves(leaves: ReadonlyMap<string, number>): void {
    this.#set({ leaves: Object.fromEntries(leaves) });
  }

  takeWrites(): readonly MembershipWrite[] {
    if (!this.#isDirty) return [];
    this.#isDirty = false;
    const value = new TextEncoder().encode(textOf(this.#stored));
    return [{ table: "programs", key: KEY, value }, ...this.#kept.splice(0)];
  }

  #set(part: Partial<Stored>): void {
    this.#stored = { ...this.#stored, ...part };
    this.#isDirty = true;
  }
}

/** What each of these is as JSON: there are hundreds, and hardly one of them is another from one change to the next. */
const TEXTS = new WeakMap<object, string>();

function keptText(part: object): string {
  const known = TEXTS.get(part);
  if (known !== undefined) return known;
  const text = JSON.stringify(part);
  TEXTS.set(part, text);
  return text;
}

function textOf({ live, targets, leaves, ...rest }: Stored): string {
  const segments = (of: readonly PlannedSegment[]): string => `[${of.map(keptText).join()}]`;
  const parts = `"live":${segments(live)},"targets":${segments(targets)},"leaves":${keptText(leaves)}`;
  return `${JSON.stringify(rest).slice(0, -1)},${parts}}`;
}

type Keyed = { readonly key: string };

function without<Each extends Keyed>(segments: readonly Each[], key: string): readonly Each[] {
  return segments.filter((segment) => segment.key !== key);
}

function withSegment<Each extends Keyed>(segments: readonly Each[], segment: Each): readonly Each[] {
  return [...without(segments, segment.key), segment].sort((a, b) => (a.key < b.key ? -1 : 1));
}

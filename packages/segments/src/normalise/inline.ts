import { assert, HabitusError, must } from "@habitus/kernel";
import { checkNames } from "../check/check-names.ts";
import { comparedComputed } from "../computed/compare-computed.ts";
import type { ComputedCondition, ComputedValueCondition } from "../tree/computed-condition.ts";
import type {
  Condition,
  Definition,
  MembersCondition,
  RankedCondition,
  RfmCondition,
  ScoreElement,
  SegmentCondition,
} from "../tree/definition.ts";
import type { PlanContext } from "./context.ts";
import { entryOf, segmentKeyOf } from "./look-up.ts";

export type Inlined = {
  /** Names no segment and no computed trait. Nested definitions that are used twice are one object. */
  readonly condition: Condition;
  /** The scores that are compared in it, by key; their conditions name no segment either. */
  readonly scores: ReadonlyMap<string, readonly ScoreElement[]>;
  /** Of every place among people, where it comes from. */
  readonly ranked: ReadonlyMap<Condition, RankedOrigin>;
  /** Of every condition on the people of accounts, likewise. */
  readonly members: ReadonlyMap<Condition, Origin<MembersCondition>>;
  /** The purposes of the segments and scores that were put in or whose transitions are read, each once. */
  readonly purposes: readonly string[];
};

export type Origin<Written> = {
  /** As it was before segments were put in. */
  readonly written: Written;
  /** What people have to allow so that they are ranked or counted, beside what is read. */
  readonly purposes: readonly string[];
};

export type RankedOrigin = Origin<RankedCondition | RfmCondition> & {
  /** Keys of the populations it ranks, by what they are ranked by: they are filled in while planning, which asks again and again. */
  readonly keys: Map<string, string>;
};

/**
 * Puts the definitions of segments and computed traits where they are named.
 * @throws HabitusError `unknown_segment`, `segment_cycle` and whatever else `checkNames` finds: the segments there are may have
 * changed since the definition was checked.
 */
export function inlineSegments(definition: Definition, context: PlanContext): Inlined {
  const [problem] = checkNames(definition, context).problems;
  if (problem !== undefined) {
    const fix = problem.suggestion === null ? {} : { fix: `Write \`${problem.suggestion}\` instead.` };
    throw new HabitusError(problem.code, `${problem.message}.`, fix);
  }
  const inliner = new Inliner(context);
  const purposes = new Set<string>();
  const condition = inliner.inline(definition.condition, context.purpose, purposes);
  return {
    condition,
    scores: inliner.scores,
    ranked: inliner.ranked,
    members: inliner.members,
    purposes: [...purposes],
  };
}

type PutIn = SegmentCondition | ComputedCondition | ComputedValueCondition;

/** Whether something else stands in its place once its names are looked up. */
export function isPutIn(condition: Condition): condition is PutIn {
  return ["segment", "computed", "computed value"].includes(condition.kind);
}

/** A condition with its segments put in, and the purposes that these brought along. */
type Known = { readonly condition: Condition; readonly purposes: ReadonlySet<string> };

class Inliner {
  readonly #context: PlanContext;
  readonly #segments = new Map<string, Known>();
  readonly #scorePurposes = new Map<string, ReadonlySet<string>>();
  readonly scores = new Map<string, readonly ScoreElement[]>();
  readonly ranked = new Map<Condition, RankedOrigin>();
  readonly members = new Map<Condition, Origin<MembersCondition>>();

  constructor(context: PlanContext) {
    this.#context = context;
  }

  /** @param own what the definition is run for in which it stands. @param purposes gathers those of what is put in. */
  inline(condition: Condition, own: string | null, purposes: Set<string>): Condition {
    if (isPutIn(condition)) {
      return condition.kind === "segment"
        ? this.#segment(condition.segment, purposes)
        : this.#computed(condition);
    }
    if (condition.kind === "score") this.#addScore(condition.score, purposes);
    if (condition.kind === "entered" || condition.kind === "left") {
      const { purpose } = this.#meaningOf(condition.segment).segment;
      if (purpose !== null) purposes.add(purpose);
    }
    if (condition.kind === "members") return this.#members(condition, own, purposes);
    if (condition.kind === "not") return { kind: "not", of: this.inline(condition.of, own, purposes) };
    if (condition.kind === "and" || condition.kind === "or") {
      return { kind: condition.kind, of: condition.of.map((of) => this.inline(of, own, purposes)) };
    }
    const isRanked = condition.kind === "ranked" || condition.kind === "rfm";
    return isRanked ? this.#ranked(condition, own, purposes) : condition;
  }

  #segment(written: string, purposes: Set<string>): Condition {
    const { key, segment } = this.#meaningOf(written);
    let known = this.#segments.get(key);
    if (known === undefined) {
      const { definition, purpose } = segment;
      const inside = new Set(purpose === null ? [] : [purpose]);
      known = { condition: this.inline(definition.condition, purpose, inside), purposes: inside };
      this.#segments.set(key, known);
    }
    for (const purpose of known.purposes) purposes.add(purpose);
    return known.condition;
  }

  #computed(condition: ComputedCondition | ComputedValueCondition): Condition {
    const definition = must(entryOf(this.#context.computed, condition.computed), "the names were checked");
    const compared = comparedComputed(definition, condition);
    assert(compared.kind === "ok", "the names were checked");
    return compared.condition;
  }

  #meaningOf(written: string) {
    const key = must(segmentKeyOf(this.#context, written), "the names were checked");
    return { key, segment: must(entryOf(this.#context.segments, key), "a key has a segment") };
  }

  #addScore(name: string, purposes: Set<string>): void {
    let known = this.#scorePurposes.get(name);
    if (known === undefined) {
      const { definition, purpose } = must(entryOf(this.#context.scores, name), "the names were checked");
      const inside = new Set(purpose === null ? [] : [purpose]);
      const elements = definition.elements.map(({ when, value }) => {
        return { when: this.inline(when, purpose, inside), value };
      });
      this.scores.set(name, elements);
      this.#scorePurposes.set(name, inside);
      known = inside;
    }
    for (const purpose of known) purposes.add(purpose);
  }

  /** Who is counted depends on nothing else that is asked either. */
  #members(written: MembersCondition, own: string | null, purposes: Set<string>): Condition {
    const inside = new Set(own === null ? [] : [own]);
    const members = { ...written, of: this.inline(written.of, own, inside) };
    this.members.set(members, originOf(written, inside));
    for (const purpose of inside) if (purpose !== own) purposes.add(purpose);
    return members;
  }

  /** Who is ranked does not depend on what else is asked: it is for the definition in which it stands, and for what is in it. */
  #ranked(written: RankedCondition | RfmCondition, own: string | null, purposes: Set<string>): Condition {
    const inside = new Set(own === null ? [] : [own]);
    if (written.kind === "ranked" && written.by.kind === "score") this.#addScore(written.by.score, inside);
    const { among } = written;
    const ranked =
      among === undefined ? { ...written } : { ...written, among: this.inline(among, own, inside) };
    this.ranked.set(ranked, { ...originOf(written, inside), keys: new Map() });
    for (const purpose of inside) if (purpose !== own) purposes.add(purpose);
    return ranked;
  }
}

function originOf<Written>(written: Written, inside: ReadonlySet<string>): Origin<Written> {
  return { written, purposes: [...inside].sort() };
}

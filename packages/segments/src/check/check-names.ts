import { must } from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import { comparedComputed } from "../computed/compare-computed.ts";
import type { PlanContext } from "../normalise/context.ts";
import { entryOf, segmentKeyOf } from "../normalise/look-up.ts";
import { countriesOf, datesIn, findOccasion, occasionsOf } from "../occasions/occasions.ts";
import { nearestWord } from "../text/near-word.ts";
import { printText } from "../text/literals.ts";
import { printDefinition } from "../text/print-definition.ts";
import type {
  Condition,
  Definition,
  OccasionCondition,
  RankedCondition,
  RfmCondition,
} from "../tree/definition.ts";
import {
  type Reference,
  referencesIn,
  referencesOf,
  renameTransitions,
  replaceSegments,
} from "../tree/references.ts";
import { leadsIn } from "./lead-names.ts";
import { pointer, type TreeProblem, type TreeWarning } from "./problem.ts";

/** What the workspace says about the names in a definition. */
export type CheckedNames = {
  readonly problems: readonly TreeProblem[];
  readonly warnings: readonly TreeWarning[];
};

/** The segments, scores and computed traits there are, and the segment that is defined. */
export type KnownSegments = Pick<PlanContext, "self" | "segments" | "scores" | "computed">;

type Fault = { readonly code: string; readonly message: string; readonly suggestion?: string | null };

/** Looks every name up. */
export function checkNames(definition: Definition, context: PlanContext): CheckedNames {
  const problems: TreeProblem[] = [];
  const warnings: TreeWarning[] = [];
  for (const reference of referencesOf(definition)) {
    const { kind, name } = reference;
    if (kind === "subscription" && entryOf(context.subscriptions, name) === null) {
      problems.push(told(reference, unknownGroup(name, context)));
    }
    const fault = kind === "occasion" ? faultOfOccasion(reference, context) : null;
    if (fault !== null) problems.push(told(reference, fault));
    if (kind === "list" && context.lists?.includes(name) === false) {
      warnings.push(told(reference, unknownList(name, context.lists)));
    }
  }
  for (const reference of leadsIn(definition, context))
    warnings.push(told(reference, leadAsSegment(reference.name)));
  return { problems: [...checkSegmentNames(definition, context), ...problems], warnings };
}

/** A segment or score that is named must exist and lead back neither to itself nor to what is being defined. */
export function checkSegmentNames(definition: Definition, context: KnownSegments): readonly TreeProblem[] {
  const nesting = new Nesting(context);
  const problems = referencesOf(definition).flatMap((reference) => {
    const fault = NESTED.has(reference.kind)
      ? nesting.faultOf(reference)
      : faultOfComputed(reference, context);
    return fault === null ? [] : [told(reference, fault)];
  });
  return problems.length > 0 ? problems : tooLarge(nesting, definition);
}

function told({ at }: Reference, { code, message, suggestion = null }: Fault): TreeProblem {
  return { code, message, path: pointer(at), suggestion };
}

/** The definition with every segment called by its key. @param definition has no problem with its names. */
export function withSegmentKeys(
  { version, condition }: Definition,
  context: Pick<PlanContext, "segments">,
): Definition {
  const keyOf = (segment: string): string => must(segmentKeyOf(context, segment), "the names were checked");
  const keyed = (segment: string): Condition => ({ kind: "segment", segment: keyOf(segment) });
  return { version, condition: renameTransitions(replaceSegments(condition, keyed), keyOf) };
}

function unknownGroup(name: string, { subscriptions }: PlanContext): Fault {
  const near = nearestWord(name, Object.keys(subscriptions));
  return {
    code: "unknown_subscription",
    message: `There is no subscription group ${printText(name)}${asking(near)}`,
    suggestion: near === null ? null : `subscribed to ${printText(near)}`,
  };
}

/** A computed trait that is named must exist and be what can be compared so. */
function faultOfComputed({ computed: condition }: Reference, { computed }: KnownSegments): Fault | null {
  if (condition === undefined) return null;
  const { computed: name } = condition;
  const definition = entryOf(computed, name);
  if (definition === null) {
    const near = nearestWord(name, Object.keys(computed));
    const message = `There is no computed trait ${printText(name)}${asking(near)}`;
    const suggestion =
      near === null ? null : printDefinition({ version: 1, condition: { ...condition, computed: near } });
    return { code: "unknown_computed_trait", message, suggestion };
  }
  const compared = comparedComputed(definition, condition);
  if (compared.kind === "ok") return null;
  return { code: "computed_not_compared", message: `${printText(name)} ${compared.reason}` };
}

function unknownList(name: string, lists: readonly string[]): Fault {
  const near = nearestWord(name, lists);
  return {
    code: "unknown_list",
    message: `There is no list ${printText(name)}, so nobody is on it${asking(near)}`,
    suggestion: near === null ? null : `in list ${printText(near)}`,
  };
}

function leadAsSegment(name: string): Fault {
  return {
    code: "lead_as_segment",
    message: `${printText(name)} is a lead score: it says where to invest first, and people with as many points may have nothing in common. Say who belongs together by what they did or are, and sort these people by the score`,
  };
}

/** What people write for a country, and its two letters. */
const MISTAKEN_CODES: Readonly<Record<string, string>> = { uk: "GB", en: "GB", el: "GR", usa: "US" };

function faultOfOccasion({ condition }: Reference, { occasions }: PlanContext): Fault | null {
  if (condition === undefined) return null;
  const { occasion: name, country } = condition;
  const instead = (change: Partial<OccasionCondition>): string =>
    printDefinition({ version: 1, condition: { ...condition, ...change } });
  const occasion = findOccasion(name, occasions);
  if (occasion === null) {
    const near = nearestWord(
      name,
      occasionsOf(occasions).map((known) => known.name),
    );
    const message = `There is no occasion ${printText(name)}${asking(near)}`;
    return {
      code: "unknown_occasion",
      message,
      suggestion: near === null ? null : instead({ occasion: near }),
    };
  }
  if (country === undefined) return null;
  const meant = entryOf(MISTAKEN_CODES, country.toLowerCase());
  const isCode = /^[a-z]{2}$/i.test(country);
  if (meant === null && isCode && datesIn(occasion, country).length > 0) return null;
  const { named } = countriesOf(occasion);
  const code = "unknown_country";
  if (meant === null && !isCode) {
    const message = `Countries are called by the two letters of ISO 3166, such as "GB", and not ${printText(country)}`;
    return { code, message };
  }
  if (meant !== null) {
    const message = `Countries are called by the two letters of ISO 3166, so write ${printText(meant)}`;
    return { code, message, suggestion: instead({ country: meant }) };
  }
  const known = named.length === 0 ? "" : `; it is in ${named.join(", ")}`;
  return { code, message: `${printText(occasion.name)} is not known in ${printText(country)}${known}` };
}

function asking(near: string | null): string {
  return near === null ? "" : `; did you mean ${printText(near)}?`;
}

/** Conditions and levels of a definition with all it names put in. */
type Size = { readonly conditions: number; readonly depth: number };

/** Follows segments and scores into segments and scores, each once. */
class Nesting {
  readonly #context: KnownSegments;
  readonly #sizes = new Map<string, Size>();

  constructor(context: KnownSegments) {
    this.#context = context;
  }

  /** Why a segment or score cannot be put in where it is named. */
  faultOf(reference: Reference): Fault | null {
    const { self } = this.#context;
    return this.#follow(reference, self === null ? [] : [printText(self)]);
  }

  /** @param definition names nothing that has a fault. */
  sizeOf({ condition }: Definition): Size {
    return this.#sizeIn(condition);
  }

  #follow(reference: NestedReference, path: readonly string[]): Fault | null {
    const step = this.#stepTo(reference);
    if (step !== null && path.includes(step)) {
      return cycle([...path.slice(path.indexOf(step)), step], reference.kind);
    }
    const inside = this.#inside(reference);
    if (step === null || inside === null) {
      return reference.kind === "score" ? this.#unknownScore(reference.name) : this.#unknown(reference);
    }
    if (this.#sizes.has(step)) return null;
    if (path.length > LIMITS.inlinedDepth) return tooDeep();
    for (const further of inside.flatMap(nestedReferences)) {
      const fault = this.#follow(further, [...path, step]);
      if (fault !== null) return fault;
    }
    const isSegment = reference.kind !== "score";
    const [only] = inside;
    this.#sizes.set(step, isSegment && only !== undefined ? this.#sizeIn(only) : this.#sizeOfAll(inside));
    return null;
  }

  /** How a step on the way is told: a segment by its key, a score as one. */
  #stepTo({ kind, name }: NestedReference): string | null {
    if (kind === "score") return `score ${printText(name)}`;
    const key = segmentKeyOf(this.#context, name);
    return key === null ? null : printText(key);
  }

  /** The conditions of what is named; null where there is no such thing. */
  #inside({ kind, name }: NestedReference): readonly Condition[] | null {
    if (kind === "score") {
      const score = entryOf(this.#context.scores, name);
      return score === null ? null : score.definition.elements.map(({ when }) => when);
    }
    const key = segmentKeyOf(this.#context, name);
    const segment = key === null ? null : entryOf(this.#context.segments, key);
    return segment === null ? null : [segment.definition.condition];
  }

  #sizeIn(condition: Condition): Size {
    if (condition.kind === "segment" || condition.kind === "score") {
      const name = condition.kind === "segment" ? condition.segment : condition.score;
      const step = must(this.#stepTo({ kind: condition.kind, name }), "what is named is followed first");
      return must(this.#sizes.get(step), "what is named is followed first");
    }
    if (condition.kind === "computed" || condition.kind === "computed value") {
      const definition = entryOf(this.#context.computed, condition.computed);
      const compared = definition === null ? null : comparedComputed(definition, condition);
      return compared?.kind === "ok" ? this.#sizeIn(compared.condition) : { conditions: 1, depth: 1 };
    }
    if (condition.kind === "ranked" || condition.kind === "rfm") return this.#sizeOfRanked(condition);
    if (condition.kind === "not" || condition.kind === "members") return this.#sizeOfAll([condition.of]);
    if (condition.kind !== "and" && condition.kind !== "or") return { conditions: 1, depth: 1 };
    return this.#sizeOfAll(condition.of);
  }

  /** A score that people are ranked by is put in as well. */
  #sizeOfRanked(condition: RankedCondition | RfmCondition): Size {
    const { among } = condition;
    const by: readonly Condition[] =
      condition.kind === "ranked" && condition.by.kind === "score"
        ? [{ kind: "score", score: condition.by.score, op: "=", value: { kind: "number", value: "0" } }]
        : [{ kind: "everyone" }];
    return this.#sizeOfAll(among === undefined ? by : [...by, among]);
  }

  #sizeOfAll(conditions: readonly Condition[]): Size {
    const parts = conditions.map((of) => this.#sizeIn(of));
    return {
      conditions: parts.reduce((sum, part) => sum + part.conditions, 0),
      depth: 1 + Math.max(0, ...parts.map((part) => part.depth)),
    };
  }

  #unknownScore(written: string): Fault {
    const near = nearestWord(written, Object.keys(this.#context.scores));
    return {
      code: "unknown_score",
      message: `There is no score ${printText(written)}${asking(near)}`,
    };
  }

  #unknown({ kind, name: written }: NestedReference): Fault {
    const said = kind === "transitions" ? "entered segment" : "in segment";
    const { segments } = this.#context;
    const same = Object.entries(segments).filter(([, { name }]) => name === written);
    if (same.length > 1) {
      const keys = same.map(([key]) => printText(key)).join(", ");
      return {
        code: "ambiguous_segment",
        message: `Several segments are called ${printText(written)}; write the key of one of them: ${keys}`,
        suggestion: `${said} ${printText(must(same[0], "there are several")[0])}`,
      };
    }
    const names = Object.entries(segments).flatMap(([key, { name }]) => [key, name]);
    const near = nearestWord(written, names);
    return {
      code: "unknown_segment",
      message: `There is no segment ${printText(written)}${asking(near)}`,
      suggestion: near === null ? null : `${said} ${printText(near)}`,
    };
  }
}

const NESTED: ReadonlySet<Reference["kind"]> = new Set(["segment", "transitions", "score"]);

type NestedReference = Pick<Reference, "kind" | "name">;

/** Segments, also where only their transitions are read, and scores: what leads on to other conditions. */
function nestedReferences(condition: Condition): readonly Reference[] {
  return referencesIn(condition, ["condition"]).filter(({ kind }) => NESTED.has(kind));
}

function cycle(path: readonly string[], by: Reference["kind"]): Fault {
  const said = by === "transitions" ? "follow from its own transitions" : "contain itself";
  return {
    code: "segment_cycle",
    message: `A segment cannot ${said}: ${path.join(" → ")}`,
  };
}

function tooDeep(): Fault {
  return {
    code: "nested_too_deep",
    message: `With the segments in it, the definition has more than ${LIMITS.inlinedDepth} levels`,
  };
}

function tooLarge(nesting: Nesting, definition: Definition): readonly TreeProblem[] {
  const { conditions, depth } = nesting.sizeOf(definition);
  const at = { path: pointer(["condition"]), suggestion: null };
  if (depth > LIMITS.inlinedDepth) return [{ ...at, ...tooDeep(), suggestion: null }];
  if (conditions <= LIMITS.inlinedConditions) return [];
  const message = `With the segments in it, the definition has ${conditions} conditions; at most ${LIMITS.inlinedConditions} are allowed`;
  return [{ ...at, code: "too_many_conditions", message }];
}

import { must } from "@habitus/kernel";
import { LIMITS } from "../limits.ts";
import type { PlanContext } from "../normalise/context.ts";
import { entryOf, segmentKeyOf } from "../normalise/look-up.ts";
import { nearestWord } from "../text/near-word.ts";
import { printText } from "../text/literals.ts";
import type { Condition, Definition } from "../tree/definition.ts";
import { type Reference, referencesOf, replaceSegments } from "../tree/references.ts";
import { pointer, type TreeProblem, type TreeWarning } from "./problem.ts";

/** What the workspace says about the names in a definition. */
export type CheckedNames = {
  readonly problems: readonly TreeProblem[];
  readonly warnings: readonly TreeWarning[];
};

/** The segments there are, and the one being defined. */
export type KnownSegments = Pick<PlanContext, "self" | "segments">;

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
    if (kind === "list" && context.lists?.includes(name) === false) {
      warnings.push(told(reference, unknownList(name, context.lists)));
    }
  }
  return { problems: [...checkSegmentNames(definition, context), ...problems], warnings };
}

/** A segment that is named must exist and lead back neither to itself nor to the one being defined. */
export function checkSegmentNames(definition: Definition, context: KnownSegments): readonly TreeProblem[] {
  const nesting = new Nesting(context);
  const problems = segmentReferences(definition).flatMap((reference) => {
    const fault = nesting.faultOf(reference.name);
    return fault === null ? [] : [told(reference, fault)];
  });
  return problems.length > 0 ? problems : tooLarge(nesting, definition);
}

function told({ at }: Reference, { code, message, suggestion = null }: Fault): TreeProblem {
  return { code, message, path: pointer(at), suggestion };
}

/** The definition with every segment called by its key. @param definition has no problem with its names. */
export function withSegmentKeys({ version, condition }: Definition, context: PlanContext): Definition {
  const keyed = (segment: string): Condition => {
    return { kind: "segment", segment: must(segmentKeyOf(context, segment), "the names were checked") };
  };
  return { version, condition: replaceSegments(condition, keyed) };
}

function unknownGroup(name: string, { subscriptions }: PlanContext): Fault {
  const near = nearestWord(name, Object.keys(subscriptions));
  return {
    code: "unknown_subscription",
    message: `There is no subscription group ${printText(name)}${asking(near)}`,
    suggestion: near === null ? null : `subscribed to ${printText(near)}`,
  };
}

function unknownList(name: string, lists: readonly string[]): Fault {
  const near = nearestWord(name, lists);
  return {
    code: "unknown_list",
    message: `There is no list ${printText(name)}, so nobody is on it${asking(near)}`,
    suggestion: near === null ? null : `in list ${printText(near)}`,
  };
}

function asking(near: string | null): string {
  return near === null ? "" : `; did you mean ${printText(near)}?`;
}

/** Conditions and levels of a definition with all it names put in. */
type Size = { readonly conditions: number; readonly depth: number };

/** Follows segments into segments, each once. */
class Nesting {
  readonly #context: KnownSegments;
  readonly #sizes = new Map<string, Size>();

  constructor(context: KnownSegments) {
    this.#context = context;
  }

  /** Why a segment cannot be put in where it is named. */
  faultOf(written: string): Fault | null {
    const { self } = this.#context;
    return this.#follow(written, self === null ? [] : [self]);
  }

  /** @param definition names nothing that has a fault. */
  sizeOf({ condition }: Definition): Size {
    return this.#sizeIn(condition);
  }

  #follow(written: string, path: readonly string[]): Fault | null {
    const key = segmentKeyOf(this.#context, written);
    if (key !== null && path.includes(key)) return cycle([...path.slice(path.indexOf(key)), key]);
    const meaning = key === null ? null : entryOf(this.#context.segments, key);
    if (key === null || meaning === null) return this.#unknown(written);
    if (this.#sizes.has(key)) return null;
    if (path.length > LIMITS.inlinedDepth) return tooDeep();
    for (const { name } of segmentReferences(meaning.definition)) {
      const fault = this.#follow(name, [...path, key]);
      if (fault !== null) return fault;
    }
    this.#sizes.set(key, this.#sizeIn(meaning.definition.condition));
    return null;
  }

  #sizeIn(condition: Condition): Size {
    if (condition.kind === "segment") {
      const key = must(segmentKeyOf(this.#context, condition.segment), "segments are followed first");
      return must(this.#sizes.get(key), "segments are followed first");
    }
    if (condition.kind !== "not" && condition.kind !== "and" && condition.kind !== "or")
      return { conditions: 1, depth: 1 };
    const parts = (condition.kind === "not" ? [condition.of] : condition.of).map((of) => this.#sizeIn(of));
    return {
      conditions: parts.reduce((sum, part) => sum + part.conditions, 0),
      depth: 1 + Math.max(...parts.map((part) => part.depth)),
    };
  }

  #unknown(written: string): Fault {
    const { segments } = this.#context;
    const same = Object.entries(segments).filter(([, { name }]) => name === written);
    if (same.length > 1) {
      const keys = same.map(([key]) => printText(key)).join(", ");
      return {
        code: "ambiguous_segment",
        message: `Several segments are called ${printText(written)}; write the key of one of them: ${keys}`,
        suggestion: `in segment ${printText(must(same[0], "there are several")[0])}`,
      };
    }
    const names = Object.entries(segments).flatMap(([key, { name }]) => [key, name]);
    const near = nearestWord(written, names);
    return {
      code: "unknown_segment",
      message: `There is no segment ${printText(written)}${asking(near)}`,
      suggestion: near === null ? null : `in segment ${printText(near)}`,
    };
  }
}

function segmentReferences(definition: Definition): readonly Reference[] {
  return referencesOf(definition).filter(({ kind }) => kind === "segment");
}

function cycle(path: readonly string[]): Fault {
  return {
    code: "segment_cycle",
    message: `A segment cannot contain itself: ${path.map(printText).join(" → ")}`,
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

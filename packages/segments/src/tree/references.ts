import { unreachable } from "@habitus/kernel";
import type { ComputedCondition, ComputedValueCondition } from "./computed-condition.ts";
import type {
  Condition,
  Definition,
  OccasionCondition,
  RankedCondition,
  RfmCondition,
} from "./definition.ts";

/** Something of the workspace that a definition names, and where in the tree the naming part stands. */
export type Reference = {
  /** `transitions`: of a segment, whose definition is not read. */
  readonly kind:
    | "segment"
    | "transitions"
    | "list"
    | "subscription"
    | "score"
    | "predicted"
    | "computed"
    | "occasion";
  readonly name: string;
  /** Of an occasion the whole condition. */
  readonly condition?: OccasionCondition;
  /** Likewise of a computed trait. */
  readonly computed?: ComputedCondition | ComputedValueCondition;
  /** Keys from the definition to the condition. */
  readonly at: readonly (string | number)[];
};

/** All names that only the workspace knows, in the order written. */
export function referencesOf(definition: Definition): readonly Reference[] {
  return referencesIn(definition.condition, ["condition"]);
}

/** Keys (or names, where they were not settled) of the segments whose definitions or transitions this one reads, each once. */
export function segmentsReadBy(definition: Definition): readonly string[] {
  const names = referencesOf(definition).flatMap(({ kind, name }) =>
    kind === "segment" || kind === "transitions" ? [name] : [],
  );
  return [...new Set(names)];
}

/** Keys of the scores a definition compares, each once. */
export function scoresReadBy(definition: Definition): readonly string[] {
  return namesOf(definition, "score");
}

function namesOf(definition: Definition, of: Reference["kind"]): readonly string[] {
  return [...new Set(referencesOf(definition).flatMap(({ kind, name }) => (kind === of ? [name] : [])))];
}

/** Keys of the subscription groups a definition asks for, each once. */
export function subscriptionsReadBy(definition: Definition): readonly string[] {
  return namesOf(definition, "subscription");
}

/** Keys of the lists a definition asks for, each once. */
export function listsReadBy(definition: Definition): readonly string[] {
  return namesOf(definition, "list");
}

/** Keys of the predictions a definition compares, each once. */
export function predictionsReadBy(definition: Definition): readonly string[] {
  return namesOf(definition, "predicted");
}

/** Keys of the computed traits a definition compares, each once. */
export function computedReadBy(definition: Definition): readonly string[] {
  const names = referencesOf(definition).flatMap(({ kind, name }) => (kind === "computed" ? [name] : []));
  return [...new Set(names)];
}

/** Names of the occasions that a definition asks for by itself, as they are written. */
export function occasionsIn(definition: Definition): readonly string[] {
  return referencesOf(definition).flatMap(({ kind, name }) => (kind === "occasion" ? [name] : []));
}

export function referencesIn(condition: Condition, at: Reference["at"]): readonly Reference[] {
  switch (condition.kind) {
    case "segment":
      return [{ kind: "segment", name: condition.segment, at }];
    case "entered":
    case "left":
      return [{ kind: "transitions", name: condition.segment, at }];
    case "score":
      return [{ kind: "score", name: condition.score, at }];
    case "predicted":
      return [{ kind: "predicted", name: condition.score, at }];
    case "computed":
    case "computed value":
      return [{ kind: "computed", name: condition.computed, computed: condition, at }];
    case "list":
      return [{ kind: "list", name: condition.list, at }];
    case "subscribed":
      return [{ kind: "subscription", name: condition.group, at }];
    case "occasion":
      return [{ kind: "occasion", name: condition.occasion, condition, at }];
    case "not":
    case "members":
      return referencesIn(condition.of, [...at, "of"]);
    case "and":
    case "or":
      return condition.of.flatMap((of, index) => referencesIn(of, [...at, "of", index]));
    case "ranked":
      return [...measureReferences(condition, at), ...amongReferences(condition, at)];
    case "rfm":
      return amongReferences(condition, at);
    case "everyone":
    case "account":
    case "accounts":
    case "bucket":
    case "did":
    case "aggregate":
    case "days active":
    case "stopped":
    case "restarted":
    case "sessions":
    case "session duration":
    case "share":
    case "ratio":
    case "overdue":
    case "favourite":
    case "sequence":
    case "first event":
    case "last event":
    case "trait":
      return [];
    default:
      return unreachable(condition);
  }
}

/** The condition with each segment whose transitions it reads called by another name. */
export function renameTransitions(condition: Condition, to: (segment: string) => string): Condition {
  return withLeaves(condition, (leaf) =>
    leaf.kind === "entered" || leaf.kind === "left" ? { ...leaf, segment: to(leaf.segment) } : leaf,
  );
}

function measureReferences({ by }: RankedCondition, at: Reference["at"]): readonly Reference[] {
  return by.kind === "score" || by.kind === "predicted"
    ? [{ kind: by.kind, name: by.score, at: [...at, "by"] }]
    : [];
}

function amongReferences(
  { among }: RankedCondition | RfmCondition,
  at: Reference["at"],
): readonly Reference[] {
  return among === undefined ? [] : referencesIn(among, [...at, "among"]);
}

/** The condition with each segment it names replaced. */
export function replaceSegments(condition: Condition, by: (segment: string) => Condition): Condition {
  return withLeaves(condition, (leaf) => (leaf.kind === "segment" ? by(leaf.segment) : leaf));
}

/** The condition with each that holds no other changed. */
function withLeaves(condition: Condition, change: (leaf: Condition) => Condition): Condition {
  if (condition.kind === "not" || condition.kind === "members") {
    return { ...condition, of: withLeaves(condition.of, change) };
  }
  if (condition.kind === "and" || condition.kind === "or") {
    return { kind: condition.kind, of: condition.of.map((of) => withLeaves(of, change)) };
  }
  if (condition.kind !== "ranked" && condition.kind !== "rfm") return change(condition);
  const { among } = condition;
  return among === undefined ? condition : { ...condition, among: withLeaves(among, change) };
}

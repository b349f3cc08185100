import type { TrendGroup, TrendsRequest } from "@habitus/contract";
import { formatInstant, type Instant } from "@habitus/kernel";
import {
  type Condition,
  type DidCondition,
  type Path,
  printDefinition,
  type PropertyCondition,
} from "@habitus/segments";
import { HAS_TEXT, type Kept, MEMBERS_NOW } from "./funnel-segment.ts";

type Place = {
  readonly condition: DidCondition;
  readonly from: Instant;
  readonly to: Instant;
  readonly group: TrendGroup;
};

/** The people of a line and a stretch of time as a definition. */
export function trendDefinition(request: TrendsRequest, { condition, from, to, group }: Place): Kept {
  const { split, segment } = request;
  const window = { kind: "range", from: formatInstant(from), to: formatInstant(to) } as const;
  const tests = split === undefined ? [] : testsOf(group, "property" in split ? split.property : split.trait);
  const isOfEvent = split !== undefined && "property" in split;
  const where = conjunction([
    ...(condition.where === undefined ? [] : [condition.where]),
    ...(isOfEvent ? tests.map(toProperty) : []),
  ]);
  const did: DidCondition = { ...condition, window, ...(where === null ? {} : { where }) };
  const parts: readonly Condition[] = [
    did,
    ...(segment === undefined ? [] : [{ kind: "segment", segment } as const]),
    ...(isOfEvent ? [] : tests.map(toTrait)),
  ];
  const [only] = parts;
  const whole: Condition = parts.length === 1 && only !== undefined ? only : { kind: "and", of: parts };
  const asksOthers = segment !== undefined || (split !== undefined && "trait" in split);
  return {
    definition: printDefinition({ version: 1, condition: whole }),
    remark: asksOthers ? MEMBERS_NOW : null,
  };
}

/** What is asked of a value: that there is one, or none, or that it is one, or another. */
type ValueAsked = { readonly path: Path; readonly is: string | null; readonly holds: boolean };

function testsOf(group: TrendGroup, path: Path): readonly ValueAsked[] {
  switch (group.kind) {
    case "all":
      return [];
    case "value":
      return [{ path, is: group.value, holds: true }];
    case "none":
      return [{ path, is: null, holds: false }];
    case "rest": {
      const others = group.except.filter((value) => value !== "");
      const named = others.map((is) => ({ path, is, holds: false }));
      // Where having none is a line of its own, the others have a value.
      return others.length < group.except.length ? [{ path, is: null, holds: true }, ...named] : named;
    }
  }
}

const testOf = ({ is }: ValueAsked) =>
  is === null ? HAS_TEXT : ({ op: "is", value: { kind: "text", value: is } } as const);

function toProperty(asked: ValueAsked): PropertyCondition {
  const own: PropertyCondition = { kind: "property", path: [...asked.path], test: testOf(asked) };
  return asked.holds ? own : { kind: "not", of: own };
}

function toTrait(asked: ValueAsked): Condition {
  const own: Condition = { kind: "trait", path: [...asked.path], test: testOf(asked) };
  return asked.holds ? own : { kind: "not", of: own };
}

function conjunction(parts: readonly PropertyCondition[]): PropertyCondition | null {
  const [only] = parts;
  if (only === undefined) return null;
  return parts.length === 1 ? only : { kind: "and", of: parts };
}

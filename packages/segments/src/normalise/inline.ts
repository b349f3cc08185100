import { HabitusError, must } from "@habitus/kernel";
import { checkNames } from "../check/check-names.ts";
import type { Condition, Definition, ScoreElement } from "../tree/definition.ts";
import { referencesIn, replaceSegments } from "../tree/references.ts";
import type { PlanContext } from "./context.ts";
import { entryOf, segmentKeyOf } from "./look-up.ts";

export type Inlined = {
  /** Names no segment. Nested definitions that are used twice are one object. */
  readonly condition: Condition;
  /** The scores that are compared in it, by key; their conditions name no segment either. */
  readonly scores: ReadonlyMap<string, readonly ScoreElement[]>;
  /** The purposes of the segments and scores that were put in or whose transitions are read, each once. */
  readonly purposes: readonly string[];
};

/**
 * Puts the definitions of segments where they are named.
 * @throws HabitusError `unknown_segment`, `segment_cycle` and whatever else `checkNames` finds: the segments there are may have
 * changed since the definition was checked.
 */
export function inlineSegments(definition: Definition, context: PlanContext): Inlined {
  const [problem] = checkNames(definition, context).problems;
  if (problem !== undefined) {
    const fix = problem.suggestion === null ? {} : { fix: `Write \`${problem.suggestion}\` instead.` };
    throw new HabitusError(problem.code, `${problem.message}.`, fix);
  }
  const known = new Map<string, Condition>();
  const purposes = new Set<string>();
  const addPurpose = (written: string): void => {
    const key = must(segmentKeyOf(context, written), "the names were checked");
    const { purpose } = must(entryOf(context.segments, key), "a key has a segment");
    if (purpose !== null) purposes.add(purpose);
  };
  const meaning = (written: string): Condition => {
    const key = must(segmentKeyOf(context, written), "the names were checked");
    const segment = must(entryOf(context.segments, key), "a key has a segment");
    addPurpose(key);
    const condition = known.get(key) ?? replaceSegments(segment.definition.condition, meaning);
    known.set(key, condition);
    return condition;
  };
  const scores = new Map<string, readonly ScoreElement[]>();
  const addFurther = (within: Condition): void => {
    for (const { kind, name } of referencesIn(within, [])) {
      if (kind === "transitions") addPurpose(name);
      if (kind !== "score" || scores.has(name)) continue;
      const score = must(entryOf(context.scores, name), "the names were checked");
      if (score.purpose !== null) purposes.add(score.purpose);
      const elements = score.definition.elements.map(({ when, value }) => {
        return { when: replaceSegments(when, meaning), value };
      });
      scores.set(name, elements);
      for (const { when } of elements) addFurther(when);
    }
  };
  const condition = replaceSegments(definition.condition, meaning);
  addFurther(condition);
  return { condition, scores, purposes: [...purposes] };
}

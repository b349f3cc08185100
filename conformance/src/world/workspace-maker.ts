import type { Random } from "@habitus/kernel";
import { checkDefinition, DEFAULT_CONTEXT, type Definition, type PlanContext } from "@habitus/segments";
import { makeDefinition } from "./definition-maker.ts";
import { GROUPS } from "./names.ts";
import type { Scene } from "./scene.ts";

/** A workspace that has what generated definitions name. The second of its segments may contain the first. */
export function makeWorkspace(random: Random, scene: Scene): PlanContext {
  const settings: PlanContext = {
    ...DEFAULT_CONTEXT,
    workspaceZone: scene.zone,
    weekStart: random.pick([1, 1, 7]),
    subscriptions: Object.fromEntries(GROUPS.map(({ group, otherwise }) => [group, { otherwise }])),
  };
  const inner = { name: "Inner", definition: makeAccepted(random, scene, settings), purpose: null };
  const withInner = { ...settings, segments: { inner } };
  const outer = { name: "Outer", definition: makeAccepted(random, scene, withInner), purpose: null };
  return { ...settings, segments: { inner, outer } };
}

/** A definition that the workspace refuses is made anew. */
export function makeAccepted(random: Random, scene: Scene, workspace: PlanContext): Definition {
  for (;;) {
    const definition = makeDefinition(random, scene);
    if (checkDefinition(definition, workspace).kind !== "refused") return definition;
  }
}

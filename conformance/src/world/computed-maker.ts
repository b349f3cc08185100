import type { Random } from "@habitus/kernel";
import { type Condition, checkRules, type ComputedDefinition } from "@habitus/segments";
import { makeOfKind } from "./definition-maker.ts";
import type { COMPUTED } from "./names.ts";
import type { Scene } from "./scene.ts";

/** A computed trait in each form that definitions may compare. */
export function makeComputedTraits(
  random: Random,
  scene: Scene,
): Readonly<Record<(typeof COMPUTED)[number], ComputedDefinition>> {
  const did = () => {
    const { event, local, where } = makeRight(random, scene, "did");
    return {
      kind: "did" as const,
      event,
      ...(local === undefined ? {} : { local }),
      ...(where === undefined ? {} : { where }),
    };
  };
  const counted = makeRight(random, scene, "aggregate").window;
  const window = counted === undefined ? {} : { window: counted };
  return {
    figure: one({ kind: "figure", of: makeRight(random, scene, "aggregate") }),
    days: one({ kind: "figure", of: makeRight(random, scene, "days active") }),
    count: one({ kind: "count", of: { ...did(), ...window } }),
    first: one({ kind: "days since first", of: did() }),
    last: one({ kind: "days since last", of: did() }),
    trait: one({ kind: "trait", path: ["age"] }),
  };
}

function one(measure: ComputedDefinition["measures"][number]): ComputedDefinition {
  return { measures: [measure] };
}

function makeRight<Kind extends Condition["kind"]>(random: Random, scene: Scene, kind: Kind) {
  for (;;) {
    const condition = makeOfKind(random, scene, kind);
    if (checkRules({ version: 1, condition }).length === 0) return condition;
  }
}

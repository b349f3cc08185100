import type { Random } from "@habitus/kernel";
import { type Condition, checkRules, type ComputedDefinition } from "@habitus/segments";
import { makeOfKind } from "./definition-maker.ts";
import { type COMPUTED, type COMPUTED_VALUES, PROPERTY_PATHS } from "./names.ts";
import type { Scene } from "./scene.ts";

/** A computed trait in each form that definitions may compare. */
export function makeComputedTraits(
  random: Random,
  scene: Scene,
): Readonly<Record<(typeof COMPUTED | typeof COMPUTED_VALUES)[number], ComputedDefinition>> {
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
  const valued = (property: readonly string[]) => {
    const { items: _, ...of } = makeRight(random, scene, "aggregate");
    return { ...of, property };
  };
  return {
    figure: one({ kind: "figure", of: makeRight(random, scene, "aggregate") }),
    days: one({ kind: "figure", of: makeRight(random, scene, "days active") }),
    count: one({ kind: "count", of: { ...did(), ...window } }),
    first: one({ kind: "days since first", of: did() }),
    last: one({ kind: "days since last", of: did() }),
    trait: one({ kind: "trait", path: ["age"] }),
    favourite: one({ kind: "most frequent", of: valued(["category"]) }),
    oldest: one({ kind: "oldest", of: valued(random.pick(PROPERTY_PATHS)) }),
    newest: one({ kind: "newest", of: valued(random.pick(PROPERTY_PATHS)) }),
    began: one({ kind: "time of first", of: did() }),
    ended: one({ kind: "time of last", of: did() }),
    hour: one({ kind: "most frequent hour", of: { ...did(), ...window } }),
    weekday: one({ kind: "most frequent weekday", of: did() }),
    else: {
      measures: [
        { kind: "newest", of: valued(["category"]) },
        { kind: "trait", path: ["age"] },
        { kind: "constant", value: { kind: "text", value: random.pick(["a", "10"]) } },
      ],
    },
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

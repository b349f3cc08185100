import { DAY_MS, formatInstant, type Random } from "@habitus/kernel";
import {
  checkDefinition,
  DEFAULT_CONTEXT,
  type Definition,
  type OccasionDays,
  type PlanContext,
  type PurposeRule,
  type ScoreMeaning,
} from "@habitus/segments";
import { makeComputedTraits } from "./computed-maker.ts";
import { makeDefinition } from "./definition-maker.ts";
import { DECAYING, GROUPS, OWN_OCCASIONS, SCORES } from "./names.ts";
import { dayNear, type Scene } from "./scene.ts";

/** A workspace that has what generated definitions name. The second of its segments may contain the first. */
export function makeWorkspace(random: Random, scene: Scene): PlanContext {
  const settings: PlanContext = {
    ...DEFAULT_CONTEXT,
    ...makeConsent(random),
    workspaceZone: scene.zone,
    weekStart: random.pick([1, 1, 7]),
    occasions: Object.fromEntries(OWN_OCCASIONS.map((name) => [name, makeOccasionDays(random, scene)])),
    decays: random.next() < 0.4 ? {} : makeDecays(scene),
    computed: makeComputedTraits(random, scene),
    subscriptions: Object.fromEntries(GROUPS.map(({ group, otherwise }) => [group, { otherwise }])),
  };
  const inner = {
    name: "Inner",
    definition: makeAccepted(random, scene, settings),
    purpose: settings.purpose === null ? null : random.pick([null, ...PURPOSES]),
  };
  const scores = Object.fromEntries(
    SCORES.map((key) => [key, makeScore(random, scene, { ...settings, segments: { inner } })] as const),
  );
  const withInner = { ...settings, scores, segments: { inner } };
  const outer = { name: "Outer", definition: makeAccepted(random, scene, withInner), purpose: null };
  return { ...withInner, segments: { inner, outer } };
}

/** Of most traits that definitions ask for, so that one of them is met often enough. */
function makeDecays({ span }: Scene): PlanContext["decays"] {
  return Object.fromEntries(DECAYING.map((trait) => [trait, { saidBy: "age", ms: span }]));
}

function makeScore(random: Random, scene: Scene, workspace: PlanContext): ScoreMeaning {
  const elements = Array.from({ length: random.int(1, 4) }, () => ({
    when: makeAccepted(random, scene, workspace).condition,
    value: { kind: "number", value: random.pick(["1", "1", "0.5", "2", "1.25", "-1", "0"]) } as const,
  }));
  return { name: "Score", definition: { version: 1, elements }, purpose: null };
}

/** Days around the scene, in some countries other ones than elsewhere. */
function makeOccasionDays(random: Random, scene: Scene): readonly OccasionDays[] {
  const on = (): string => {
    const days = Array.from({ length: random.pick([1, 1, 2, 3]) }, () => dayNear(random, scene) * DAY_MS);
    return days.map((at) => formatInstant(at).slice(0, 10)).join(", ");
  };
  const elsewhere = random.next() < 0.5 ? [{ countries: null, on: on() }] : [];
  return [
    { countries: ["GB", "ie"], on: on() },
    { countries: random.pick([["FR"], ["fr", "US", "GB"]]), on: on() },
    ...elsewhere,
  ];
}

const PURPOSES: readonly string[] = ["ads", "research"];

/** Purposes with defaults of all forms; two of three workspaces ask nobody. */
function makeConsent(random: Random): Pick<PlanContext, "purpose" | "purposes" | "dataPurposes"> {
  const { purpose, purposes, dataPurposes } = DEFAULT_CONTEXT;
  if (random.next() < 0.67) return { purpose, purposes, dataPurposes };
  const rules = PURPOSES.map((key): [string, PurposeRule] => {
    return [key, { otherwise: random.next() < 0.6, exceptIn: random.pick([[], [], ["GB"], ["fr", "DE"]]) }];
  });
  return {
    purpose: random.pick(PURPOSES),
    purposes: Object.fromEntries(rules),
    dataPurposes: {
      events: { view: random.pick([[], ["research"]]) },
      properties: { buy: { price: ["research"] } },
      traits: { plan: random.pick([[], PURPOSES]) },
    },
  };
}

/** A definition that the workspace refuses is made anew. */
export function makeAccepted(random: Random, scene: Scene, workspace: PlanContext): Definition {
  return makeDefinition(random, scene, (one) => checkDefinition(one, workspace).kind !== "refused");
}

import {
  type Definition,
  type PlanContext,
  scoresReadBy,
  segmentKeyOf,
  segmentsReadBy,
  subscriptionsReadBy,
} from "@habitus/segments";

// What only a server has, in a form that lets the rest be read without one.

export const EVERYONE: Definition = { version: 1, condition: { kind: "everyone" } };

export function standInSegments(called: readonly string[]): PlanContext["segments"] {
  return Object.fromEntries(called.map((name) => [name, { name, definition: EVERYONE, purpose: null }]));
}

/** Each is 0. */
export function standInScores(keys: readonly string[]): PlanContext["scores"] {
  const element = { when: EVERYONE.condition, value: { kind: "number", value: "0" } } as const;
  return Object.fromEntries(
    keys.map((key) => [key, { name: key, definition: { version: 1, elements: [element] }, purpose: null }]),
  );
}

/** A name that several have stands for none of them, on the server as here. */
export function isHere(called: string, segments: PlanContext["segments"]): boolean {
  return (
    segmentKeyOf({ segments }, called) !== null || Object.values(segments).some(({ name }) => name === called)
  );
}

export type Completed = { readonly context: PlanContext; readonly notes: readonly string[] };

/** The context with what the definition, or a segment in it, names and the context lacks. */
export function withStandIns(definition: Definition, context: PlanContext): Completed {
  const definitions = [definition, ...Object.values(context.segments).map((segment) => segment.definition)];
  const lacking = (namesIn: (of: Definition) => readonly string[], has: (name: string) => boolean) => [
    ...new Set(definitions.flatMap(namesIn).filter((name) => !has(name))),
  ];
  const segments = lacking(segmentsReadBy, (called) => isHere(called, context.segments));
  const scores = lacking(scoresReadBy, (key) => Object.hasOwn(context.scores, key));
  const groups = lacking(subscriptionsReadBy, (key) => Object.hasOwn(context.subscriptions, key));
  return {
    context: {
      ...context,
      segments: { ...standInSegments(segments), ...context.segments },
      scores: { ...standInScores(scores), ...context.scores },
      subscriptions: {
        ...Object.fromEntries(groups.map((key) => [key, { otherwise: false }])),
        ...context.subscriptions,
      },
    },
    notes: [
      ...segments.map((called) => `everybody stands for the people of the segment "${called}"`),
      ...scores.map((key) => `0 stands for the score "${key}"`),
      ...groups.map((key) => `nobody is taken to be subscribed to "${key}" who never said so`),
    ].map((note) => `${note}, which a server knows`),
  };
}

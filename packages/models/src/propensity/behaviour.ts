import { DAY_MS, type Instant } from "@habitus/kernel";

/** What is made of one event, or of all that people do, by a certain instant. */
export const BEHAVIOURS = {
  /** How fresh the last one is: 1 at the instant, halved with every span since, 0 where there is none. */
  recency: ["newest"],
  /** How often of late: logarithm of the number in `LONG_SPANS` spans. */
  frequency: ["long"],
  /** More or less than before: the logarithm of the number in the last span less that of the span before it. */
  trend: ["recent", "before"],
  /** On how many days of the last span. */
  days: ["days"],
  /** How long known: logarithm of the days since the first one. */
  tenure: ["oldest"],
  /** Logarithm of the sum of values in `LONG_SPANS` spans; what is below zero is none. */
  value: ["sum"],
} as const satisfies Readonly<Record<string, readonly BehaviourFigure[]>>;

/** What is counted for it. */
export type BehaviourFigure = "newest" | "oldest" | "recent" | "before" | "long" | "days" | "sum";
export type BehaviourName = keyof typeof BEHAVIOURS;

export const LONG_SPANS = 4;

/** Something that is known of people by what they did; of no event in particular where it is null. */
export type Behaviour = { readonly of: BehaviourName; readonly event: string | null };

/** The figures in the order of `BEHAVIOURS[of]`, null where there is none. */
export function behaviourValue(
  of: BehaviourName,
  figures: readonly (number | null)[],
  { at, spanMs }: { readonly at: Instant; readonly spanMs: number },
): number {
  const [figure = null, other = null] = figures;
  switch (of) {
    case "recency":
      return figure === null ? 0 : 2 ** ((figure - at) / spanMs);
    case "tenure":
      return figure === null ? 0 : Math.log1p(Math.max(0, at - figure) / DAY_MS);
    case "trend":
      return Math.log1p(figure ?? 0) - Math.log1p(other ?? 0);
    case "frequency":
    case "days":
    case "value":
      return Math.log1p(Math.max(0, figure ?? 0));
  }
}

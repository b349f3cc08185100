import type { Instant } from "@habitus/kernel";
import type { EventMatch, Path, Plan, PlanSet, Zone } from "@habitus/segments";
import { column, type Expression, FALSE } from "../tree/expression.ts";
import { output, type OutputColumn, type Select } from "../tree/query.ts";
import type { Gathering } from "./event-facts.ts";
import type { OrderReading } from "./order-sums.ts";
import type { Within } from "./people.ts";
import { type Instants, rewrite } from "./rewrite-plan.ts";

/** People with what is summed up of their orders, and numbers that are in force of them. */
export type RewrittenOrders = {
  readonly people: Select;
  readonly audience: Expression;
  /** See `orderStages`. */
  readonly orders: Expression;
  /** Nullable decimals, in the order of the traits. */
  readonly numbers: readonly Expression[];
  /** Text forms, in the order of `known`; '' where there is none. */
  readonly forms: readonly Expression[];
};

export type OrdersRead = OrderReading & {
  readonly matches: readonly EventMatch[];
  readonly traits: readonly string[];
  readonly known: readonly string[];
  readonly within: Within;
};

/** @param plan who may be looked at; it holds for nobody without an order. */
export function rewriteOrders({ root, leaves }: Plan, read: OrdersRead, instants: Instants): RewrittenOrders {
  const names = read.traits.map((_, index) => `number${index + 1}`);
  const forms = read.known.map((_, index) => `form${index + 1}`);
  const { people, roots } = rewrite({ roots: [root], leaves }, instants, "no matter", {
    leaves: read.matches.map((events) => ({ kind: "count", events, atLeast: 1 })),
    within: read.within,
    columns: (events, _, inForce) => [
      output(ORDERS, events.orders(read.matches, read)),
      ...read.traits.map((trait, index) => output(names[index] ?? "", inForce.at([trait]).read("number"))),
      ...read.known.map((trait, index) => output(forms[index] ?? "", inForce.at([trait]).read("form"))),
    ],
  });
  const audience = roots[0]?.holds ?? FALSE;
  const columns = (all: readonly string[]) => all.map((name) => column(name));
  return { people, audience, orders: column(ORDERS), numbers: columns(names), forms: columns(forms) };
}

const ORDERS = "orders";

/** People with what they did, of which less is left as time goes, and numbers and texts that are in force of them. */
export type RewrittenDeeds = {
  readonly people: Select;
  readonly roots: readonly Expression[];
  /** What is left of each of the matches. */
  readonly left: readonly Expression[];
  /** The same as of earlier, of what had been done by then; null where nobody asks. */
  readonly before: readonly Expression[] | null;
  readonly numbers: readonly Expression[];
  /** '' where there is none. */
  readonly texts: readonly Expression[];
};

export type DeedsRead = {
  readonly matches: readonly EventMatch[];
  readonly halfLifeMs: number;
  readonly earlier: Instant | null;
  readonly numbers: readonly string[];
  readonly texts: readonly string[];
  readonly within: Within;
};

export function rewriteDeeds(plans: PlanSet, read: DeedsRead, instants: Instants): RewrittenDeeds {
  const { matches, halfLifeMs, earlier, within } = read;
  const named = (of: string, all: readonly unknown[]) => all.map((_, index) => `${of}${index + 1}`);
  const left = named("left", matches);
  const before = earlier === null ? [] : named("before", matches);
  const numbers = named("number", read.numbers);
  const texts = named("text", read.texts);
  const { people, roots } = rewrite(plans, instants, "no matter", {
    leaves: matches.map((events) => ({ kind: "count", events, atLeast: 1 })),
    within,
    columns: (events, _, inForce) => {
      const decayed = (names: readonly string[], until: Instant): readonly OutputColumn[] =>
        names.flatMap((name, index) => {
          const match = matches[index];
          return match === undefined
            ? []
            : [output(name, events.fact(match, { of: "decayed", halfLifeMs, until }))];
        });
      return [
        ...decayed(left, instants.at),
        ...(earlier === null ? [] : decayed(before, earlier)),
        ...read.numbers.map((trait, index) =>
          output(numbers[index] ?? "", inForce.at([trait]).read("number")),
        ),
        ...read.texts.map((trait, index) => output(texts[index] ?? "", inForce.at([trait]).read("form"))),
      ];
    },
  });
  const columns = (names: readonly string[]) => names.map((name) => column(name));
  return {
    people,
    roots: roots.map(({ holds }) => holds),
    left: columns(left),
    before: earlier === null ? null : columns(before),
    numbers: columns(numbers),
    texts: columns(texts),
  };
}

/** A number that is made of the events that match; null where there is none. */
export type Figure = { readonly events: EventMatch } & (
  | { readonly of: "count" }
  /** When the first or last of them was, in milliseconds. */
  | { readonly of: "oldest" | "newest" }
  /** On how many calendar days of a zone. */
  | { readonly of: "days"; readonly zone: Zone }
  | { readonly of: "sum"; readonly path: Path }
);

/** People with numbers made of what they did, and numbers that are in force of them. */
export type RewrittenFigures = {
  readonly people: Select;
  readonly roots: readonly Expression[];
  /** NULL where there is none. */
  readonly figures: readonly Expression[];
  readonly numbers: readonly Expression[];
};

export type FiguresRead = {
  readonly figures: readonly Figure[];
  readonly numbers: readonly string[];
  readonly within: Within;
};

export function rewriteFigures(
  plans: PlanSet,
  { figures, numbers, within }: FiguresRead,
  instants: Instants,
): RewrittenFigures {
  const made = figures.map((_, index) => `figure${index + 1}`);
  const stored = numbers.map((_, index) => `number${index + 1}`);
  const { people, roots } = rewrite(plans, instants, "no matter", {
    leaves: figures.map(({ events }) => ({ kind: "count", events, atLeast: 1 })),
    within,
    columns: (events, _, inForce) => [
      ...figures.map((figure, index) =>
        output(made[index] ?? "", events.fact(figure.events, gatheringOf(figure))),
      ),
      ...numbers.map((trait, index) => output(stored[index] ?? "", inForce.at([trait]).read("number"))),
    ],
  });
  const columns = (names: readonly string[]) => names.map((name) => column(name));
  return {
    people,
    roots: roots.map(({ holds }) => holds),
    figures: columns(made),
    numbers: columns(stored),
  };
}

function gatheringOf(figure: Figure): Gathering {
  if (figure.of === "days") return { of: "days", zone: figure.zone };
  return figure.of === "sum" ? { of: "sum", path: figure.path } : { of: figure.of };
}

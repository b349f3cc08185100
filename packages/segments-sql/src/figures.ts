import { must } from "@habitus/kernel";
import type { PlanSet } from "@habitus/segments";
import { emit, type Statement } from "./emit/emit.ts";
import { PERSON } from "./rewrite/people.ts";
import { type Figure, rewriteFigures } from "./rewrite/rewrite-sums.ts";
import type { At } from "./statements.ts";
import { any, call, column, flag } from "./tree/expression.ts";
import { output, select, subquery } from "./tree/query.ts";

export type FiguresWanted = {
  /** The first root says who is looked at, the second of whom the others are told. */
  readonly plans: PlanSet;
  readonly figures: readonly Figure[];
  /** Numbers of traits to be read beside, as they are in force; also of whoever nothing is told of. */
  readonly numbers: readonly string[];
  /** People with a number above `after`, up to and including `upTo`. */
  readonly after: number;
  readonly upTo: number;
};

export type FiguresRow = Readonly<Record<string, string | number | null>>;

/** What is known of one person. */
export type PersonFigures = {
  readonly person: number;
  readonly isLookedAt: boolean;
  /** Of each root but the first two whether it holds. */
  readonly holds: readonly boolean[];
  readonly figures: readonly (number | null)[];
  readonly numbers: readonly (number | null)[];
};

/** Rows for `readFigures` of the people of a stretch who are looked at or told of, and of those who have one of the numbers. */
export function figuresStatement(
  { plans, after, upTo, ...read }: FiguresWanted,
  { at, present = at }: At,
): Statement {
  const wanted = { ...read, within: { after, upTo } };
  const { people, roots, figures, numbers } = rewriteFigures(plans, wanted, { at, present });
  const [audience, told, ...held] = roots;
  const isLookedAt = must(audience, "the first root says who is looked at");
  const isTold = must(told, "the second root says who is told of");
  return emit(
    select({
      columns: [
        output(PERSON, column(PERSON)),
        output("looked", flag(isLookedAt)),
        ...held.map((each, index) => output(`held${index + 1}`, flag(each))),
        ...figures.map((figure, index) => output(`made${index + 1}`, call("toString", figure))),
        ...numbers.map((number, index) => output(`stored${index + 1}`, call("toString", number))),
      ],
      from: subquery(people, "members"),
      where: any([isLookedAt, isTold, ...numbers.map((number) => call("isNotNull", number))]),
      orderBy: [column(PERSON)],
    }),
  );
}

/** What a row of `figuresStatement` says. */
export function readFigures(row: FiguresRow, { plans, figures, numbers }: FiguresWanted): PersonFigures {
  const read = <T>(of: string, count: number, value: (written: string | number | null) => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => value(row[`${of}${index + 1}`] ?? null));
  const number = (written: string | number | null): number | null =>
    written === null ? null : Number(written);
  return {
    person: Number(row[PERSON]),
    isLookedAt: Number(row["looked"]) === 1,
    holds: read("held", plans.roots.length - 2, (held) => Number(held) === 1),
    figures: read("made", figures.length, number),
    numbers: read("stored", numbers.length, number),
  };
}

import { type Instant, must } from "@habitus/kernel";
import type { EventMatch, Plan, PlanSet } from "@habitus/segments";
import { emit, type Statement } from "./emit/emit.ts";
import { PERSON } from "./rewrite/people.ts";
import { rewriteDeeds } from "./rewrite/rewrite-sums.ts";
import { decimalLiteral, orFalse } from "./rewrite/value-test.ts";
import type { At } from "./statements.ts";
import {
  all,
  any,
  binary,
  bound,
  call,
  column,
  equals,
  type Expression,
  flag,
  text,
} from "./tree/expression.ts";
import { output, select, subquery } from "./tree/query.ts";

export type DeedsWanted = {
  /** The first root says who is looked at; each other is told of them. */
  readonly plans: PlanSet;
  readonly matches: readonly EventMatch[];
  /** After so long half of an event is left. */
  readonly halfLifeMs: number;
  /** An instant before, as of which the same is told; null for none. */
  readonly earlier: Instant | null;
  /** Numbers and texts of traits to be read beside, as they are in force; also of whoever is not looked at. */
  readonly numbers: readonly string[];
  readonly texts: readonly string[];
  /** People with a number above `after`, up to and including `upTo`. */
  readonly after: number;
  readonly upTo: number;
};

export type DeedsRow = Readonly<Record<string, string | number | null>>;

/** What is known of one person. */
export type Deeds = {
  readonly person: number;
  readonly isLookedAt: boolean;
  /** What is left of the events of each match, and what was left earlier. */
  readonly left: readonly number[];
  readonly before: readonly number[];
  /** Of each root but the first whether it holds. */
  readonly holds: readonly boolean[];
  readonly numbers: readonly (number | null)[];
  readonly texts: readonly (string | null)[];
};

/** Rows for `readDeeds` of the people of a stretch who are looked at, and of those who have one of the numbers or texts. */
export function deedsStatement(
  { plans, after, upTo, ...read }: DeedsWanted,
  { at, present = at }: At,
): Statement {
  const { people, roots, ...told } = rewriteDeeds(
    plans,
    { ...read, within: { after, upTo } },
    { at, present },
  );
  const [audience, ...held] = roots;
  const isLookedAt = must(audience, "the first root says who is looked at");
  const named = (of: string, values: readonly Expression[]) =>
    values.map((value, index) => output(`${of}${index + 1}`, call("toString", value)));
  return emit(
    select({
      columns: [
        output(PERSON, column(PERSON)),
        output("looked", flag(isLookedAt)),
        ...named("deed", told.left),
        ...named("earlier", told.before ?? []),
        ...held.map((each, index) => output(`held${index + 1}`, flag(each))),
        ...named("stored", told.numbers),
        ...told.texts.map((value, index) => output(`said${index + 1}`, value)),
      ],
      from: subquery(people, "members"),
      where: any([
        isLookedAt,
        ...told.numbers.map((number) => call("isNotNull", number)),
        ...told.texts.map((form) => binary("!=", form, text(""))),
      ]),
      orderBy: [column(PERSON)],
    }),
  );
}

/** What a row of `deedsStatement` says. */
export function readDeeds(row: DeedsRow, { plans, matches, earlier, numbers, texts }: DeedsWanted): Deeds {
  const read = <T>(of: string, count: number, value: (written: string | number | null) => T): readonly T[] =>
    Array.from({ length: count }, (_, index) => value(row[`${of}${index + 1}`] ?? null));
  return {
    person: Number(row[PERSON]),
    isLookedAt: Number(row["looked"]) === 1,
    left: read("deed", matches.length, Number),
    before: read("earlier", earlier === null ? 0 : matches.length, Number),
    holds: read("held", plans.roots.length - 1, (held) => Number(held) === 1),
    numbers: read("stored", numbers.length, (number) => (number === null ? null : Number(number))),
    texts: read("said", texts.length, (form) => (form === null || form === "" ? null : String(form))),
  };
}

export type ScoredPage = {
  /** The trait whose number people are ordered by. */
  readonly trait: string;
  /** Behind whom the page begins; null for the first. The number is canonical decimal text. */
  readonly after: { readonly number: string; readonly person: number } | null;
  readonly limit: number;
};

/** Rows `{person, number}` of those for whom the plan holds and who have the number, the highest first. */
export function scoredStatement(plan: Plan, page: ScoredPage, { at, present = at }: At): Statement {
  const { people, roots, numbers } = rewriteDeeds(
    { roots: [plan.root], leaves: plan.leaves },
    {
      matches: [],
      halfLifeMs: 1,
      earlier: null,
      numbers: [page.trait],
      texts: [],
      within: EVERYBODY,
    },
    { at, present },
  );
  const number = must(numbers[0], "one number is read");
  const person = column(PERSON);
  const behind = page.after === null ? [] : [isBehind(page.after, number, person)];
  return emit(
    select({
      columns: [output(PERSON, person), output("number", call("toString", number))],
      from: subquery(people, "members"),
      where: all([must(roots[0], "a root"), call("isNotNull", number), ...behind]),
      orderBy: [binary("-", decimalLiteral("0"), number), person],
      limit: bound("UInt64", page.limit),
    }),
  );
}

const EVERYBODY = { after: 0, upTo: Number.MAX_SAFE_INTEGER };

function isBehind(
  after: NonNullable<ScoredPage["after"]>,
  number: Expression,
  person: Expression,
): Expression {
  const value = decimalLiteral(after.number);
  return any([
    orFalse(binary("<", number, value)),
    all([orFalse(equals(number, value)), binary(">", person, bound("UInt64", after.person))]),
  ]);
}

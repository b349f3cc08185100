import {
  type AccountCounts,
  type AccountCut,
  type AccountPopulation,
  countedAccounts,
  LIMITS,
} from "@habitus/segments";
import { emit, type Statement } from "./emit/emit.ts";
import { rewriteMembers } from "./rewrite/rewrite-plan.ts";
import type { At } from "./statements.ts";
import { all, binary, call, column, equals, type Expression, integer } from "./tree/expression.ts";
import { output, select, subquery } from "./tree/query.ts";

const ACCOUNT = "account";
const HELD = "held";
const MEMBERS = "members";
const ACCOUNTS = "accounts";

/** The row that `accountsStatement` gives. */
export type AccountsRow = Readonly<Record<string, string | number | readonly string[]>>;

/**
 * One row `{accounts, holds0, passing0, holds1, passing1, ...}`: how many accounts have somebody who is counted and, for each cut of the
 * population in turn, how many pass, with the ids of so many as may be pinned. Of every account that somebody belongs to a group is held.
 */
export function accountsStatement(population: AccountPopulation, { at, present = at }: At): Statement {
  const { people, counted, holds, accounts } = rewriteMembers(population, { at, present });
  const each = select({
    columns: [output(ACCOUNT, call("arrayJoin", accounts)), output(HELD, holds)],
    from: subquery(people, "people"),
    where: all([counted]),
  });
  const groups = select({
    columns: [
      output(ACCOUNT, column(ACCOUNT)),
      output(MEMBERS, call("count")),
      output(HELD, call("countIf", column(HELD, "each"))),
    ],
    from: subquery(each, "each"),
    groupBy: [column(ACCOUNT)],
  });
  return emit(
    select({
      columns: [
        output(ACCOUNTS, call("count")),
        ...population.cuts.flatMap((cut, index) => cutColumns(cut, index)),
      ],
      from: subquery(groups, "counted"),
    }),
  );
}

function cutColumns(cut: AccountCut, index: number) {
  const passes = all(passing(cut));
  const ids = call("groupArrayIf", column(ACCOUNT), passes);
  return [
    output(`holds${index}`, call("countIf", passes)),
    output(`passing${index}`, call("arraySlice", ids, integer(1), integer(LIMITS.pinnedAccounts))),
  ];
}

function passing({ least, most, every }: AccountCut): readonly Expression[] {
  return [
    binary(">=", column(HELD), integer(least)),
    ...(most === null ? [] : [binary("<=", column(HELD), integer(most))]),
    ...(every ? [equals(column(HELD), column(MEMBERS))] : []),
  ];
}

/** What a row of `accountsStatement` says. */
export function readAccounts({ cuts }: AccountPopulation, row: AccountsRow): AccountCounts {
  return {
    accounts: Number(row[ACCOUNTS] ?? 0),
    cuts: cuts.map((cut, index) => {
      const ids = row[`passing${index}`];
      return countedAccounts(cut, Number(row[`holds${index}`] ?? 0), Array.isArray(ids) ? ids : []);
    }),
  };
}

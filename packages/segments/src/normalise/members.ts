import { ACCOUNT_ID, ACCOUNTS_TRAIT, hash128, hashHex, must } from "@habitus/kernel";
import type { Leaf, PlanNode } from "../plan/plan.ts";
import type { AccountCut, AccountPopulation } from "../plan/population.ts";
import { printDefinition } from "../text/print-definition.ts";
import type { CountTest, MembersChoice, MembersCondition } from "../tree/definition.ts";
import { consentNode, purposesOf } from "./consent.ts";
import { LeafTable } from "./leaf-table.ts";
import type { Planner } from "./ranked.ts";
import { AskedThresholds, type Thresholds } from "./thresholds.ts";

/** "any member of their account (did purchase)": belongs to one of the accounts that a refresh found so. */
export function membersNode(members: MembersCondition, planner: Planner, leaves: LeafTable): PlanNode {
  const population = populationOf(members, planner, leaves);
  leaves.readBeside(population.read);
  const accounts = leaves.thresholds.accounts(cutOf(population.key, members.which), population.planned);
  const isAmong = { kind: "one of", texts: accounts } as const;
  const of = { kind: "test", path: [ACCOUNT_ID], test: isAmong } as const;
  const node = leaves.nodeOf({
    kind: "trait",
    path: [ACCOUNTS_TRAIT],
    test: { kind: "items", of, atLeast: 1 },
  });
  return accounts.length === 0 ? { kind: "always", value: false } : node;
}

type PopulationOf = {
  readonly key: string;
  readonly read: readonly Leaf[];
  readonly planned: (thresholds: Thresholds) => Omit<AccountPopulation, "cuts">;
};

/** What the key says must not depend on what is pinned, so it is made of a plan that has nothing of it. */
function populationOf(members: MembersCondition, planner: Planner, leaves: LeafTable): PopulationOf {
  const origin = must(leaves.inlined.members.get(members), "whose people are counted is looked up before");
  const planWith = (thresholds: Thresholds) => {
    const table = new LeafTable(leaves.inlined, thresholds);
    const holds = planner.condition(members.of, table);
    const asked = purposesOf(origin.purposes, table.all(), planner.context.dataPurposes);
    const counted = consentNode(asked, planner.context, table);
    return { read: table.all(), people: table.planWith([counted, holds]) };
  };
  const asked = new AskedThresholds();
  const { read, people } = planWith(asked);
  const key = hashHex(hash128(JSON.stringify(["members", people, asked.keys])));
  const says = printDefinition({ version: 1, condition: origin.written.of });
  return {
    key,
    read,
    planned: (thresholds) => ({ kind: "accounts", key, says, people: planWith(thresholds).people }),
  };
}

function cutOf(population: string, which: MembersChoice): AccountCut {
  const { least, most, every } = rangeOf(which);
  return { key: `${population}/${every ? "every" : `${least}-${most ?? ""}`}`, least, most, every };
}

type Range = Omit<AccountCut, "key">;

function rangeOf(which: MembersChoice): Range {
  switch (which.kind) {
    case "any":
      return between(1, null);
    case "none":
      return between(0, 0);
    case "every":
      return { least: 1, most: null, every: true };
    case "count":
      return countRange(which.count);
  }
}

function countRange({ op, n }: CountTest): Range {
  switch (op) {
    case "at least":
      return between(n, null);
    case "more than":
      return between(n + 1, null);
    case "at most":
      return between(0, n);
    case "less than":
      return between(0, n - 1);
    case "exactly":
      return between(n, n);
  }
}

function between(least: number, most: number | null): Range {
  return { least, most, every: false };
}

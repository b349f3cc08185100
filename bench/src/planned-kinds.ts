import {
  checkDefinition,
  missingPopulations,
  type PlanContext,
  planDefinition,
  type Population,
  type Threshold,
} from "@habitus/segments";
import {
  accountsStatement,
  rankingStatement,
  readAccounts,
  readRanking,
  type Statement,
} from "@habitus/segments-sql";
import type { Session } from "chdb";
import { AT } from "./by-hand.ts";
import { definitionOf, SHOP_CONTEXT } from "./sql-kinds.ts";

/** With all thresholds that it needs, worked out as a refresh does. */
export async function planOf(session: Session, sentence: string, purpose: string | null) {
  const definition = definitionOf(sentence);
  if (checkDefinition(definition).kind === "refused") throw new Error(`refused: ${sentence}`);
  let context: PlanContext = { ...SHOP_CONTEXT, purpose };
  const pinned: string[] = [];
  for (;;) {
    const missing = missingPopulations(definition, context);
    if (missing.length === 0) return { plan: planDefinition(definition, context), pinned };
    for (const population of missing) {
      const found = await refreshed(session, population);
      pinned.push(
        ...found.flatMap(([, each]) => ("value" in each ? [each.value ?? ""] : (each.accounts ?? []))),
      );
      context = { ...context, thresholds: { ...context.thresholds, ...Object.fromEntries(found) } };
    }
  }
}

export function refreshOf(population: Population): Statement {
  return population.kind === "people"
    ? rankingStatement(population, { at: AT })
    : accountsStatement(population, { at: AT });
}

async function refreshed(
  session: Session,
  population: Population,
): Promise<readonly (readonly [string, Threshold])[]> {
  const { sql, params } = refreshOf(population);
  const answer = await session.queryBindAsync(sql, params, { format: "JSONEachRow" });
  const row = JSON.parse(answer.text()) as never;
  return population.kind === "people"
    ? readRanking(population, row).cuts.map(({ key, value }) => [key, { value }])
    : readAccounts(population, row).cuts.map(({ key, accounts }) => [key, { accounts }]);
}

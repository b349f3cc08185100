import type { TrendsRequest } from "@habitus/contract";
import { CURRENCY_PROPERTY } from "@habitus/kernel";
import type { Condition } from "@habitus/segments";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { readDid } from "../../../../explore/did-question.ts";
import { mixedMoneySays } from "../../refuse-mixed-money.ts";
import { watchOf } from "./explore-progress.ts";

export function exploreTrendHandlers(deps: ManagementDeps): HandlersFor<"exploreTrends" | "listTrendPeople"> {
  const { explore } = deps;
  return {
    async exploreTrends({ body, query }, { signal, caller }) {
      const answer = await explore.ask(watchOf(query, caller), (asked) => asked.trends.trends(body, signal));
      return { ...answer, warnings: await mixedMoneySays(deps, valuesOf(deps, body)) };
    },
    listTrendPeople: ({ body }, { signal }) => explore.trends.people(body, signal),
  };
}

/** What is worked out of properties, as a segment would say it. Where lines are set apart by currency, each is of one. */
function valuesOf(deps: ManagementDeps, { lines, split }: TrendsRequest): readonly Condition[] {
  if (split !== undefined && "property" in split && isCurrency(split.property)) return [];
  return lines.flatMap(({ event, measure, property }): readonly Condition[] => {
    if (property === undefined || measure === undefined) return [];
    if (measure === "times" || measure === "people" || measure === "distinct count") return [];
    const { event: name, where } = readDid(deps, event);
    const value = { kind: "number", value: "0" } as const;
    const own = where === undefined ? {} : { where };
    return [
      { kind: "aggregate", of: measure, event: name, property: [...property], ...own, op: ">=", value },
    ];
  });
}

function isCurrency([first]: readonly string[]): boolean {
  return first === CURRENCY_PROPERTY;
}

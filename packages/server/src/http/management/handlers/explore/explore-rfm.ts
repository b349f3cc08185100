import { formatInstant } from "@habitus/kernel";
import { rfmCells, rfmDefinition } from "../../../../explore/rfm.ts";
import { mustReadDefinition } from "../../../../segments/language.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { mixedMoneySays } from "../../refuse-mixed-money.ts";
import { instantOrNull } from "../shared.ts";

export function exploreRfmHandlers(deps: ManagementDeps): HandlersFor<"exploreRfm"> {
  const { evaluator, workspace, context, elapsed } = deps;
  return {
    async exploreRfm({ body }, { signal }) {
      const began = elapsed();
      // Recency is an age: thresholds and people are of one and the same instant.
      const at = instantOrNull(body.at) ?? workspace.logicalNow();
      const { purpose = null, ...question } = body;
      const one = rfmDefinition(question, { recency: 5, frequency: 5, monetary: 5 });
      mustReadDefinition(one, context());
      const cells = await rfmCells(evaluator, { ...question, purpose, at }, signal);
      return {
        cells,
        people: cells.reduce((sum, { count }) => sum + count, 0),
        remarks: [...(await mixedMoneySays(deps, one))],
        at: formatInstant(at),
        took_ms: Math.round((elapsed() - began) * 10) / 10,
      };
    },
  };
}

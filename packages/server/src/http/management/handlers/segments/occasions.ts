import type { Occasion } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import type { OccasionRecord } from "../../../../segments/occasion-store.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";

type OccasionOperations = "listOccasions" | "editOccasion" | "deleteOccasion";

export function occasionHandlers({ occasions }: ManagementDeps): HandlersFor<OccasionOperations> {
  return {
    listOccasions: () => ({ occasions: occasions.list().map(toOccasion) }),
    async editOccasion({ params, body: { name, days, rev } }, { caller }) {
      return toOccasion(await occasions.set(params.key, { name, days }, rev, caller.actor));
    },
    async deleteOccasion({ params }, { caller }) {
      await occasions.remove(params.key, caller.actor);
      return undefined;
    },
  };
}

function toOccasion({ days, updatedAt, ...rest }: OccasionRecord): Occasion {
  return {
    ...rest,
    days: days.map(({ countries, on }) => ({ countries: countries === null ? null : [...countries], on })),
    updatedAt: formatInstant(updatedAt),
  };
}

import type { EventCleaning } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import type { CleaningRecord } from "../../../../quality/cleaning-rules.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";

type CleaningOperations =
  | "listCleaningRules"
  | "editCleaningRules"
  | "previewCleaningRules"
  | "listCleaningVersions";

export function cleaningRulesHandlers(deps: ManagementDeps): HandlersFor<CleaningOperations> {
  const { cleaningRules } = deps;
  return {
    listCleaningRules: () => ({ events: cleaningRules.list().map((record) => toCleaning(deps, record)) }),
    async editCleaningRules({ params, body: { rules, rev } }, { caller }) {
      return toCleaning(deps, await cleaningRules.set(params.event, rules, rev, caller.actor));
    },
    async previewCleaningRules({ params, body }, { signal }) {
      const { looked, fields } = await cleaningRules.preview(params.event, body.rules, signal);
      return {
        looked,
        fields: fields.map(({ examples, ...field }) => ({ ...field, examples: [...examples] })),
      };
    },
    listCleaningVersions: ({ params }) => ({ versions: cleaningRules.versions(params.event).map(toVersion) }),
  };
}

function toVersion({ key, rules, version, rev, updatedAt, updatedBy }: CleaningRecord) {
  // Plain data in both forms; only the answer's lists may be written to.
  const own = structuredClone(rules) as EventCleaning["rules"];
  return { event: key, rules: own, version, rev, updatedAt: formatInstant(updatedAt), updatedBy };
}

function toCleaning({ violations }: ManagementDeps, record: CleaningRecord): EventCleaning {
  const counts = (["cleaned", "uncleaned"] as const).flatMap((outcome) =>
    violations.of(record.key, [outcome]).map(({ path, day, week }) => ({ field: path, outcome, day, week })),
  );
  return { ...toVersion(record), counts };
}

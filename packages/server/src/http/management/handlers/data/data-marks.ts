import type { EventMarks } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import type { MarksRecord } from "../../../../quality/data-marks.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";

type MarksOperations = "listDataMarks" | "editDataMarks" | "previewDataMarks";

export function dataMarksHandlers(deps: ManagementDeps): HandlersFor<MarksOperations> {
  const { dataMarks } = deps;
  return {
    listDataMarks: () => ({ events: dataMarks.list().map((record) => toMarks(deps, record)) }),
    async editDataMarks({ params, body: { mark, fields, rev, anyway } }, { caller }) {
      const how = { rev, anyway };
      return toMarks(deps, await dataMarks.set(params.event, { mark, fields }, how, caller.actor));
    },
    async previewDataMarks({ params, body }) {
      const stopped = await dataMarks.preview(params.event, body);
      return {
        stopped: stopped.map(({ field, segments, scores, computedTraits, models, surveys, templates }) => ({
          field,
          segments: [...segments],
          scores: [...scores],
          computedTraits: [...computedTraits],
          models: [...models],
          surveys: [...surveys],
          templates: [...templates],
        })),
      };
    },
  };
}

function toMarks(
  { violations }: ManagementDeps,
  { key, mark, fields, rev, updatedAt, updatedBy }: MarksRecord,
): EventMarks {
  const dropped = violations.of(key, ["dropped"]).map(({ path, day, week }) => {
    return { field: path === "" ? null : path, day, week };
  });
  return {
    event: key,
    mark,
    fields: { ...fields },
    rev,
    updatedAt: formatInstant(updatedAt),
    updatedBy,
    dropped,
  };
}

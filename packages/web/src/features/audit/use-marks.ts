import type { EventMarks, Mark } from "@habitus/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { dataMarksQuery } from "../../api/data-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useNotice } from "../../ui/use-notice.ts";

/** One change of a mark; `field` null is the event as a whole. */
export type MarkChange = {
  readonly event: string;
  readonly field: string | null;
  readonly mark: Mark | null;
};

export type Marks = Pick<EventMarks, "mark" | "fields" | "rev">;

const NO_MARKS: Marks = { mark: null, fields: {}, rev: 0 };

/** The marks of the event as they stand once the change is made. */
export function changed({ mark, fields, rev }: Marks, change: MarkChange): Marks {
  if (change.field === null) return { mark: change.mark, fields, rev };
  const { [change.field]: _before, ...others } = fields;
  return { mark, fields: change.mark === null ? others : { ...others, [change.field]: change.mark }, rev };
}

export function useMarks(event: string) {
  const query = useBeside(dataMarksQuery);
  return query.data?.events.find((each) => each.event === event) ?? (query.isSuccess ? NO_MARKS : null);
}

/** Saves a change; what no longer is kept is asked about before. */
export function useMarking(onSaved: () => void) {
  const { t } = useI18n();
  const notice = useNotice();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (change: MarkChange) => {
      const { events } = await client.ensureQueryData(dataMarksQuery);
      const marks = changed(events.find(({ event }) => event === change.event) ?? NO_MARKS, change);
      const anyway = change.mark === "unnecessary";
      return api.editDataMarks({ params: { event: change.event }, body: { ...marks, anyway } });
    },
    onSuccess: () => {
      notice(t("common.saved"));
      onSaved();
    },
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: dataMarksQuery.queryKey }),
        client.invalidateQueries({ queryKey: ["data-audit"] }),
      ]),
  });
}

import type { HealthSettings } from "@habitus/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "../../api/client.ts";
import { healthSettingsQuery } from "../../api/health-queries.ts";
import { eventNamesQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { Failure } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { SearchSelect } from "../../ui/search-select.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useNotice } from "../../ui/use-notice.ts";
import { useMay } from "../../ui/use-session.ts";

/** The event that a segment is for. */
export function GoalPicker({ segment }: { readonly segment: string }) {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  const notice = useNotice();
  const client = useQueryClient();
  const settings = useBeside(healthSettingsQuery);
  const names = useBeside(eventNamesQuery).data?.names.map(({ name }) => name) ?? [];
  const change = useMutation({
    mutationFn: (body: HealthSettings) => api.editHealthSettings({ body }),
    onSuccess: () => notice(t("common.saved")),
    onSettled: () => client.invalidateQueries({ queryKey: healthSettingsQuery.queryKey }),
  });
  const present = settings.data;
  if (present === undefined) return null;
  const { [segment]: own = null, ...others } = present.goalEvents;
  const goal = own ?? present.goalEvent;
  const choose = (event: string | null): void => {
    const goalEvents = event === null ? others : { ...others, [segment]: event };
    change.mutate({ ...present, goalEvents });
  };
  const data = [...new Set([...(goal === null ? [] : [goal]), ...names])];
  return (
    <Card title={t("health.goal")} lead={t("health.goalLead")}>
      <SearchSelect
        aria-label={t("health.goal")}
        placeholder={t("health.goalNone")}
        clearable={own !== null}
        disabled={!mayEdit || change.isPending}
        data={data.map((name) => ({ value: name, label: shownEvent(name, t) }))}
        value={goal}
        onChange={choose}
      />
      {change.isError ? <Failure error={change.error} /> : null}
    </Card>
  );
}

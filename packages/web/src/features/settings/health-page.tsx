import type { HealthSettings } from "@habitus/contract";
import { NumberInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { healthSettingsQuery } from "../../api/health-queries.ts";
import { eventNamesQuery } from "../../api/queries.ts";
import { type MessageKey, useI18n } from "../../i18n/use-i18n.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { SearchSelect } from "../../ui/search-select.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { useMay } from "../../ui/use-session.ts";
import { useSave } from "../../ui/use-save.ts";
import { useSegmentNames } from "../segments/use-segments.ts";

/** What all segments are judged by; each may have a goal of its own. */
export function HealthPage() {
  const settings = useQuery(healthSettingsQuery);
  if (settings.isPending) return <Loading />;
  if (settings.data === undefined)
    return <Failure error={settings.error} retry={() => void settings.refetch()} />;
  return (
    <div className="stack">
      <Judged key={settings.data.rev} settings={settings.data} />
      <OwnGoals settings={settings.data} />
    </div>
  );
}

type Figure = "effectPoints" | "overlapLimit" | "quietDays" | "unusedDays" | "staleDays";
type Name = Extract<MessageKey, `judged.${string}`>;
type Field = {
  readonly figure: Figure;
  readonly label: Name;
  readonly note: Name;
  readonly min: number;
  readonly max: number;
  /** So many of what is shown are one of what is kept. */
  readonly times: number;
};

const DAYS = { min: 1, max: 3_650, times: 1 } as const;
const FIELDS: readonly Field[] = [
  { figure: "effectPoints", label: "judged.effect", note: "judged.effectNote", min: 0.1, max: 50, times: 1 },
  {
    figure: "overlapLimit",
    label: "judged.overlap",
    note: "judged.overlapNote",
    min: 10,
    max: 100,
    times: 100,
  },
  { figure: "quietDays", label: "judged.quiet", note: "judged.quietNote", ...DAYS },
  { figure: "unusedDays", label: "judged.unused", note: "judged.unusedNote", ...DAYS },
  { figure: "staleDays", label: "judged.stale", note: "judged.staleNote", ...DAYS },
];

function Judged({ settings }: { readonly settings: HealthSettings }) {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  const [form, setForm] = useState(settings);
  const { save, submit } = useSave(
    () => api.editHealthSettings({ body: form }),
    [healthSettingsQuery.queryKey],
    () => undefined,
  );
  return (
    <Card title={t("judged.title")} lead={t("judged.lead")}>
      <form onSubmit={submit} className="stack settings-form">
        <GoalEvent
          value={form.goalEvent}
          mayEdit={mayEdit}
          onChange={(goalEvent) => setForm({ ...form, goalEvent })}
        />
        {FIELDS.map((field) => (
          <NumberInput
            key={field.figure}
            label={t(field.label)}
            description={t(field.note)}
            min={field.min}
            max={field.max}
            required
            withAsterisk={false}
            disabled={!mayEdit}
            allowDecimal={field.figure === "effectPoints"}
            allowNegative={false}
            value={Math.round(form[field.figure] * field.times * 1_000) / 1_000}
            onChange={(shown) => {
              if (shown !== "") setForm({ ...form, [field.figure]: Number(shown) / field.times });
            }}
          />
        ))}
        {mayEdit ? <SaveFoot save={save} /> : null}
      </form>
    </Card>
  );
}

type GoalEventProps = {
  readonly value: string | null;
  readonly mayEdit: boolean;
  readonly onChange: (event: string | null) => void;
};

function GoalEvent({ value, mayEdit, onChange }: GoalEventProps) {
  const { t } = useI18n();
  const names = useBeside(eventNamesQuery).data?.names.map(({ name }) => name) ?? [];
  return (
    <SearchSelect
      label={t("health.goal")}
      description={t("judged.goalNote")}
      placeholder={t("health.goalNone")}
      clearable
      disabled={!mayEdit}
      data={[...new Set([...(value === null ? [] : [value]), ...names])].map((name) => ({
        value: name,
        label: shownEvent(name, t),
      }))}
      value={value}
      onChange={onChange}
    />
  );
}

function OwnGoals({ settings }: { readonly settings: HealthSettings }) {
  const { t } = useI18n();
  const nameOf = useSegmentNames();
  const own = Object.entries(settings.goalEvents);
  const none = settings.goalEvent === null ? "judged.ownNoGoal" : "judged.ownNone";
  return (
    <Card title={t("judged.own")} lead={t(own.length === 0 ? none : "judged.ownLead")}>
      <ul className="settings-list">
        {own.map(([key, event]) => (
          <li key={key}>
            <div>
              <Link className="settings-name" to="/segments/$key" params={{ key }} search={{ tab: "health" }}>
                {nameOf(key)}
              </Link>
              <div className="muted settings-note">{shownEvent(event, t)}</div>
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}

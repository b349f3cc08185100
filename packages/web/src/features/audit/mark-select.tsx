import { MARKS } from "@habitus/contract";
import type { Mark } from "@habitus/contract";
import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure } from "../../ui/notes.tsx";
import { useMay } from "../../ui/use-session.ts";
import { StopDialog } from "./stop-dialog.tsx";
import { type MarkChange, useMarking } from "./use-marks.ts";

type Props = { readonly event: string; readonly field: string | null; readonly mark: Mark | null };

/** What an event or a field is worth; who may, says so here. */
export function MarkSelect({ event, field, mark }: Props) {
  const { t } = useI18n();
  const mayEdit = useMay("admin");
  const [asked, setAsked] = useState<MarkChange | null>(null);
  const saving = useMarking(() => setAsked(null));
  if (!mayEdit) return mark === null ? <span className="muted">–</span> : t(`marks.${mark}`);
  const choose = (value: string) => {
    const next = MARKS.find((each) => each === value) ?? null;
    const change = { event, field, mark: next };
    if (next === "unnecessary") setAsked(change);
    else saving.mutate(change);
  };
  return (
    <>
      <NativeSelect
        size="xs"
        className="audit-mark"
        aria-label={t("marks.of", { name: field ?? event })}
        value={mark ?? ""}
        disabled={saving.isPending}
        data={[
          { value: "", label: t("marks.none") },
          ...MARKS.map((value) => ({ value, label: t(`marks.${value}`) })),
        ]}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      />
      {saving.isError && asked === null ? <Failure error={saving.error} /> : null}
      {asked === null ? null : (
        <StopDialog
          change={asked}
          pending={saving.isPending}
          error={saving.error}
          onConfirm={() => saving.mutate(asked)}
          onClose={() => {
            saving.reset();
            setAsked(null);
          }}
        />
      )}
    </>
  );
}

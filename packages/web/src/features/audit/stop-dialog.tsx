import type { NoLongerKept } from "@habitus/contract";
import { Button, Group } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { marksPreviewQuery } from "../../api/data-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { shownEvent } from "../../ui/event-name.ts";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { changed, type MarkChange, useMarks } from "./use-marks.ts";

type Props = {
  readonly change: MarkChange;
  readonly pending: boolean;
  readonly error: unknown;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
};

/** Says who reads what will no longer be kept, and asks whether that is meant. */
export function StopDialog({ change, pending, error, onConfirm, onClose }: Props) {
  const { t } = useI18n();
  const { event, field } = change;
  const marks = useMarks(event);
  const after = marks === null ? null : changed(marks, change);
  const preview = useQuery(marksPreviewQuery(event, after));
  const shown = shownEvent(event, t);
  const name = field ?? shown;
  return (
    <Dialog onClose={onClose} title={t("marks.stopTitle", { name })}>
      <div className="stack">
        <p>
          {field === null
            ? t("marks.stopEvent", { event: shown })
            : t("marks.stopField", { field, event: shown })}
        </p>
        {preview.isPending ? <Loading height={60} /> : null}
        {preview.isError ? <Failure error={preview.error} /> : null}
        {(preview.data?.stopped ?? []).map((stopped) => (
          <ReadBy key={stopped.field ?? ""} stopped={stopped} />
        ))}
        {error === null ? null : <Failure error={error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button color="red.9" loading={pending} disabled={preview.data === undefined} onClick={onConfirm}>
            {t("marks.stop")}
          </Button>
        </Group>
      </div>
    </Dialog>
  );
}

const KINDS = ["segments", "scores", "computedTraits", "models", "surveys", "templates"] as const;

function ReadBy({ stopped }: { readonly stopped: NoLongerKept }) {
  const { t, f } = useI18n();
  const read = KINDS.filter((kind) => stopped[kind].length > 0);
  if (read.length === 0) return <p className="muted">{t("marks.unread")}</p>;
  return (
    <Note tone="warn" title={t("marks.readBy")}>
      <ul className="note-list">
        {read.map((kind) => (
          <li key={kind}>
            {t(`marks.reads.${kind}`, { count: stopped[kind].length, keys: f.list(stopped[kind]) })}
          </li>
        ))}
      </ul>
    </Note>
  );
}

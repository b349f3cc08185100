import { Button } from "@mantine/core";
import { apiErrorCode } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Note } from "../../ui/notes.tsx";

/** Whoever makes a segment of a lead's points says that it is meant, with this tag. */
const LEAD_TAG = "lead";

type SaveFailureProps = {
  readonly error: unknown;
  readonly tags: string;
  readonly onTags: (tags: string) => void;
};

/** Why a segment was not saved. Of a lead score it asks whether that is meant. */
export function SaveFailure({ error, tags, onTags }: SaveFailureProps) {
  const { t } = useI18n();
  if (apiErrorCode(error) !== "lead_as_segment") return <Failure error={error} />;
  const all = tags
    .split(",")
    .map((tag) => tag.trim())
    .filter((tag) => tag !== "");
  if (all.includes(LEAD_TAG)) return <Note>{t("segment.form.leadMeant")}</Note>;
  return (
    <Note
      tone="warn"
      title={t("segment.form.leadTitle")}
      actions={
        <Button size="xs" variant="default" onClick={() => onTags([...all, LEAD_TAG].join(", "))}>
          {t("segment.form.leadTag")}
        </Button>
      }
    >
      {t("segment.form.lead")}
    </Note>
  );
}

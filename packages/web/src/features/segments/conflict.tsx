import type { Segment } from "@habitus/contract";
import { Button } from "@mantine/core";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Note } from "../../ui/notes.tsx";
import { useWhen } from "../../ui/when.tsx";

type ConflictProps = {
  /** Null until their version has been read. */
  readonly theirs: Segment | null;
  readonly onTakeTheirs: () => void;
  readonly onKeepMine: () => void;
};

/** Somebody else saved first: shows what they made of it and lets the person decide. */
export function Conflict({ theirs, onTakeTheirs, onKeepMine }: ConflictProps) {
  const { t } = useI18n();
  const when = useWhen();
  if (theirs === null) return <Note tone="bad" title={t("segment.conflict.gone")} />;
  return (
    <Note
      tone="bad"
      title={t("segment.conflict.title", { who: theirs.updatedBy.name, when: when(theirs.updatedAt) })}
      actions={
        <>
          <Button size="xs" variant="default" onClick={onTakeTheirs}>
            {t("segment.conflict.takeTheirs")}
          </Button>
          <Button size="xs" onClick={onKeepMine}>
            {t("segment.conflict.keepMine")}
          </Button>
        </>
      }
    >
      <p>{t("segment.conflict.text")}</p>
      <p>
        {t("segment.conflict.theirs")}: <span className="code">{theirs.definition.text}</span>
      </p>
    </Note>
  );
}

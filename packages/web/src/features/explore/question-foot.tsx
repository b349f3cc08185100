import { Button } from "@mantine/core";
import { useI18n } from "../../i18n/use-i18n.tsx";

type QuestionFootProps = {
  /** What is missing before it can be asked; null for nothing. */
  readonly missing: string | null;
  readonly isChanged: boolean;
  readonly isCounting: boolean;
};

/** The button that asks a question, and why it cannot be asked or should be asked again. */
export function QuestionFoot({ missing, isChanged, isCounting }: QuestionFootProps) {
  const { t } = useI18n();
  return (
    <div className="explore-foot">
      <Button type="submit" disabled={missing !== null} loading={isCounting}>
        {t("explore.show")}
      </Button>
      <span className="muted">{missing ?? (isChanged ? t("explore.changed") : "")}</span>
    </div>
  );
}

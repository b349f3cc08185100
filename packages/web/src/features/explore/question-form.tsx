import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import type { Question } from "./use-question.ts";

/** What the form of every question is given by its page. */
export type QuestionProps<Search> = {
  /** The question that the address asks. */
  readonly search: Search;
  readonly isCounting: boolean;
  readonly onShow: (search: Search) => void;
  /** The question is the one that is shown. */
  readonly onAgain: () => void;
};

type QuestionFormProps<Search> = Omit<QuestionProps<Search>, "search"> & {
  readonly title: string;
  readonly question: Question<Search>;
  /** What is said while something is missing. */
  readonly incomplete: string;
  readonly children: ReactNode;
};

/** A question while it is written; nothing is counted before somebody asks for it. */
export function QuestionForm<Search>(props: QuestionFormProps<Search>) {
  const { title, question, incomplete, isCounting, onShow, onAgain, children } = props;
  const { t } = useI18n();
  const { next, isShown, isChanged } = question;
  return (
    <Card title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (next === null) return;
          if (isShown) onAgain();
          else onShow(next);
        }}
      >
        {children}
        <div className="explore-foot">
          <Button type="submit" disabled={next === null} loading={isCounting}>
            {t("explore.show")}
          </Button>
          <span className="muted">
            {next === null ? incomplete : isChanged ? t("explore.changed") : null}
          </span>
        </div>
      </form>
    </Card>
  );
}

import type { ReactNode } from "react";
import { Card } from "../../ui/page.tsx";
import { QuestionFoot } from "./question-foot.tsx";

type QuestionFormProps = {
  readonly title: string;
  /** What is missing; null when the question is whole. */
  readonly missing: string | null;
  /** The question is the one that is shown. */
  readonly isShown: boolean;
  /** Something is shown. */
  readonly isAsked: boolean;
  readonly isCounting: boolean;
  readonly onShow: () => void;
  readonly children: ReactNode;
};

/** A question while it is written; nothing is counted before somebody asks for it. */
export function QuestionForm(props: QuestionFormProps) {
  const { title, missing, isShown, isAsked, isCounting, onShow, children } = props;
  return (
    <Card title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onShow();
        }}
      >
        {children}
        <QuestionFoot missing={missing} isChanged={isAsked && !isShown} isCounting={isCounting} />
      </form>
    </Card>
  );
}

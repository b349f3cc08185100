import type { TablerIcon } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";

type AnswerProps<T> = {
  readonly query: UseQueryResult<T>;
  readonly isAsked: boolean;
  /** What stands in the address is no question. */
  readonly isUnread: boolean;
  readonly icon: TablerIcon;
  readonly start: string;
  readonly startText: string;
  readonly children: (data: T) => ReactNode;
};

/** What a question came to, or the next step where nothing is asked yet. */
export function Answer<T>({ query, isAsked, isUnread, icon, start, startText, children }: AnswerProps<T>) {
  const { t } = useI18n();
  return (
    <div aria-live="polite" className="stack">
      {!isAsked ? (
        <Card>
          <Empty icon={icon} title={start}>
            {isUnread ? t("explore.unread") : startText}
          </Empty>
        </Card>
      ) : query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Loading height={320} />
      ) : (
        children(query.data)
      )}
    </div>
  );
}

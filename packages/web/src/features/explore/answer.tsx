import type { TablerIcon } from "@tabler/icons-react";
import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";

type AnswerProps<Data, Request> = {
  readonly query: UseQueryResult<Data>;
  /** Null while nothing is asked. */
  readonly request: Request | null;
  /** What stands in the address is no question. */
  readonly isUnread: boolean;
  readonly icon: TablerIcon;
  readonly startText: string;
  readonly children: (data: Data, request: Request) => ReactNode;
};

/** What a question came to, or the next step where nothing is asked yet. */
export function Answer<Data, Request>(props: AnswerProps<Data, Request>) {
  const { query, request, isUnread, icon, startText, children } = props;
  const { t } = useI18n();
  return (
    <div aria-live="polite" className="stack">
      {request === null ? (
        <Card>
          <Empty icon={icon} title={t("explore.start")}>
            {isUnread ? t("explore.unread") : startText}
          </Empty>
        </Card>
      ) : query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data === undefined ? (
        <Loading height={320} />
      ) : (
        children(query.data, request)
      )}
    </div>
  );
}

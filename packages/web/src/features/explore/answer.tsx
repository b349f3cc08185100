import type { TablerIcon } from "@tabler/icons-react";
import { type QueryKey, useQueryClient, type UseQueryResult } from "@tanstack/react-query";
import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { QuestionProgress } from "./question-progress.tsx";

type AnswerProps<Data, Request> = {
  readonly query: UseQueryResult<Data>;
  readonly queryKey: QueryKey;
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
  const { query, queryKey, request, isUnread, icon, startText, children } = props;
  const { t } = useI18n();
  const client = useQueryClient();
  const asking = query.isFetching ? (
    <QuestionProgress
      // Another question, or the same once more, begins anew.
      key={`${JSON.stringify(queryKey)} ${query.dataUpdatedAt}`}
      queryKey={queryKey}
      onCancel={() => void client.cancelQueries({ queryKey, exact: true })}
    />
  ) : null;
  return (
    <div className="stack">
      {asking}
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
          query.isFetching ? (
            <Loading height={320} />
          ) : (
            <Cancelled onAgain={() => void query.refetch()} />
          )
        ) : (
          children(query.data, request)
        )}
      </div>
    </div>
  );
}

function Cancelled({ onAgain }: { readonly onAgain: () => void }) {
  const { t } = useI18n();
  const again = (
    <Button size="xs" variant="default" onClick={onAgain}>
      {t("explore.askAgain")}
    </Button>
  );
  return (
    <Note title={t("explore.cancelled")} actions={again}>
      {t("explore.cancelledNote")}
    </Note>
  );
}

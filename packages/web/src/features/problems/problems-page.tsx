import type { DeadLetter } from "@habitus/contract";
import { UnstyledButton } from "@mantine/core";
import { IconShieldCheck } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { deadLettersQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card, PageHeader } from "../../ui/page.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { When } from "../../ui/when.tsx";
import { useMay } from "../../ui/use-session.ts";
import { LetterDrawer } from "./letter-drawer.tsx";
import { ReplayAll } from "./replay-all.tsx";
import "./problems.css";

const route = getRouteApi("/frame/problems");

const ROW_HEIGHT = 110;

export function ProblemsPage() {
  const { t } = useI18n();
  const { reason, open } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (id: string | undefined) =>
    void navigate({ search: (now) => ({ ...now, open: id }), replace: true, resetScroll: false });
  return (
    <>
      <PageHeader title={t("problems.title")} lead={t("problems.lead")} />
      <Letters reason={reason} onOpen={show} />
      {open === undefined ? null : <LetterDrawer id={open} onClose={() => show(undefined)} />}
    </>
  );
}

type LettersProps = { readonly reason: string | undefined; readonly onOpen: (id: string) => void };

function Letters({ reason, onOpen }: LettersProps) {
  const { t } = useI18n();
  const query = useInfiniteQuery(deadLettersQuery(reason));
  const mayChange = useMay("editor");
  if (query.isPending) return <Loading height={320} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const letters = query.data.pages.flatMap((page) => page.deadLetters);
  const reasons = query.data.pages.at(-1)?.reasons ?? [];
  if (letters.length === 0 && reasons.length === 0) {
    return (
      <Card>
        <Empty icon={IconShieldCheck} title={t("problems.empty")}>
          {t("problems.emptyText")}
        </Empty>
      </Card>
    );
  }
  return (
    <Card>
      <Reasons reasons={reasons} chosen={reason} />
      {mayChange ? <ReplayAll reason={reason} /> : null}
      <PagedList
        label={t("problems.title")}
        query={query}
        items={letters}
        keyOf={({ id }) => id}
        rowHeight={ROW_HEIGHT}
        render={(letter) => (
          <div className="letter-row">
            <Letter letter={letter} onOpen={() => onOpen(letter.id)} />
          </div>
        )}
      />
    </Card>
  );
}

type ReasonsProps = {
  readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  readonly chosen: string | undefined;
};

/** How many there are of each reason; a click shows only those. */
function Reasons({ reasons, chosen }: ReasonsProps) {
  const { t, f } = useI18n();
  const navigate = route.useNavigate();
  const choose = (reason: string | undefined) =>
    void navigate({ search: { reason, open: undefined }, replace: true });
  const total = reasons.reduce((sum, { count }) => sum + count, 0);
  const choices = [{ reason: undefined, count: total }, ...reasons];
  return (
    <fieldset className="reasons">
      <legend className="visually-hidden">{t("problems.filter")}</legend>
      {choices.map(({ reason, count }) => (
        <UnstyledButton
          key={reason ?? ""}
          className="reason"
          aria-pressed={reason === chosen}
          onClick={() => choose(reason)}
        >
          {reason === undefined ? t("problems.all") : reasonName(reason)}
          <span className="numbers">{f.number(count)}</span>
        </UnstyledButton>
      ))}
    </fieldset>
  );
}

/** "event_too_large" → "event too large" */
function reasonName(reason: string): string {
  return reason.replaceAll("_", " ");
}

function Letter({ letter, onOpen }: { readonly letter: DeadLetter; readonly onOpen: () => void }) {
  const { t } = useI18n();
  return (
    <UnstyledButton className="letter" onClick={onOpen}>
      <span className="letter-head">
        <span className="letter-reason">{reasonName(letter.reason)}</span>
        <span className="muted">
          <When at={letter.receivedAt} />
        </span>
      </span>
      <span className="letter-detail">{letter.detail}</span>
      <span className="letter-payload code">{letter.payload}</span>
      {letter.replayedAt === null ? null : (
        <span className="pill">
          {t("problems.replayed", { when: "" })}
          <When at={letter.replayedAt} />
        </span>
      )}
    </UnstyledButton>
  );
}

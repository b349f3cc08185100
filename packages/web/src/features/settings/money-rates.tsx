import type { ExchangeRateEntry } from "@habitus/contract";
import { IconArrowsExchange } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { MONEY_KEY, ratesQuery } from "../../api/money-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { PagedList } from "../../ui/paged-list.tsx";
import { useMay } from "../../ui/use-session.ts";
import { AddButtons } from "./add-buttons.tsx";
import { EntryActions } from "./entry-actions.tsx";
import { RateDialog } from "./rate-dialog.tsx";
import { RateFileDialog } from "./rate-file-dialog.tsx";

/** The form that is open; "new" for a rate that is not there yet. */
type Open = ExchangeRateEntry | "new" | "file" | null;

const ROW_HEIGHT = 77;

type Props = { readonly currency: string };

export function MoneyRates({ currency }: Props) {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  const [open, setOpen] = useState<Open>(null);
  const query = useInfiniteQuery(ratesQuery(currency));
  const rates = query.data?.pages.flatMap((page) => page.rates) ?? [];
  const isNone = query.data !== undefined && rates.length === 0;
  const close = (): void => setOpen(null);
  const add = mayEdit ? (
    <AddButtons file={t("money.fromFile")} one={t("money.newRate")} onOpen={setOpen} />
  ) : null;
  return (
    <Card title={t("money.rates")} lead={t("money.ratesLead", { currency })} aside={isNone ? null : add}>
      {query.isPending ? <Loading /> : null}
      {query.isError && rates.length === 0 ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : null}
      {isNone ? (
        <Empty icon={IconArrowsExchange} title={t("money.noRates")} actions={add}>
          {t("money.noRatesText", { currency })}
        </Empty>
      ) : null}
      {rates.length === 0 ? null : (
        <PagedList
          label={t("money.rates")}
          query={query}
          items={rates}
          keyOf={({ currency: from, from: day }) => `${from} ${day}`}
          rowHeight={ROW_HEIGHT}
          render={(rate) => (
            <Row rate={rate} currency={currency} mayEdit={mayEdit} onEdit={() => setOpen(rate)} />
          )}
        />
      )}
      {open === "file" ? <RateFileDialog onClose={close} /> : null}
      {open === null || open === "file" ? null : (
        <RateDialog rate={open === "new" ? null : open} currency={currency} onClose={close} />
      )}
    </Card>
  );
}

type RowProps = Props & {
  readonly rate: ExchangeRateEntry;
  readonly mayEdit: boolean;
  readonly onEdit: () => void;
};

function Row({
  rate: { currency: of, from, rate, updatedAt, updatedBy },
  currency,
  mayEdit,
  onEdit,
}: RowProps) {
  const { t, f } = useI18n();
  const day = f.plainDate(from);
  return (
    <div className="settings-row">
      <div>
        <div className="settings-name">{t("money.rateSays", { from: of, rate, currency })}</div>
        <div className="muted settings-note">
          {t("money.rateFromDay", { day })} ·{" "}
          {t("money.rateBy", { who: updatedBy.name, when: f.dateTime(updatedAt) })}
        </div>
      </div>
      {mayEdit ? (
        <EntryActions
          name={`${of}, ${t("money.rateFromDay", { day })}`}
          warning={t("money.deleteText")}
          onEdit={onEdit}
          remove={() => api.deleteRate({ params: { currency: of, from } })}
          renew={[MONEY_KEY]}
        />
      ) : null}
    </div>
  );
}

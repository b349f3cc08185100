import type { Money } from "@habitus/contract";
import { isPresentCurrency } from "@habitus/kernel";
import { Button, Group } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Note } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { SearchSelect } from "../../ui/search-select.tsx";
import { useSave } from "../../ui/use-save.ts";
import { useMay } from "../../ui/use-session.ts";

const CODES = Intl.supportedValuesOf("currency").filter(isPresentCurrency);
const NAMES = new Intl.DisplayNames("en-GB", { type: "currency" });

/** Which currency the workspace reckons in, and since when. */
export function MoneyCurrency({ money }: { readonly money: Money }) {
  const { t, f } = useI18n();
  const mayChange = useMay("admin");
  const [chosen, setChosen] = useState(money.currency);
  const { currency, since } = money;
  // Any sum may be warned of now, or no longer.
  const { save, submit } = useSave(
    () => api.changeMoney({ body: { currency: chosen, rev: money.rev } }),
    "all",
    () => undefined,
  );
  return (
    <Card title={t("money.title")} lead={t("money.lead")}>
      <form onSubmit={submit} className="stack settings-form">
        <SearchSelect
          label={t("money.currency")}
          placeholder={t("money.none")}
          description={mayChange ? undefined : t("money.adminsOnly")}
          disabled={!mayChange}
          clearable
          clearButtonProps={{ "aria-label": t("money.none") }}
          data={CODES.map((code) => ({ value: code, label: `${code} · ${NAMES.of(code) ?? code}` }))}
          value={chosen}
          onChange={setChosen}
        />
        {currency === null || since === null ? (
          <p className="muted plain">{t("money.noneText")}</p>
        ) : (
          <p className="muted plain">{t("money.since", { since: f.dateTime(since), currency })}</p>
        )}
        {currency === null || chosen === currency ? null : (
          <Note tone="warn">{t("money.changeText", { currency })}</Note>
        )}
        {save.isError ? <Failure error={save.error} /> : null}
        {mayChange ? (
          <Group justify="flex-end">
            <Button type="submit" loading={save.isPending} disabled={chosen === currency}>
              {t("common.save")}
            </Button>
          </Group>
        ) : null}
      </form>
    </Card>
  );
}

import type { ExchangeRateEntry } from "@habitus/contract";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { MONEY_KEY } from "../../api/money-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SaveFoot } from "../../ui/save-foot.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { useSave } from "../../ui/use-save.ts";

type Props = {
  /** Null for one that is not there yet. */
  readonly rate: ExchangeRateEntry | null;
  readonly currency: string;
  readonly onClose: () => void;
};

export function RateDialog({ rate, currency, onClose }: Props) {
  const { t, f } = useI18n();
  const [form, setForm] = useState({
    currency: rate?.currency ?? "",
    from: rate?.from ?? "",
    rate: rate?.rate ?? "",
  });
  const send = () => api.writeRates({ body: { rates: [form] } });
  const { save, submit } = useSave(send, [MONEY_KEY], onClose);
  const name =
    rate === null ? "" : `${rate.currency}, ${t("money.rateFromDay", { day: f.plainDate(rate.from) })}`;
  return (
    <Dialog onClose={onClose} title={rate === null ? t("money.newRate") : t("entry.editNamed", { name })}>
      <form onSubmit={submit} className="stack">
        {rate === null ? (
          <>
            <TextField
              label={t("money.rateCurrency")}
              isFirst
              value={form.currency}
              onText={(text) => setForm({ ...form, currency: text })}
            />
            <TextInput
              label={t("money.rateFrom")}
              description={t("money.rateFromNote")}
              type="date"
              required
              withAsterisk={false}
              value={form.from}
              onChange={({ currentTarget: { value } }) => setForm({ ...form, from: value })}
            />
          </>
        ) : null}
        <TextInput
          label={t("money.rate", { currency })}
          description={t("money.rateNote")}
          inputMode="decimal"
          required
          withAsterisk={false}
          data-autofocus={rate === null ? undefined : true}
          value={form.rate}
          onChange={({ currentTarget: { value } }) => setForm({ ...form, rate: value })}
        />
        <SaveFoot save={save} />
      </form>
    </Dialog>
  );
}

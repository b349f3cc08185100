import type { Money } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import "../../ui/wide-table.css";

type Props = { readonly currency: string; readonly rows: Money["unconverted"] };

/** What came in without a value in the workspace's currency. */
export function MoneyUnconverted({ currency, rows }: Props) {
  const { t, f } = useI18n();
  return (
    <Card title={t("money.unconverted")} lead={t("money.unconvertedLead", { currency })}>
      {rows.length === 0 ? (
        <p className="muted plain">{t("money.allConverted")}</p>
      ) : (
        <table className="wide-table">
          <thead>
            <tr>
              <th scope="col">{t("money.column.currency")}</th>
              <th scope="col">{t("money.column.into")}</th>
              <th scope="col">{t("money.column.why")}</th>
              <th scope="col">{t("money.column.events")}</th>
              <th scope="col">{t("money.column.days")}</th>
              <th scope="col">{t("money.column.seen")}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ currency: said, into, reason, events, first, last, seenAt }) => (
              <tr key={`${into} ${reason} ${said}`}>
                <th scope="row">{said === "" ? t("money.noName") : said}</th>
                <td data-head={t("money.column.into")}>{into ?? t("money.notKnown")}</td>
                <td data-head={t("money.column.why")}>{t(`money.why.${reason}`)}</td>
                <td className="numbers" data-head={t("money.column.events")}>
                  {f.number(events)}
                </td>
                <td data-head={t("money.column.days")}>
                  {t("money.fromTo", { from: f.date(first), to: f.date(last) })}
                </td>
                <td data-head={t("money.column.seen")}>{f.dateTime(seenAt)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}

import type { CleaningPreview as Found, CleaningRule } from "@habitus/contract";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { cleaningPreviewQuery } from "../../api/data-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { isWhole } from "./cleaning-draft.ts";

/** Looking at past events takes a while: it begins once nobody types any more. */
const PAUSE_MS = 350;

type Props = { readonly event: string; readonly rules: readonly CleaningRule[] };

/** What the rules would have made of past events. */
export function CleaningPreview({ event, rules }: Props) {
  const { t } = useI18n();
  const [settled] = useDebouncedValue(rules, PAUSE_MS);
  const isReady = rules.length > 0 && isWhole(settled);
  const preview = useQuery({ ...cleaningPreviewQuery(event, settled), enabled: isReady });
  if (!isReady) return null;
  if (preview.isError) return <Failure error={preview.error} />;
  if (preview.data === undefined) return <Loading height={80} />;
  const { looked, fields } = preview.data;
  return (
    <section aria-label={t("cleaning.preview")} className="stack">
      <h3 className="cleaning-head">{t("cleaning.preview")}</h3>
      {fields.map((field) => (
        <FieldPreview key={field.field} field={field} looked={looked} />
      ))}
    </section>
  );
}

type FieldProps = { readonly field: Found["fields"][number]; readonly looked: number };

function FieldPreview({ field: { field, values, changed, dropped, unread, examples }, looked }: FieldProps) {
  const { t, f } = useI18n();
  const told = [
    t("cleaning.changes", {
      field,
      count: changed,
      values: t("cleaning.values", { count: values }),
      looked: t("cleaning.newest", { count: looked }),
    }),
    dropped === 0 ? "" : t("cleaning.drops", { count: dropped }),
    unread === 0 ? "" : t("cleaning.unread", { count: unread }),
  ];
  return (
    <div>
      <p>{told.filter((text) => text !== "").join(" ")}</p>
      {examples.length === 0 ? null : (
        <table className="wide-table">
          <thead>
            <tr>
              <th scope="col">{t("cleaning.before")}</th>
              <th scope="col">{t("cleaning.after")}</th>
              <th scope="col">{t("cleaning.times")}</th>
            </tr>
          </thead>
          <tbody>
            {examples.map(({ before, after, unread: isUnread, count }) => (
              <tr key={before}>
                <th scope="row" className="code">
                  {before}
                </th>
                <td data-head={t("cleaning.after")} className={after === null ? "muted" : "code"}>
                  {after ?? t("cleaning.gone")}
                  {isUnread ? <span className="pill audit-warn">{t("cleaning.asItWas")}</span> : null}
                </td>
                <td data-head={t("cleaning.times")} className="numbers">
                  {f.number(count)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

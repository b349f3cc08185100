import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { personComputedQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card, Facts } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { shownValue } from "./shown-value.ts";

/** What the workspace's computed traits come to for a person now. */
export function ComputedCard({ id }: { readonly id: string }) {
  const { t, f } = useI18n();
  const query = useQuery(personComputedQuery(id));
  const mayEdit = useMay("editor");
  const values = query.data?.values ?? [];
  return (
    <Card title={t("computed.title")}>
      {query.isPending ? <Loading /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data !== undefined && values.length === 0 ? (
        <p className="muted" style={{ margin: 0 }}>
          {t("computed.cardNone")} {mayEdit ? <Link to="/settings/computed">{t("computed.new")}</Link> : null}
        </p>
      ) : null}
      <Facts
        items={values.map(({ name, definition, value }) => {
          const shown = value === null ? t("computed.noValue") : shownValue(value, f);
          return [
            name,
            <span key={name} title={definition}>
              {shown}
            </span>,
          ] as const;
        })}
      />
    </Card>
  );
}

import { Button, NativeSelect } from "@mantine/core";
import { getRouteApi } from "@tanstack/react-router";
import { keysQuery, usersQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { DayFields } from "../../ui/day-fields.tsx";
import { SearchSelect } from "../../ui/search-select.tsx";
import { useBeside } from "../../ui/use-beside.ts";
import { auditThings } from "./audit-sentence.ts";

const route = getRouteApi("/frame/settings/audit");

/** Who did things without a person or key: the program itself and whoever has the admin token. */
const OTHERS = ["system", "admin"] as const;

/** Which entries are shown; it stands in the address. */
export function AuditFilters() {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = (next: Partial<typeof search>) =>
    void navigate({ search: (now) => ({ ...now, ...next }), replace: true, resetScroll: false });
  return (
    <div className="audit-filters">
      <Who chosen={search.who} onChange={(who) => change({ who })} />
      <NativeSelect
        label={t("audit.what")}
        data={[
          { value: "", label: t("audit.everything") },
          ...auditThings().map((thing) => ({ value: thing, label: t(`audit.thing.${thing}`) })),
        ]}
        value={auditThings().find((thing) => thing === search.what) ?? ""}
        onChange={({ currentTarget: { value } }) => change({ what: value === "" ? undefined : value })}
      />
      <DayFields days={search} onChange={change} />
      {search.target === undefined ? null : (
        <div className="audit-target">
          {t("audit.onlyAbout", { target: search.target })}{" "}
          <Button size="compact-sm" variant="subtle" onClick={() => change({ target: undefined })}>
            {t("audit.aboutAll")}
          </Button>
        </div>
      )}
    </div>
  );
}

type WhoProps = { readonly chosen: string | undefined; readonly onChange: (id: string | undefined) => void };

function Who({ chosen, onChange }: WhoProps) {
  const { t } = useI18n();
  const users = useBeside(usersQuery).data?.users ?? [];
  const keys = useBeside(keysQuery).data?.keys ?? [];
  const known = [
    ...users.map(({ id, name }) => ({ value: id, label: name })),
    ...keys
      .filter(({ kind }) => kind === "api")
      .map(({ id, name }) => ({ value: id, label: t("audit.key", { name }) })),
    ...OTHERS.map((value) => ({ value, label: t(`audit.by.${value}`) })),
  ];
  const isKnown = chosen === undefined || known.some(({ value }) => value === chosen);
  return (
    <SearchSelect
      label={t("audit.who")}
      placeholder={t("audit.everybody")}
      clearable
      data={isKnown ? known : [...known, { value: chosen, label: chosen }]}
      value={chosen ?? null}
      onChange={(id) => onChange(id ?? undefined)}
    />
  );
}

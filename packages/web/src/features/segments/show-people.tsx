import { useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { PeopleOf } from "./people-of.tsx";

/** Opens the people of a finding; nothing where there are none to show. */
export function ShowPeople({ definition }: { readonly definition: string | null }) {
  const { t } = useI18n();
  const [isOpen, setOpen] = useState(false);
  if (definition === null) return null;
  return (
    <>
      <button type="button" className="text-button" onClick={() => setOpen(true)}>
        {t("health.show")}
      </button>
      {isOpen ? (
        <PeopleOf definition={definition} title={t("health.behind")} onClose={() => setOpen(false)} />
      ) : null}
    </>
  );
}

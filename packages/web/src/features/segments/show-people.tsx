import { useState } from "react";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { LinkButton } from "../../ui/link-button.tsx";
import { useMay } from "../../ui/use-session.ts";
import { PeopleBehind } from "./people-behind.tsx";

/** Opens the people of a finding; nothing where there are none to show. */
export function ShowPeople({ definition }: { readonly definition: string | null }) {
  const { t } = useI18n();
  const mayEdit = useMay("editor");
  const [isOpen, setOpen] = useState(false);
  if (definition === null) return null;
  return (
    <>
      <button type="button" className="text-button" onClick={() => setOpen(true)}>
        {t("health.show")}
      </button>
      {isOpen ? (
        <PeopleBehind
          of={{ before: null, after: definition, purpose: "", at: "", side: "entered" }}
          title={t("health.behind")}
          head={
            mayEdit ? (
              <LinkButton to="/new-segment" search={{ definition }} variant="default" size="xs">
                {t("explore.save")}
              </LinkButton>
            ) : null
          }
          onClose={() => setOpen(false)}
        />
      ) : null}
    </>
  );
}

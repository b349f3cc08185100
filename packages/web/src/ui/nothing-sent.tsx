import { useQuery } from "@tanstack/react-query";
import { overviewQuery } from "../api/queries.ts";
import { useI18n } from "../i18n/use-i18n.tsx";
import { LinkButton } from "./link-button.tsx";
import { Note } from "./notes.tsx";

/** Where events are chosen from those that came: says that none came yet, and what brings them. Nothing once there is one. */
export function NothingSent() {
  const { t } = useI18n();
  const events = useQuery(overviewQuery).data?.totals.events;
  if (events !== 0) return null;
  return (
    <Note
      title={t("nothingSent.title")}
      actions={
        <>
          <LinkButton to="/settings/sources" size="xs">
            {t("nothingSent.toSources")}
          </LinkButton>
          <LinkButton to="/imports" size="xs" variant="default">
            {t("start.importFile")}
          </LinkButton>
          <LinkButton to="/" size="xs" variant="default">
            {t("nothingSent.toDemo")}
          </LinkButton>
        </>
      }
    >
      {t("nothingSent.text")}
    </Note>
  );
}

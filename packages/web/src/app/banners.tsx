import { UnstyledButton } from "@mantine/core";
import { IconClockPin, IconPlugConnectedX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { isUnreachable } from "../api/client.ts";
import { overviewQuery } from "../api/queries.ts";
import { useI18n } from "../i18n/use-i18n.tsx";
import { errorText } from "../ui/error-text.ts";
import { Unreachable } from "../ui/unreachable.tsx";
import { useMay } from "../ui/use-session.ts";

/** What a person must know whatever page they look at. */
export function Banners() {
  const { t, f } = useI18n();
  const overview = useQuery(overviewQuery);
  const mayChange = useMay("admin");
  const pinnedNow = overview.data?.workspace.pinnedNow ?? null;
  const demo = overview.data?.demo.state;
  const message = demo === "loaded" || demo === "removing" ? "app.pinnedDemo" : "app.pinned";
  return (
    <section aria-label={t("app.notices")}>
      <Unreachable />
      {overview.error === null || isUnreachable(overview.error) ? null : (
        <div className="banner banner-bad" role="alert">
          <IconPlugConnectedX size={18} aria-hidden />
          <span>{errorText(t, overview.error)}</span>
          <UnstyledButton className="banner-action" onClick={() => void overview.refetch()}>
            {t("common.retry")}
          </UnstyledButton>
        </div>
      )}
      {overview.data === undefined || overview.data.storeProblem === null ? null : (
        <div className="banner banner-bad" role="alert">
          <IconPlugConnectedX size={18} aria-hidden />
          {t("app.storeDown")}
        </div>
      )}
      {pinnedNow === null ? null : (
        <div className="banner">
          <IconClockPin size={18} aria-hidden />
          <span>{t(message, { date: f.date(pinnedNow) })}</span>
          {mayChange ? <Link to="/settings/workspace">{t("app.pinnedChange")}</Link> : null}
        </div>
      )}
    </section>
  );
}

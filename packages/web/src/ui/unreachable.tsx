import { IconPlugConnectedX } from "@tabler/icons-react";
import type { Query, QueryCache } from "@tanstack/react-query";
import { isUnreachable } from "../api/client.ts";
import { overviewQuery } from "../api/queries.ts";
import { useI18n } from "../i18n/use-i18n.tsx";
import { useCacheReading } from "./use-cache-reading.ts";

/** Says at once that nobody answers; whatever was asked is asked again meanwhile, and says so itself when that was in vain. */
export function Unreachable() {
  const { t } = useI18n();
  const isTrying = useCacheReading(isAskedAgain);
  return isTrying ? (
    <div className="banner banner-bad" role="alert">
      <IconPlugConnectedX size={18} aria-hidden />
      {t("app.unreachable")}
    </div>
  ) : null;
}

function isAskedAgain(cache: QueryCache): boolean {
  return cache.getAll().some((query) => {
    const { fetchStatus, fetchFailureReason, error } = query.state;
    if (fetchStatus === "fetching" && isUnreachable(fetchFailureReason)) return true;
    return isPolled(query) && (isUnreachable(fetchFailureReason) || isUnreachable(error));
  });
}

/** It is asked for over and over, also after it failed. */
function isPolled(query: Query): boolean {
  return query.queryKey[0] === overviewQuery.queryKey[0] && query.isActive();
}

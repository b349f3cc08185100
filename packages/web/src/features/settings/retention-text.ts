import type { I18n } from "../../i18n/use-i18n.tsx";

type Found = { readonly events: number; readonly ids: number; readonly oldest: string | null };

/** "Now 1,234 events of 56 ids are older, the oldest from 3 May 2024, 10:00." */
export function previewText({ events, ids, oldest }: Found, { t, f }: I18n): string {
  if (events === 0 || oldest === null) return t("retention.nothing");
  return t("retention.preview", {
    count: events,
    ids: t("retention.ids", { count: ids }),
    date: f.dateTime(oldest),
  });
}

import { workspaceQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Note } from "../../ui/notes.tsx";
import { useBeside } from "../../ui/use-beside.ts";

/** Under a fixed now live entries and exits still follow the real clock, so each time says which it is by. */
export function TwoClocks() {
  const { t, f } = useI18n();
  const pinned = useBeside(workspaceQuery).data?.pinnedNow ?? null;
  return pinned === null ? null : <Note>{t("person.twoClocks", { date: f.date(pinned) })}</Note>;
}

import type { MemberColumn } from "@habitus/contract";
import type { I18n } from "../../i18n/use-i18n.tsx";
import { shownEvent } from "../../ui/event-name.ts";

/** What stands above a column of people. */
export function columnName(column: MemberColumn, { t }: Pick<I18n, "t">): string {
  switch (column) {
    case "name":
    case "email":
    case "country":
    case "since":
    case "first_seen":
    case "last_seen":
      return t(`members.column.${column}`);
  }
  const [kind = "", name = ""] = column.split(/:(.*)/s);
  return kind === "event" ? t("members.column.event", { name: shownEvent(name, t) }) : name;
}

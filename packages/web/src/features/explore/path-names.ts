import type { PathEnd, PathsAnswer, PathsRequest } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";

/** How a place of the paths is called; of all other events how many they are. */
export function usePathNames({ steps }: PathsAnswer, { direction }: PathsRequest) {
  const { t } = useI18n();
  return (end: PathEnd, step: number): string => {
    if (end.kind === "event") return end.name;
    if (end.kind === "others") {
      return t("paths.others", { count: (steps[step]?.names ?? 0) - end.except.length });
    }
    return end.kind === "open" ? t("paths.open") : t(direction === "before" ? "paths.began" : "paths.left");
  };
}

export type PathName = ReturnType<typeof usePathNames>;

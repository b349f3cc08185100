import type { FunnelGroup } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { useSegmentNames } from "../segments/use-segments.ts";

/** What a group of people is called. */
export function useGroupName(): (group: FunnelGroup) => string {
  const { t } = useI18n();
  const segmentName = useSegmentNames();
  return (group) => {
    if (group.kind === "segment") return segmentName(group.key);
    return group.kind === "value" ? group.value : t(`funnel.group.${group.kind}`);
  };
}

import type { DeletedSegment } from "@habitus/contract";
import type { SegmentRecord } from "../../../../segments/segment-store.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { toAuditPage } from "../workspace/access.ts";
import { toVersion } from "./segments.ts";
import { found, isoOrNull, PAGE, readNumberCursor } from "../shared.ts";

/** What is left of segments and of what was done to them, also when they are gone. */
export function segmentArchiveHandlers({
  access: { audit },
  segments,
}: ManagementDeps): HandlersFor<"listSegmentAudit" | "listDeletedSegments"> {
  const toDeleted = (record: SegmentRecord): DeletedSegment => {
    const filter = { target: targetOf(record.key), action: "segment.delete" };
    const [deletion] = audit.page(null, 1, filter).entries;
    return {
      ...toVersion(record),
      deletedAt: isoOrNull(deletion?.at ?? null),
      deletedBy: deletion?.actor ?? null,
    };
  };
  return {
    listSegmentAudit({ params: { key }, query }) {
      const before = readNumberCursor(query.after);
      const page = audit.page(before, query.limit ?? PAGE, { target: targetOf(key) });
      if (page.entries.length === 0 && page.next === null && before === null)
        found(segments.get(key), "segment");
      return toAuditPage(page);
    },
    listDeletedSegments: () => ({
      segments: segments
        .deleted()
        .map(toDeleted)
        .toSorted((a, b) => (b.deletedAt ?? "").localeCompare(a.deletedAt ?? "")),
    }),
  };
}

const targetOf = (key: string): string => `segment/${key}`;

import { Readable } from "node:stream";
import { PAGE_SIZES } from "@habitus/contract";
import { formatInstant } from "@habitus/kernel";
import { auditLines } from "../../../../segments/data-audit-csv.ts";
import type { AuditedEvent, AuditedField } from "../../../../segments/data-audit.ts";
import { purposeWarnings } from "../../../../segments/purpose-warnings.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";
import { found, numberCursor, readNumberCursor } from "../shared.ts";

type AuditOperations = "auditEvents" | "auditFields" | "downloadDataAudit" | "getSegmentWarnings";

export function dataAuditHandlers({
  dataAudit,
  segments,
  purposes,
  access,
  now,
}: ManagementDeps): HandlersFor<AuditOperations> {
  return {
    async auditEvents({ query }, { signal }) {
      const { skip, limit } = pageOf(query);
      const events = await dataAudit.events({ skip, limit: limit + 1 }, signal);
      const next = events.length > limit ? skip + limit : null;
      const missing = skip > 0 ? [] : await dataAudit.missing(signal);
      return { events: events.slice(0, limit).map(toEvent), missing: [...missing], next: numberCursor(next) };
    },
    async auditFields({ query }, { signal }) {
      const { event } = query;
      const page = pageOf(query);
      const { fields, missing, hasMore, ...sample } = await dataAudit.fields({ event, ...page }, signal);
      const next = hasMore ? page.skip + page.limit : null;
      const shown = { fields: fields.map(toField), missing: [...missing], next: numberCursor(next) };
      return { event, ...sample, ...shown };
    },
    async downloadDataAudit(_input, { caller, signal }) {
      await access.audit.write({
        actor: caller.actor,
        at: now(),
        action: "data_audit.download",
        target: "data-audit",
        before: null,
        after: null,
      });
      const lines = Readable.from(auditLines(dataAudit, signal)).map((line: string) => Buffer.from(line));
      return { name: "data-audit.csv", open: () => Readable.toWeb(lines) as ReadableStream<Uint8Array> };
    },
    async getSegmentWarnings({ params }, { signal }) {
      const segment = found(segments.get(params.key), "segment");
      const meaning = [...purposeWarnings(segment.purpose, purposes)];
      return { warnings: await dataAudit.warnings(segment, signal), meaning };
    },
  };
}

function pageOf(query: { readonly after?: string | undefined; readonly limit?: number | undefined }): {
  readonly skip: number;
  readonly limit: number;
} {
  return {
    skip: readNumberCursor(query.after) ?? 0,
    limit: query.limit ?? PAGE_SIZES.standard.fallback,
  };
}

function toEvent({ firstSeen, lastSeen, ...event }: AuditedEvent) {
  return { ...event, firstSeen: formatInstant(firstSeen), lastSeen: formatInstant(lastSeen) };
}

function toField({ firstSeen, lastSeen, outside, ...field }: AuditedField) {
  return {
    ...field,
    outOfRange: outside,
    firstSeen: formatInstant(firstSeen),
    lastSeen: formatInstant(lastSeen),
  };
}

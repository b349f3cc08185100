import type { AnyRecord, AnySpec } from "./specs/spec.ts";

/**
 * What a chosen member of a union begins with: its blank, with whatever of the one before fits: who changes "is" into "contains"
 * keeps the text.
 */
export function carryOver({ blank, parts }: AnySpec, before: AnyRecord): AnyRecord {
  const kept: Record<string, unknown> = { ...blank };
  for (const part of parts) {
    if (part.show === "words") continue;
    const value = before[part.field];
    if (value === undefined) continue;
    const isOffered =
      part.show !== "choice" || (typeof value === "string" && Object.hasOwn(part.options, value));
    if (isOffered && isAlike(blank[part.field], value)) kept[part.field] = value;
  }
  return kept;
}

/** Nothing is like anything: an optional field takes what the one before had there. */
function isAlike(blank: unknown, value: unknown): boolean {
  if (blank === undefined) return true;
  if (typeof blank !== typeof value || Array.isArray(blank) !== Array.isArray(value)) return false;
  return kindOf(blank) === kindOf(value);
}

function kindOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
}

/** The record with a field set, or without it. */
export function withField(record: AnyRecord, field: string, value: unknown): AnyRecord {
  if (value !== undefined) return { ...record, [field]: value };
  const { [field]: _left, ...rest } = record;
  return rest;
}

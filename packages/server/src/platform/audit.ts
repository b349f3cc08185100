import type { Actor } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Change } from "./kv.ts";

/** What a change did, in short: the fields that differ. Never a secret. */
export type AuditedChange = {
  readonly actor: Actor;
  readonly at: Instant;
  /** Thing and verb, such as `segment.edit`. */
  readonly action: string;
  /** Such as `segment/vip`. */
  readonly target: string;
  readonly before: Readonly<Record<string, unknown>> | null;
  readonly after: Readonly<Record<string, unknown>> | null;
};

/** Turns a change into its audit record, to be committed together with the change itself: neither is kept without the other. */
export type Audit = (change: AuditedChange) => Change;

/** The fields of two states that differ, on either side. */
export function differences(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): Pick<AuditedChange, "before" | "after"> {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const pick = (from: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
    Object.fromEntries(changed.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]));
  return { before: pick(before), after: pick(after) };
}

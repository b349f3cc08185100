import { assert } from "@habitus/kernel";
import type { Plan } from "@habitus/segments";
import type { Offset } from "../../log/log.ts";
import type { MembershipStore, MembershipWrite } from "../membership-store.ts";
import type { Transition, TransitionCause } from "../transition.ts";

/** What came into force at a record: with the segments that it contained and the thresholds as they were. */
export type KeptPlan = { readonly offset: Offset; readonly version: number; readonly plan: Plan };

/** Version 1, as JSON in the table `programs`, at the segment's number times `KEPT` and the build's number behind that. */
type Stored = KeptPlan & { readonly v: 1 };

/** A plan is kept until so many builds later. Key 0 is the registry's, for numbers of segments begin with 1. */
const KEPT = 4_096;

export function keptPlan(segment: number, build: number, kept: KeptPlan): MembershipWrite {
  const stored: Stored = { v: 1, ...kept };
  const value = new TextEncoder().encode(JSON.stringify(stored));
  return { table: "programs", key: segment * KEPT + (build % KEPT), value };
}

/** What a record puts in force makes these; all else that it makes is as of before. */
const MADE_BY_DEFINITIONS: readonly TransitionCause[] = ["definition", "refresh", "resumed"];

/** By what a transition of the segment was made; null where that was not kept. */
export function planBehind(
  store: Pick<MembershipStore, "scan">,
  segment: number,
  { version, offset, cause }: Pick<Transition, "version" | "offset" | "cause">,
): Plan | null {
  const upTo = MADE_BY_DEFINITIONS.includes(cause) ? offset : offset - 1;
  let newest: KeptPlan | null = null;
  for (const { key, value } of store.scan("programs", segment * KEPT)) {
    if (key >= (segment + 1) * KEPT) break;
    const stored = JSON.parse(new TextDecoder().decode(value)) as Stored;
    assert(stored.v === 1, "a kept plan has a version this program knows");
    if (stored.offset <= upTo && stored.offset > (newest?.offset ?? 0)) newest = stored;
  }
  return newest?.version === version ? newest.plan : null;
}

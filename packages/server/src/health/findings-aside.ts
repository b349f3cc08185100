import type { Actor } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import { type Change, type Kv, put, remove, type Table } from "../platform/kv.ts";
import type { Finding, FindingCode } from "./health-report.ts";
import type { OpenFinding } from "./open-findings.ts";

/** Which finding: one of each kind for a segment is open. */
export type FindingKey = {
  readonly segment: string;
  readonly code: FindingCode;
  /** Key of the other segment it is about. */
  readonly other: string | null;
};

/** Who put a finding aside, and how it was then. */
export type PutAside = Pick<OpenFinding, "severity" | "figure" | "says" | "since"> & {
  readonly by: Actor;
  readonly at: Instant;
};

/** Key: segment key, code, key of the other segment or "". */
export const FINDINGS_ASIDE: Table<PutAside> = { name: "health_findings_aside", version: 1 };

const keyOf = ({ segment, code, other }: FindingKey): readonly string[] => [segment, code, other ?? ""];

/** Days that go on by themselves: only fewer of them are news. */
const DAYS: readonly FindingCode[] = [
  "review_overdue",
  "silent_event",
  "size_unchanged",
  "old_definition",
  "unused",
];
/** Of these the sentence tells what it is about, and no figure. */
const SENTENCES: readonly FindingCode[] = ["unknown_input"];
/** A figure that has moved by so much of what it was has changed. */
const MOVED = 0.5;

/** Whether a finding is still what it was when it was put aside. */
export function isStill(aside: PutAside, finding: OpenFinding): boolean {
  if (aside.since !== finding.since || aside.severity !== finding.severity) return false;
  if (SENTENCES.includes(finding.code)) return aside.says === finding.says;
  if (DAYS.includes(finding.code)) return finding.figure >= aside.figure;
  return Math.abs(finding.figure - aside.figure) <= Math.abs(aside.figure) * MOVED;
}

export type FindingsAside = {
  /** By whom and when; null where it is not put aside, or has changed since. */
  of(segment: string, finding: OpenFinding): PutAside | null;
  /** Puts findings aside as they are now, or brings them back. */
  set(
    findings: readonly (OpenFinding & { readonly segment: string })[],
    isAside: boolean,
    by: Actor,
  ): Promise<void>;
};

export function createFindingsAside(deps: {
  readonly kv: Kv;
  readonly audit: Audit;
  readonly now: () => Instant;
}): FindingsAside {
  const { kv, audit, now } = deps;
  return {
    of(segment, finding) {
      const aside = kv.get(FINDINGS_ASIDE, keyOf({ ...finding, segment }));
      return aside !== undefined && isStill(aside, finding) ? aside : null;
    },
    async set(findings, isAside, by) {
      const at = now();
      const changes = findings.flatMap((finding): readonly Change[] => {
        const { segment, code, other, severity, figure, says, since } = finding;
        const key = keyOf(finding);
        const change = isAside
          ? put(FINDINGS_ASIDE, key, { severity, figure, says, since, by, at })
          : remove(FINDINGS_ASIDE, key);
        const told = audit({
          actor: by,
          at,
          action: isAside ? "health_finding.put_aside" : "health_finding.bring_back",
          target: `segment/${segment}`,
          before: null,
          after: { code, other, says },
        });
        return [change, told];
      });
      await kv.commit(changes);
    },
  };
}

/** What was put aside of a segment and is no longer open: when it comes again, it is new. */
export function asideGone(kv: Kv, segment: string, open: readonly Finding[]): readonly Change[] {
  const there = new Set(open.map((finding) => JSON.stringify(keyOf({ ...finding, segment }))));
  return [...kv.range(FINDINGS_ASIDE, { prefix: [segment] })]
    .filter(({ key }) => !there.has(JSON.stringify(key)))
    .map(({ key }) => remove(FINDINGS_ASIDE, key));
}

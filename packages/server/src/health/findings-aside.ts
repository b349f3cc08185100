import type { Actor } from "@habitus/contract";
import type { Instant } from "@habitus/kernel";
import type { Audit } from "../platform/audit.ts";
import { type Change, type Kv, put, remove, type Table } from "../platform/kv.ts";
import type { FindingCode } from "./health-report.ts";
import { areComparable, type OpenFinding } from "./open-findings.ts";

/** Which finding: one of each kind for a segment is open. */
export type FindingKey = {
  readonly segment: string;
  readonly code: FindingCode;
  /** Key of the other segment it is about. */
  readonly other: string | null;
};

/** Who put a finding aside, and how it was then. */
export type PutAside = Pick<
  OpenFinding,
  "severity" | "figure" | "says" | "since" | "subjects" | "subjectForm"
> & {
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
  "never_acted",
];
/** A figure that has moved by so much of what it was has changed. */
const MOVED = 0.5;

/** Whether a finding is still what it was when it was put aside. */
export function isStill(aside: PutAside, finding: OpenFinding): boolean {
  if (aside.since !== finding.since || aside.severity !== finding.severity) return false;
  if (!areKnown(aside, finding)) return false;
  if (DAYS.includes(finding.code)) return finding.figure >= aside.figure;
  return Math.abs(finding.figure - aside.figure) <= Math.abs(aside.figure) * MOVED;
}

/**
 * Nothing was added to what it is about; where that was not kept, the same sentence is about the same, and where it was written in
 * another form, as many are the same.
 */
function areKnown(aside: PutAside, finding: OpenFinding): boolean {
  const { subjects: before } = aside;
  const { subjects, code } = finding;
  if (before === undefined || subjects === undefined) {
    return code !== "unknown_input" || aside.says === finding.says;
  }
  if (!areComparable(code, aside, finding)) return subjects.length <= before.length;
  return subjects.every((subject) => before.includes(subject));
}

export type FindingsAside = {
  /** By whom and when; null where it is not put aside, or has changed since it was last examined. */
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
        const { segment, code, other, severity, figure, says, since, subjects, subjectForm } = finding;
        const key = keyOf(finding);
        const change = isAside
          ? put(FINDINGS_ASIDE, key, {
              severity,
              figure,
              says,
              since,
              ...(subjects === undefined ? {} : { subjects }),
              ...(subjectForm === undefined ? {} : { subjectForm }),
              by,
              at,
            })
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

/** What was put aside of a segment and is no longer open, or no longer what it was: when it is so again, it is new. */
export function asideGone(kv: Kv, segment: string, open: readonly OpenFinding[]): readonly Change[] {
  const there = new Map(open.map((finding) => [JSON.stringify(keyOf({ ...finding, segment })), finding]));
  return [...kv.range(FINDINGS_ASIDE, { prefix: [segment] })].flatMap(({ key, value }) => {
    const finding = there.get(JSON.stringify(key));
    return finding !== undefined && isStill(value, finding) ? [] : [remove(FINDINGS_ASIDE, key)];
  });
}

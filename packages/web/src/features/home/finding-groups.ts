import type { OpenFindings } from "@habitus/contract";

export type OpenFinding = OpenFindings["findings"][number];

/** Findings of one kind, of several segments. */
export type FindingGroup = {
  readonly code: OpenFinding["code"];
  readonly severity: OpenFinding["severity"];
  readonly findings: readonly OpenFinding[];
};

/** In the order that the first of each kind has, which is worst first; graver ones of a kind are a group of their own. */
export function groupFindings(findings: readonly OpenFinding[]): readonly FindingGroup[] {
  const groups = new Map<string, OpenFinding[]>();
  for (const finding of findings) {
    const key = JSON.stringify([finding.severity, finding.code]);
    groups.set(key, [...(groups.get(key) ?? []), finding]);
  }
  return [...groups.values()].flatMap((own) => {
    const [first] = own;
    return first === undefined ? [] : [{ code: first.code, severity: first.severity, findings: own }];
  });
}

/** How many segments they are about: two of a kind may be about one. */
export function segmentsOf(findings: readonly Pick<OpenFinding, "segment">[]): number {
  return new Set(findings.map(({ segment }) => segment)).size;
}

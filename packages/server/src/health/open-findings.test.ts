import { expect, test } from "vitest";
import type { Finding, Skipped } from "./health-report.ts";
import { compareFindings, type OpenFinding } from "./open-findings.ts";

function finding(code: Finding["code"], change: Partial<Finding> = {}): Finding {
  return { code, severity: "warning", figure: 1, says: "s", todo: "t", people: null, other: null, ...change };
}

const open = (code: Finding["code"], since = 1): OpenFinding => ({ ...finding(code), since });
const none: readonly Skipped[] = [];

function compare(
  before: readonly OpenFinding[],
  findings: readonly Finding[],
  skipped: readonly Skipped[] = none,
  isAside: (finding: OpenFinding) => boolean = () => false,
) {
  const examination = { segment: "vip", name: "VIP", findings, skipped, examinedAt: 9 };
  const examined = compareFindings(before, examination, isAside);
  return {
    all: examined.open,
    says: examined.alerts.map(({ kind, subject }) => [kind, subject]),
    open: examined.open.map(({ code, since }) => [code, since]),
    alerts: examined.alerts.map(({ kind, code, segment, name }) => [kind, code, segment, name]),
  };
}

test("what appears and what goes is told, what stays keeps its time", () => {
  expect(compare([open("empty"), open("unused")], [finding("unused"), finding("drifted")])).toMatchObject({
    open: [
      ["drifted", 9],
      ["unused", 1],
    ],
    alerts: [
      ["appeared", "drifted", "vip", "VIP"],
      ["gone", "empty", "vip", "VIP"],
    ],
  });
});

test("a figure that moves and a second of a kind are no change, another segment is", () => {
  const far = finding("redundant", { other: "b" });
  expect(compare([{ ...far, since: 1 }], [{ ...far, figure: 2, says: "other" }, far]).alerts).toEqual([]);
  expect(compare([{ ...far, since: 1 }], [far, finding("redundant", { other: "c" })]).alerts).toEqual([
    ["appeared", "redundant", "vip", "VIP"],
  ]);
});

test("what could not be looked at is as it was", () => {
  const skipped: readonly Skipped[] = [{ part: "size", why: "timed out" }];
  expect(compare([open("empty"), open("unused")], [], skipped)).toMatchObject({
    open: [["empty", 1]],
    alerts: [["gone", "unused", "vip", "VIP"]],
  });
});

const silent = (subject: string, change: Partial<Finding> = {}): Finding =>
  finding("silent_event", { subject, says: subject, ...change });

test("what is open knows all that its kind is about", () => {
  const { all } = compare([], [silent("A"), silent("B")]);
  expect(all.map(({ subject, subjects }) => [subject, subjects])).toEqual([["A", ["A", "B"]]]);
});

test("each event that falls silent or comes again is told, also beside one that was silent already", () => {
  const first = compare([], [silent("A")]);
  expect(first.says).toEqual([["appeared", "A"]]);
  const second = compare(first.all, [silent("B"), silent("A")]);
  expect([second.says, second.open]).toEqual([[["appeared", "B"]], [["silent_event", 9]]]);
  expect(compare(second.all, [silent("A", { figure: 15 }), silent("B")]).says).toEqual([]);
  const third = compare(second.all, [silent("B")]);
  expect(third.says).toEqual([["gone", "A"]]);
  expect(compare(second.all, []).says).toEqual([
    ["gone", "B"],
    ["gone", "A"],
  ]);
});

test("what a finding was about before that was kept is taken as known", () => {
  const old = open("silent_event");
  expect(compare([old], [silent("A"), silent("B")]).says).toEqual([]);
  expect(compare([old], []).says).toEqual([["gone", null]]);
  // Its subjects were kept before the findings of them were.
  const older = { ...old, subject: "A", subjects: ["A", "B"] };
  expect(compare([older], [silent("B"), silent("C")]).says).toEqual([
    ["appeared", "C"],
    ["gone", "A"],
  ]);
});

test("what is kept of open findings is read again", () => {
  const kept =
    '{"code":"silent_event","severity":"warning","figure":1,"says":"A","todo":"t","people":null,"other":null,"subject":"A","since":9,"subjects":["A","B"],"subjectForm":2,' +
    '"others":[{"code":"silent_event","severity":"warning","figure":1,"says":"B","todo":"t","people":null,"other":null,"subject":"B"}]}';
  const { all } = compare([], [silent("A"), silent("B")]);
  expect(all.map((finding) => JSON.stringify(finding))).toEqual([kept]);
  expect(compare([JSON.parse(kept) as OpenFinding], [silent("A")]).says).toEqual([["gone", "B"]]);
});

test("inputs that were kept by the sentences about them are taken as known, and by their names from then on", () => {
  const kept =
    '{"code":"unknown_input","severity":"serious","figure":1,"says":"No event was called A","todo":"t","people":null,"other":null,"subject":"No event was called A",' +
    '"since":5,"subjects":["No event was called A"],"others":[]}';
  const input = (subject: string) =>
    finding("unknown_input", { subject, says: `No event was called ${subject}` });
  const { says, all } = compare([JSON.parse(kept) as OpenFinding], [input("A"), input("B")]);
  expect([says, all[0]?.since]).toEqual([[], 5]);
  expect(compare(all, [input("A"), input("C")]).says).toEqual([
    ["appeared", "C"],
    ["gone", "B"],
  ]);
});

test("of what was put aside nothing is told until it comes back", () => {
  const { all } = compare([], [silent("A"), silent("B")]);
  const still = (finding: OpenFinding) =>
    finding.subjects?.every((subject) => "AB".includes(subject)) ?? false;
  expect(compare(all, [silent("A")], none, still).says).toEqual([]);
  expect(compare(all, [], none, still).says).toEqual([]);
  expect(compare(all, [silent("A"), silent("C")], none, still).says).toEqual([["appeared", "C"]]);
  const lighter = (finding: OpenFinding) => finding.severity === "warning";
  const graver = [silent("A", { severity: "serious" }), silent("B")];
  expect(compare(all, graver, none, lighter).says).toEqual([["appeared", "A"]]);
});

test("the worst of those about the same tells", () => {
  const findings = [finding("size_jumped", { says: "worst" }), finding("size_jumped", { says: "other" })];
  const examination = { segment: "vip", name: "VIP", findings, skipped: none, examinedAt: 9 };
  const { alerts } = compareFindings([], examination, () => false);
  expect(alerts.map(({ says }) => says)).toEqual(["worst"]);
});

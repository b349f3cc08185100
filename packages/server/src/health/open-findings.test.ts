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
) {
  const examined = compareFindings(before, { segment: "vip", findings, skipped, examinedAt: 9 }, "VIP");
  return {
    open: examined.open.map(({ code, since }) => [code, since]),
    alerts: examined.alerts.map(({ kind, code, segment, name }) => [kind, code, segment, name]),
  };
}

test("what appears and what goes is told, what stays keeps its time", () => {
  expect(compare([open("empty"), open("unused")], [finding("unused"), finding("drifted")])).toEqual({
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
  expect(compare([open("empty"), open("unused")], [], skipped)).toEqual({
    open: [["empty", 1]],
    alerts: [["gone", "unused", "vip", "VIP"]],
  });
});

test("what is open knows all that its kind is about", () => {
  const findings = [finding("silent_event", { subject: "A" }), finding("silent_event", { subject: "B" })];
  const { open: all } = compareFindings(
    [],
    { segment: "vip", findings, skipped: none, examinedAt: 9 },
    "VIP",
  );
  expect(all.map(({ subjects }) => subjects)).toEqual([["A", "B"]]);
});

test("the worst of a kind tells", () => {
  const findings = [finding("drifted", { says: "worst" }), finding("drifted", { says: "other" })];
  const { alerts } = compareFindings([], { segment: "vip", findings, skipped: none, examinedAt: 9 }, "VIP");
  expect(alerts.map(({ says }) => says)).toEqual(["worst"]);
});

import { expect, test } from "vitest";
import { createMemoryKv } from "../platform/memory-kv.ts";
import { put } from "../platform/kv.ts";
import { asideGone, createFindingsAside, FINDINGS_ASIDE, isStill, type PutAside } from "./findings-aside.ts";
import type { OpenFinding } from "./open-findings.ts";

const BY = { kind: "user", id: "u1", name: "Ada" } as const;
const NONE = { name: "test_audit", version: 1 };

const finding = (change: Partial<OpenFinding> = {}): OpenFinding => ({
  code: "too_small",
  severity: "warning",
  figure: 100,
  says: "It is too small.",
  todo: "Widen it.",
  people: null,
  other: null,
  since: 5,
  ...change,
});

const asideOf = ({ severity, figure, says, since, subjects }: OpenFinding): PutAside => {
  return { severity, figure, says, since, ...(subjects === undefined ? {} : { subjects }), by: BY, at: 9 };
};

test("a finding stays aside while it is what it was", () => {
  const still = (before: Partial<OpenFinding>, after: Partial<OpenFinding>): boolean =>
    isStill(asideOf(finding(before)), finding({ ...before, ...after }));
  expect(still({}, { figure: 149, says: "other words" })).toBe(true);
  expect(still({}, { figure: 151 })).toBe(false);
  expect(still({}, { figure: 49 })).toBe(false);
  expect(still({}, { severity: "serious" })).toBe(false);
  // Gone for a time and here again.
  expect(still({}, { since: 6 })).toBe(false);
  expect(still({ code: "review_overdue" }, { figure: 900 })).toBe(true);
  expect(still({ code: "silent_event" }, { figure: 14 })).toBe(false);
  const about = (...subjects: string[]) => ({ code: "silent_event" as const, subjects });
  expect(still(about("A", "B"), about("B"))).toBe(true);
  // A was mended and B became silent.
  expect(still(about("A"), { ...about("B"), figure: 200 })).toBe(false);
  expect(still(about("A"), about("A", "B"))).toBe(false);
  expect(still({ code: "unknown_input" }, { says: "Another field." })).toBe(false);
});

test("putting aside and bringing back are kept with who did it, and told apart by the other segment", async () => {
  const kv = createMemoryKv();
  const told: string[] = [];
  const aside = createFindingsAside({
    kv,
    now: () => 9,
    audit: (change) => {
      told.push(`${change.action} ${change.target}`);
      return put(NONE, [told.length], 1);
    },
  });
  const near = { ...finding({ code: "redundant", other: "b" }), segment: "vip" };
  const far = { ...near, other: "c" };
  await aside.set([near], true, BY);
  expect([aside.of("vip", near)?.by.name, aside.of("vip", far), aside.of("other", near)]).toEqual([
    "Ada",
    null,
    null,
  ]);
  await kv.commit(asideGone(kv, "vip", [near]));
  expect(aside.of("vip", near)).not.toBeNull();
  await kv.commit(asideGone(kv, "vi", []));
  expect(aside.of("vip", near)).not.toBeNull();
  await aside.set([near], false, BY);
  expect(aside.of("vip", near)).toBeNull();
  await aside.set([near, far], true, BY);
  await kv.commit(asideGone(kv, "vip", [far]));
  expect([aside.of("vip", near), aside.of("vip", far)?.at]).toEqual([null, 9]);
  expect(told.slice(0, 2)).toEqual([
    "health_finding.put_aside segment/vip",
    "health_finding.bring_back segment/vip",
  ]);
});

test("what came back once is not hidden again by its figure's return", async () => {
  const kv = createMemoryKv();
  const aside = createFindingsAside({ kv, now: () => 9, audit: () => put(NONE, [1], 1) });
  await aside.set([{ ...finding(), segment: "vip" }], true, BY);
  await kv.commit(asideGone(kv, "vip", [finding({ figure: 140 })]));
  expect(aside.of("vip", finding())).not.toBeNull();
  await kv.commit(asideGone(kv, "vip", [finding({ figure: 200 })]));
  expect(aside.of("vip", finding())).toBeNull();
});

test("what the first version kept is read", async () => {
  const kv = createMemoryKv();
  const kept =
    '{"severity":"warning","figure":100,"says":"It is too small.","since":5,"by":{"kind":"user","id":"u1","name":"Ada"},"at":9}';
  await kv.commit([put(FINDINGS_ASIDE, ["vip", "too_small", ""], JSON.parse(kept) as PutAside)]);
  expect(FINDINGS_ASIDE).toEqual({ name: "health_findings_aside", version: 1 });
  const aside = createFindingsAside({ kv, now: () => 9, audit: () => put(NONE, [1], 1) });
  expect(aside.of("vip", finding({ figure: 101 }))).toEqual({
    severity: "warning",
    figure: 100,
    says: "It is too small.",
    since: 5,
    by: BY,
    at: 9,
  });
});

test("inputs that were put aside by the sentences about them stay aside while they are not more", async () => {
  const kv = createMemoryKv();
  const kept =
    '{"severity":"serious","figure":1,"says":"3 of 9 have none","since":5,"subjects":["3 of 9 have none"],"by":{"kind":"user","id":"u1","name":"Ada"},"at":9}';
  await kv.commit([put(FINDINGS_ASIDE, ["vip", "unknown_input", ""], JSON.parse(kept) as PutAside)]);
  const aside = createFindingsAside({ kv, now: () => 9, audit: () => put(NONE, [1], 1) });
  const now = (...subjects: readonly string[]) =>
    finding({
      code: "unknown_input",
      severity: "serious",
      figure: 1,
      says: "4 of 9",
      subjects,
      subjectForm: 2,
    });
  expect([aside.of("vip", now("price of A")), aside.of("vip", now("price of A", "plan"))]).toMatchObject([
    { at: 9 },
    null,
  ]);
});

import type { DefinitionProblem, Segment } from "@habitus/contract";
import { describe, expect, it } from "vitest";
import { complete, stepOption } from "./completing.ts";
import { applySuggestion, markProblems } from "./marks.ts";
import { sentenceParts } from "./sentence-words.ts";
import { keyOf, newDraft, problemsOf, toNewSegment, toSegmentEdit } from "./segment-draft.ts";
import {
  arrangeSegments,
  changeOf,
  filterChoices,
  isReviewDue,
  needsBrowsing,
  shareOf,
} from "./segment-list.ts";

const problem = (
  from: number | null,
  to: number | null,
  suggestion: string | null = null,
): DefinitionProblem => ({
  code: "unexpected_word",
  message: "",
  line: 1,
  column: 1,
  from,
  to,
  path: null,
  expected: [],
  suggestion,
});

describe("marks", () => {
  it("cut the text at the problems and lose no character", () => {
    const text = "did A at lest 2 tims";
    const stretches = markProblems(text, [problem(16, 20), problem(9, 13), problem(10, 12)]);
    expect(stretches).toEqual([
      { text: "did A at ", problem: null },
      { text: "lest", problem: 1 },
      { text: " 2 ", problem: null },
      { text: "tims", problem: 0 },
    ]);
    expect(stretches.map((stretch) => stretch.text).join("")).toBe(text);
  });

  it("give an empty place a character to stand under", () => {
    expect(markProblems("did", [problem(3, 3)])).toEqual([
      { text: "di", problem: null },
      { text: "d", problem: 0 },
    ]);
    expect(markProblems("", [problem(0, 0)])).toEqual([]);
    expect(markProblems("did", [problem(null, null)])).toEqual([{ text: "did", problem: null }]);
  });

  it("put a suggestion in place", () => {
    expect(applySuggestion("at lest 2", problem(3, 7, "least"))).toBe("at least 2");
    expect(applySuggestion("at lest 2", problem(3, 7))).toBeNull();
  });
});

describe("completing", () => {
  it("puts the chosen word in its place and leaves the cursor behind it", () => {
    const word = { kind: "keyword", label: "last", insert: "last", from: 7 } as const;
    expect(complete("did A in la", { to: 11 }, { ...word, from: 9 })).toEqual({
      text: "did A in last ",
      caret: 14,
    });
    expect(complete("did A l 5 times", { to: 7 }, { ...word, from: 6, insert: "exactly" })).toEqual({
      text: "did A exactly 5 times",
      caret: 13,
    });
    const event = { kind: "event", label: "Order", insert: '"Order"', from: 4 } as const;
    expect(complete("did O", { to: 5 }, event)).toEqual({ text: 'did "Order"', caret: 11 });
  });

  it("steps through the options and begins again at the ends", () => {
    expect([stepOption(-1, 1, 3), stepOption(0, 1, 3), stepOption(2, 1, 3)]).toEqual([0, 1, 0]);
    expect([stepOption(-1, -1, 3), stepOption(0, -1, 3), stepOption(0, 1, 0)]).toEqual([2, 2, -1]);
  });
});

describe("a sentence", () => {
  it("tells names and figures from the words of the language and loses nothing", () => {
    const text = 'did "Order \\"x\\" and" at least 2 times where revenue.eur >= 50.5 and країна is "UA"';
    const parts = sentenceParts(text);
    expect(parts.map((part) => part.text).join("")).toBe(text);
    expect(parts.filter(({ kind }) => kind === "named").map((part) => part.text)).toEqual([
      '"Order \\"x\\" and"',
      "2",
      "revenue",
      "eur",
      "50.5",
      "країна",
      '"UA"',
    ]);
  });
});

describe("phrases of a sentence", () => {
  it.each([
    ['did any event starting with "a" on weekdays', ["any event starting with", "on weekdays"]],
    ["birthday in next 7 days", ["birthday"]],
    ["birthday is 5 and anniversary of signup today", ["anniversary of"]],
    ['last event view has any is "x"', ["last event"]],
  ])("%s", (text, phrases) => {
    const parts = sentenceParts(text);
    expect(parts.map((part) => part.text).join("")).toBe(text);
    const said = parts.filter(({ kind }) => kind === "language").map((part) => part.text);
    expect(said).toEqual(expect.arrayContaining([...phrases]));
    expect(said.includes("birthday")).toBe(phrases.includes("birthday"));
  });
});

describe("drafts", () => {
  const draft = {
    ...newDraft("Olena", "everyone", new Date("2026-01-01T10:00:00Z")),
    name: " VIP ",
    key: "vip",
    goal: "g",
    action: "a",
    tags: "rfm, , value ",
  };

  it("make a key of a name", () => {
    expect(keyOf("VIP, Kyiv — été 2026!")).toBe("vip-kyiv-ete-2026");
    expect(keyOf("Київ")).toBe("");
    expect(keyOf(`${"a".repeat(70)}`)).toHaveLength(64);
  });

  it("say what is missing before the server is asked", () => {
    expect(draft.reviewDate).toBe("2026-04-01");
    expect(problemsOf(draft)).toEqual({});
    const empty = { ...draft, goal: " ", key: "-x", purpose: "Marketing", reviewDate: "soon" };
    expect(Object.keys(problemsOf(empty)).sort()).toEqual(["goal", "key", "purpose", "reviewDate"]);
  });

  it("become what the server takes", () => {
    expect(toNewSegment(draft)).toMatchObject({ key: "vip", name: "VIP", tags: ["rfm", "value"] });
    expect(toSegmentEdit(draft, 3)).toMatchObject({ rev: 3, name: "VIP" });
    expect(toSegmentEdit(draft, 3)).not.toHaveProperty("key");
  });
});

describe("the list", () => {
  const segment = (name: string, count: number | null, reviewDate = "2026-05-01"): Segment =>
    ({
      name,
      key: name.toLowerCase(),
      purpose: "marketing",
      usedBy: [],
      goal: `goal of ${name}`,
      owner: "Retention",
      tags: ["needs browsing events"],
      reviewDate,
      size: count === null ? null : { count, at: "", countedAt: "", version: 1 },
    }) as unknown as Segment;
  const all = [segment("B", 10), segment("A", 10), segment("C", null), segment("D", 40, "2026-01-01")];
  const names = (list: readonly Segment[]) => list.map(({ name }) => name).join("");

  it("is ordered as asked for, equals by name, the uncounted last", () => {
    expect(names(arrangeSegments(all, "", "size"))).toBe("DABC");
    expect(names(arrangeSegments(all, "", "name"))).toBe("ABCD");
    expect(names(arrangeSegments(all, "", "review"))).toBe("DABC");
    expect(names(arrangeSegments(all, " GOAL OF b", "size"))).toBe("B");
  });

  it("is found by its key, and narrowed by tag, state and purpose", () => {
    const paused = { state: "paused" } as Segment["live"];
    const own = {
      ...segment("A", 10),
      key: "big-spenders",
      tags: ["lifecycle"],
      purpose: "service",
      live: paused,
    };
    const both = [own, { ...segment("B", 3), live: { state: "live" } as Segment["live"] }];
    expect(names(arrangeSegments(both, "spenders", "size"))).toBe("A");
    expect(names(arrangeSegments(both, "", "size", { tag: "lifecycle" }))).toBe("A");
    expect(names(arrangeSegments(both, "", "size", { state: "live" }))).toBe("B");
    expect(names(arrangeSegments(both, "", "size", { purpose: "service", state: "paused" }))).toBe("A");
    expect(names(arrangeSegments(both, "", "size", { purpose: "service", state: "live" }))).toBe("");
    expect(filterChoices(both)).toMatchObject({ state: ["live", "paused"] });
    expect(filterChoices(both).purpose).toContain("service");
  });

  it("knows shares, changes and what is due", () => {
    expect(shareOf(segment("A", 10), 40)).toBe(0.25);
    expect(shareOf(segment("A", 10), null)).toBeNull();
    expect(shareOf(segment("A", 0), 0)).toBeNull();
    expect(changeOf([50, 60, 100])).toBe(1);
    expect([changeOf([0, 5]), changeOf([2, 22])]).toEqual([null, null]);
    expect(isReviewDue("2026-01-01", "2026-01-01")).toBe(true);
    expect(isReviewDue("2026-01-02", "2026-01-01")).toBe(false);
    expect([segment("A", 0), segment("A", 3)].map(needsBrowsing)).toEqual([true, false]);
  });
});

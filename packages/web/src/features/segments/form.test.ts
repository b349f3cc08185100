import { describe, expect, it } from "vitest";
import { adviceOn } from "./advice.ts";
import { dropStoredDraft, readStoredDraft, writeStoredDraft } from "./draft-store.ts";
import { checkOf, newDraft } from "./segment-draft.ts";
import { fillTemplate, searchTemplates } from "./templates.ts";

it("takes the workspace's own event names for those of a template, where it has any", () => {
  const text = 'did "Order Completed" and did not "Product Viewed"';
  expect(fillTemplate(text, [])).toBe(text);
  expect(fillTemplate(text, ["purchase", "Order Completed"])).toBe(text);
  expect(fillTemplate(text, ["purchase", "page"])).toBe('did "purchase" and did not "page"');
});

describe("advice", () => {
  const line = (text: string, without: number | null) => ({ path: "", text, count: 0, without });

  it("names the line that leaves nobody", () => {
    const conditions = [line("did a", 3), line("did b", 40)];
    expect(adviceOn({ count: 0, conditions }, 1_000)).toMatchObject([
      { advice: "advice.nobodyBecause", values: { line: "did b", without: 40 } },
    ]);
    expect(adviceOn({ count: 0, conditions: [line("did a", null)] }, 1_000)).toMatchObject([
      { advice: "advice.nobody" },
    ]);
  });

  it("says what is small, broad or idle, and nothing about the rest", () => {
    const advice = (count: number, without: number) =>
      adviceOn({ count, conditions: [line("did a", 900), line("did b", without)] }, 1_000).map(
        (one) => one.advice,
      );
    expect(advice(49, 100)).toEqual(["advice.small"]);
    expect(advice(901, 950)).toEqual(["advice.broad"]);
    expect(advice(500, 500)).toEqual(["advice.idle"]);
    expect(advice(500, 501)).toEqual([]);
  });
});

describe("a kept draft", () => {
  // As it lies in browsers: must stay readable.
  const SAMPLE =
    '{"version":1,"savedAt":"2026-01-02T03:04:05.000Z","rev":4,"draft":{"name":"VIP","key":"vip","definition":"did a","goal":"g","action":"a","owner":"o","reviewDate":"2026-05-01","purpose":"marketing","tags":"x"}}';
  const memory = () => {
    const map = new Map<string, string>();
    return {
      getItem: (key: string) => map.get(key) ?? null,
      setItem: (key: string, value: string) => void map.set(key, value),
      removeItem: (key: string) => void map.delete(key),
    };
  };

  it("comes back as it was, per segment", () => {
    const store = memory();
    store.setItem("habitus.segment-draft.vip", SAMPLE);
    const stored = readStoredDraft(store, "vip");
    expect(stored).toEqual(JSON.parse(SAMPLE));
    expect(readStoredDraft(store, null)).toBeNull();
    const draft = newDraft("Olena", "did b", new Date(0));
    expect(writeStoredDraft(store, null, { version: 1, savedAt: "", rev: null, draft })).toBe(true);
    expect(readStoredDraft(store, null)?.draft).toEqual(draft);
    dropStoredDraft(store, null);
    expect(readStoredDraft(store, null)).toBeNull();
  });

  it("that cannot be read or kept is none", () => {
    const store = memory();
    for (const text of ["{", "null", '{"version":2}', SAMPLE.replace('"goal":"g"', '"goal":1')]) {
      store.setItem("habitus.segment-draft.vip", text);
      expect(readStoredDraft(store, "vip")).toBeNull();
    }
    const full = {
      ...memory(),
      setItem: () => {
        throw new Error("QuotaExceededError");
      },
    };
    const draft = newDraft("Olena", "", new Date(0));
    expect(writeStoredDraft(full, null, { version: 1, savedAt: "", rev: null, draft })).toBe(false);
  });
});

it("finds goals by the words of a wish, and nothing by words that say nothing", () => {
  const goal = (name: string, about: string) =>
    ({ family: "f", key: name, name, goal: "", action: "", about, definition: "" }) as const;
  const all = [goal("Lost", "Nothing done in a year."), goal("Weekend buyers", "Ordered on weekends.")];
  const names = (search: string) => searchTemplates(all, search).map(({ name }) => name);
  expect(names("people who buy only at weekends")).toEqual(["Weekend buyers"]);
  expect(names("YEARS")).toEqual(["Lost"]);
  expect(names("people who")).toEqual([]);
});

describe("what is asked while somebody writes", () => {
  it("names the key and the purpose, so that what saving would refuse is told at once", () => {
    const draft = { ...newDraft("Olena", 'in segment "vip"', new Date(0)), key: "vip", purpose: " service " };
    expect(checkOf(draft, true)).toEqual({ definition: 'in segment "vip"', key: "vip", purpose: "service" });
  });

  it("leaves out what is half written", () => {
    const draft = { ...newDraft("Olena", "did b", new Date(0)), key: "-", purpose: "Mail it" };
    expect(checkOf(draft, true)).toEqual({ definition: "did b", key: "", purpose: "" });
    expect(checkOf(draft, false).definition).toBe("");
  });
});

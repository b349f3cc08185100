import { describe, expect, it } from "vitest";
import { adviceOn } from "./advice.ts";
import { dropStoredDraft, readStoredDraft, writeStoredDraft } from "./draft-store.ts";
import { checkOf, newDraft } from "./segment-draft.ts";
import { renamed, searchTemplates, unsentOf } from "./templates.ts";

describe("names of events in a template", () => {
  const sent = (...names: readonly string[]) => names.map((name, place) => ({ name, count: 9 - place }));
  const likes = (text: string, ...names: readonly string[]) =>
    unsentOf(text, sent(...names)).map(({ usual, like }) => [usual, like]);

  it("are asked about where nobody has sent them, and somebody has sent others", () => {
    const text = 'did "Order Completed" then not "Product Viewed" within 1 day in last 7 days';
    expect(likes(text)).toEqual([]);
    expect(likes(text, "Product Viewed", "Order Completed")).toEqual([]);
    expect(likes(text, "purchase", "Product Viewed")).toEqual([["Order Completed", "purchase"]]);
    expect(likes(text, "order_placed", "viewItem", "shipped")).toEqual([
      ["Order Completed", "order_placed"],
      ["Product Viewed", "viewItem"],
    ]);
    expect(likes(text, "order_placed", "shipped")).toEqual([
      ["Order Completed", "order_placed"],
      ["Product Viewed", null],
    ]);
  });

  it("are never taken for what means the contrary, is a part of them or has a meaning of its own", () => {
    const order = 'did "Order Completed"';
    for (const other of ["Order Refunded", "Order Cancelled", "order_failed", "Checkout Completed Step"]) {
      expect(likes(order, other)).toEqual([["Order Completed", null]]);
    }
    expect(likes('did "Application Opened"', "Message Opened", "Deep Link Opened")).toEqual([
      ["Application Opened", null],
    ]);
    expect(likes('did "Product Viewed"', "Page Viewed")).toEqual([["Product Viewed", null]]);
    expect(likes('did "Product Added"', "Product Removed")).toEqual([["Product Added", null]]);
    // One event for two: began to check out and ordered would be the same.
    const both = 'did "Checkout Started" then not "Order Completed" within 1 day in last 7 days';
    expect(likes(both, "Checkout Completed")).toEqual([
      ["Checkout Started", null],
      ["Order Completed", "Checkout Completed"],
    ]);
  });

  it("are found behind words of their own too, and changed wherever they stand", () => {
    const text = 'last event answered survey "NPS" (where score exists) in last 180 days has score >= 9';
    expect(likes(text, "nps_answered")).toEqual([["Survey Answered", "nps_answered"]]);
    const other = renamed(text, (name) => (name === "Survey Answered" ? "nps_answered" : name));
    expect(other).toContain("nps_answered (where survey is");
    expect(unsentOf(other, sent("nps_answered"))).toEqual([]);
    expect(renamed('rfm recency 5 by "Order Completed".revenue', () => "buy")).toContain("by buy.revenue");
  });
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
  const goal = (name: string, about: string) => {
    return { family: "f", key: name, name, goal: "", action: "", about, definition: "", needs: [] };
  };
  const all = [
    goal("Lost", "Nothing done in a year."),
    goal("Any day", "Ordered on weekends, too."),
    goal("Weekend buyers", "Ordered on weekends."),
  ];
  const names = (search: string) => searchTemplates(all, search).map(({ name }) => name);
  expect(names("people who buy only at weekends")).toEqual(["Weekend buyers", "Any day"]);
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

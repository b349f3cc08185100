import { describe, expect, it } from "vitest";
import { NO_SCOPE, scopeIn, scopeInItems } from "./part-props.ts";

describe("what a control offers", () => {
  it("is of the event of its record, or of the one around it", () => {
    const row = scopeIn({ kind: "did", event: "checkout" }, NO_SCOPE);
    expect(row).toEqual({ of: "events", event: "checkout", lists: [], path: null });
    expect(scopeIn({ kind: "property", path: ["total"] }, row)).toEqual({ ...row, path: ["total"] });
    expect(scopeIn({ kind: "did", event: { startsWith: "" } }, row).event).toBe(null);
  });

  it("inside of items is what lies in them, of events, traits and accounts alike", () => {
    const of = (record: Readonly<Record<string, unknown>>) =>
      scopeInItems(scopeIn(record, NO_SCOPE), ["products"]);
    expect(of({ kind: "did", event: "checkout" })).toEqual({
      of: "events",
      event: "checkout",
      lists: [["products"]],
      path: null,
    });
    expect(scopeInItems(of({ kind: "trait", path: ["products"] }), ["tags"])).toEqual({
      ...NO_SCOPE,
      lists: [["products"], ["tags"]],
    });
    expect(of({ kind: "accounts" })).toMatchObject({ of: "accounts", lists: [["products"]] });
  });
});

import { expect, it } from "vitest";
import { firstColumns, keepColumns, keptColumns, mostChosen, withinLimits } from "./member-columns.ts";

function storeOf(kept: string | null = null) {
  let text = kept;
  return { getItem: () => text, setItem: (_: string, value: string) => void (text = value) };
}

it("keeps the chosen columns, whatever stands in their names, and begins anew where they cannot be read", () => {
  const store = storeOf();
  expect(keptColumns(store)).toBeNull();
  keepColumns(store, ["since", "trait:a,b %", "event:Order Completed"]);
  expect(keptColumns(store)).toEqual(["since", "trait:a,b %", "event:Order Completed"]);
  keepColumns(store, []);
  expect(keptColumns(store)).toEqual([]);
  expect(keptColumns(storeOf("name,shoe size"))).toBeNull();
});

it("begins without what nobody has", () => {
  expect(firstColumns(undefined)).toEqual(["name", "email", "country", "since", "last_seen"]);
  expect(firstColumns(["firstName", "address"])).toEqual(["name", "country", "since", "last_seen"]);
  expect(firstColumns([])).toEqual(["since", "last_seen"]);
});

it("leaves out what one call does not tell", () => {
  const events = ["event:a", "event:b", "event:c", "event:d"];
  expect(withinLimits(["name", ...events])).toEqual(["name", "event:a", "event:b", "event:c"]);
  expect(keptColumns(storeOf(events.join(",")))).toEqual(["event:a", "event:b", "event:c"]);
});

it("says how many of a kind fit once they are chosen, so that no choice is lost in silence", () => {
  expect(mostChosen(["event:a", "event:b", "trait:a", "since"], "event:")).toBeNull();
  expect(mostChosen(["event:a", "event:b", "event:c", "since"], "event:")).toBe(3);
  expect(mostChosen(["event:a", "event:b", "event:c"], "trait:")).toBeNull();
});

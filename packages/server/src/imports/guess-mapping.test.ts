import { expect, test } from "vitest";
import { guessMapping } from "./guess-mapping.ts";

const form = { format: "csv", delimiter: ",", header: true, encoding: "utf-8" } as const;

const file = { name: "a.csv", form, zone: "UTC", events: ["Parcel Weighed"] };

/** Who a table of this header and these rows is taken to be about, and when. */
function guessed(columns: readonly string[], ...rows: readonly (readonly string[])[]) {
  const { userId, time, event } = guessMapping({ ...file, columns, rows });
  return {
    userId: userId?.columns[0] ?? null,
    time: time?.columns[0] ?? null,
    event: event?.from.columns[0] ?? null,
  };
}

test("without a column that is called so, the first one that holds no times names the person", () => {
  expect(guessed(["when_at", "who", "total"], ["2026-01-02 10:00:00", "c1", "3.50"])).toEqual({
    userId: "who",
    time: "when_at",
    event: null,
  });
  const twice = guessed(
    ["created_at", "updated_at", "action", "card"],
    ["2026-01-02", "2026-01-03", "login", "7"],
    ["2026-01-02", "2026-01-04", "login", "8"],
  );
  expect(twice).toEqual({ userId: "card", time: "created_at", event: "action" });
  expect(guessed(["card", "date"], ["4711000011112222", "2026-01-02"])).toMatchObject({ userId: "card" });
});

test("a table of times alone names nobody", () => {
  expect(guessed(["at", "until"], ["2026-01-02", "2026-02-02"])).toMatchObject({ userId: null, time: "at" });
});

/** How the one column of a table of people and times is read; null where it is taken for no times. */
function formatOf(...cells: readonly string[]): string | null {
  const rows = cells.map((cell, row) => [`c${row}`, cell]);
  return guessMapping({ ...file, columns: ["customer", "when"], rows }).time?.format ?? null;
}

test("a column with some mistakes is one of times where more than half of its cells are", () => {
  const written = ["24.12.2025 10:15", "31.12.2025 23:59", "07.01.2026 08:00"];
  expect(formatOf(...written, "notadate")).toBe("D.M.YYYY H:mm");
  expect(formatOf(...written, "soon", "later")).toBe("D.M.YYYY H:mm");
  expect(formatOf(...written, "soon", "later", "never")).toBeNull();
  expect(formatOf("24.12.2025 10:15", "")).toBe("D.M.YYYY H:mm");
  expect(formatOf("24.12.2025 10:15", "notadate")).toBeNull();
  expect(formatOf("12", "7", "31", "2026-01-01")).toBeNull();
});

test("of two ways to write a day, the one is taken that more cells can be read in", () => {
  expect(formatOf("1/2/2026", "2/3/2026", "3/4/2026", "3/25/2026")).toBe("M/D/YYYY");
  expect(formatOf("1/2/2026", "2/3/2026", "25/3/2026")).toBe("D/M/YYYY");
  expect(formatOf("1/2/2026", "2/3/2026")).toBe("D/M/YYYY");
});

test("a column of texts that are names of standard events or of the workspace's own names the event, whatever it is called", () => {
  const rows = (...what: readonly string[]) => what.map((name, n) => [`c${n}`, name, "2026-01-02"]);
  const columns = ["customer", "what", "when_at"];
  expect(guessed(columns, ...rows("Order Completed", "Order Refunded"))).toMatchObject({ event: "what" });
  expect(guessed(columns, ...rows("Parcel Weighed", "Parcel Weighed"))).toMatchObject({ event: "what" });
  expect(guessed(columns, ...rows("red", "Order Completed"))).toMatchObject({ event: null });
  expect(guessed(columns, ...rows("", ""))).toMatchObject({ event: null });
});

test("an address is a trait of the person, and the first is called as the one by which people are reached", () => {
  const fields = (columns: readonly string[], ...cells: readonly string[]) =>
    guessMapping({
      ...file,
      columns: ["customer", "at", ...columns],
      rows: [["c1", "2026-01-02", ...cells]],
    }).fields.map(({ to, as, from }) => [from.columns[0], as, to]);
  expect(fields(["contact", "total"], "ann@example.com", "5")).toEqual([
    ["contact", "trait", "email"],
    ["total", "property", "total"],
  ]);
  expect(fields(["billing", "email"], "a@b.co", "ann@example.com")).toEqual([
    ["billing", "trait", "billing"],
    ["email", "trait", "email"],
  ]);
  expect(fields(["handle"], "@ann")).toEqual([["handle", "property", "handle"]]);
});

import type { ImportMapping } from "@habitus/contract";
import { expect, test } from "vitest";
import { columnsRead, createRowMapper } from "./map-row.ts";

const from = (...columns: readonly string[]) => ({ columns: [...columns], constant: null });

const BLANK: ImportMapping = {
  dataset: "crm",
  what: "people",
  file: { format: "csv", delimiter: ",", header: true, encoding: "utf-8" },
  event: null,
  time: null,
  userId: from("customer"),
  anonymousId: null,
  key: [],
  blanks: [],
  fields: [],
};

function mapped(mapping: ImportMapping, cells: Readonly<Record<string, string>>) {
  const columns = Object.keys(cells);
  const mapper = createRowMapper({ columns, mapping, startedAt: "2026-01-02T00:00:00.000Z" });
  const text = Object.values(cells).join(",");
  const row = mapper.map({ kind: "row", number: 1, cells: Object.values(cells), text });
  return row.kind === "calls" ? row.calls.map(({ text: call }): unknown => JSON.parse(`${call}}`)) : row;
}

test("a row of accounts is a group call with the account's traits", () => {
  const mapping: ImportMapping = {
    ...BLANK,
    what: "accounts",
    groupId: from("company"),
    fields: [
      { to: "plan", as: "account", from: from("plan"), type: "text" },
      { to: "seats", as: "account", from: from("seats"), type: "number" },
    ],
  };
  const row = { customer: "ann", company: " acme ", plan: "pro", seats: "12" };
  expect(mapped(mapping, row)).toEqual([
    {
      type: "group",
      userId: "ann",
      timestamp: "2026-01-02T00:00:00.000Z",
      groupId: "acme",
      traits: { plan: "pro", seats: 12 },
    },
  ]);
  expect(mapped(mapping, { ...row, company: "" })).toMatchObject({ kind: "bad", reason: "no_account" });
  expect(mapped(mapping, { ...row, seats: "many" })).toMatchObject({ kind: "bad", reason: "bad_cell" });
  expect(columnsRead(mapping)).toEqual(["customer", "company", "plan", "seats"]);
});

test("a person's row that names an account is a group call too, and one that names none is not", () => {
  const mapping: ImportMapping = {
    ...BLANK,
    groupId: from("company"),
    fields: [{ to: "city", as: "trait", from: from("city"), type: "text" }],
  };
  const row = { customer: "ann", city: "Kyiv", company: "acme" };
  expect(mapped(mapping, row)).toMatchObject([
    { type: "identify", traits: { city: "Kyiv" } },
    { type: "group", groupId: "acme", traits: {} },
  ]);
  expect(mapped(mapping, { ...row, company: "" })).toMatchObject([{ type: "identify" }]);
});

// As docs/imports.md shows it.
test("consent that was given elsewhere comes in as what people chose", () => {
  const mapping: ImportMapping = {
    ...BLANK,
    dataset: "newsletter-consent",
    what: "events",
    event: { from: { columns: [], constant: "Consent Changed" }, names: {}, otherwise: "keep" },
    time: { columns: ["when"], format: "iso", zone: "UTC" },
    fields: [
      { to: "purpose", as: "property", from: { columns: [], constant: "newsletter" }, type: "text" },
      { to: "allowed", as: "property", from: from("opted_in"), type: "boolean" },
      { to: "text", as: "property", from: from("wording"), type: "text" },
    ],
  };
  const row = { customer: "ann", when: "2026-01-01T09:00:00Z", opted_in: "yes", wording: "Yes, write to me" };
  expect(mapped(mapping, row)).toMatchObject([
    {
      type: "track",
      event: "Consent Changed",
      properties: { purpose: "newsletter", allowed: true, text: "Yes, write to me" },
    },
  ]);
});

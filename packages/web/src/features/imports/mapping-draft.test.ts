import type { ImportMapping } from "@habitus/contract";
import { expect, test } from "vitest";
import { draftOf, isShown, mappingOf, missingIn, withRole, withWhat } from "./mapping-draft.ts";

const COLUMNS = ["customer", "at", "total", "note"];

const MAPPING: ImportMapping = {
  dataset: "till",
  what: "events",
  file: { format: "csv", delimiter: ",", header: true, encoding: "utf-8" },
  event: { from: { columns: [], constant: "Order Completed" }, names: {}, otherwise: "keep" },
  time: { columns: ["at"], format: "iso", zone: "UTC" },
  userId: { columns: ["customer"], constant: null },
  anonymousId: null,
  key: [],
  blanks: ["NULL"],
  fields: [
    {
      to: "revenue",
      as: "property",
      from: { columns: ["total"], constant: null },
      type: "money",
      decimal: ",",
    },
  ],
};

test("a mapping is shown as a table and comes back unchanged", () => {
  const draft = draftOf(MAPPING, COLUMNS);
  expect(draft.columns.map(({ role }) => role)).toEqual(["userId", "time", "property", "none"]);
  expect(mappingOf(draft)).toEqual(MAPPING);
  expect(isShown(MAPPING, COLUMNS)).toBe(true);
  expect(isShown({ ...MAPPING, userId: { columns: ["customer"], constant: "x" } }, COLUMNS)).toBe(false);
});

test("a role of which there is one goes from column to column", () => {
  const draft = withRole(draftOf(MAPPING, COLUMNS), "note", "userId");
  expect(draft.columns.map(({ role }) => role)).toEqual(["none", "time", "property", "userId"]);
});

test("what an event had becomes what is known of a person", () => {
  const people = mappingOf(withWhat(draftOf(MAPPING, COLUMNS), "people"));
  expect(people).toMatchObject({ event: null, fields: [{ to: "revenue", as: "trait" }] });
});

test("what is missing is named", () => {
  const nobody = withRole(draftOf(MAPPING, COLUMNS), "customer", "none");
  expect(missingIn({ ...nobody, eventName: " ", dataset: "No!" })).toEqual(["person", "event", "dataset"]);
  expect(missingIn(draftOf(MAPPING, COLUMNS))).toEqual([]);
});

test("rows of accounts are told by their account id, and their fields are the account's", () => {
  const asked = withWhat(draftOf(MAPPING, COLUMNS), "accounts");
  expect(missingIn(asked)).toContain("account");
  const [column = ""] = asked.columns.flatMap(({ column: name, role }) => (role === "none" ? [name] : []));
  const draft = withRole(asked, column, "groupId");
  expect(missingIn(draft)).not.toContain("account");
  const mapping = mappingOf(draft);
  expect(mapping).toMatchObject({ what: "accounts", event: null, groupId: { columns: [column] } });
  const nobodys = {
    ...asked,
    columns: asked.columns.filter(({ role }) => role !== "userId" && role !== "anonymousId"),
  };
  expect(missingIn(nobodys)).not.toContain("person");
  expect(new Set(mapping.fields.map(({ as }) => as))).toEqual(new Set(["account"]));
  expect(isShown(mapping, COLUMNS)).toBe(true);
});

import { expect, test } from "vitest";
import { nameOfSource, readSources, sourcesText } from "./id-sources.ts";

test("places are read as they are typed", () => {
  const text = "trait E-mail address\nproperty customer.email\nexternal ios.idfa";
  const sources = readSources(`\n  ${text}\n`);
  expect(sources).toEqual([
    { from: "trait", name: "E-mail address" },
    { from: "property", path: "customer.email" },
    { from: "external_id", type: "ios.idfa" },
  ]);
  expect(sourcesText(sources ?? [])).toBe(text);
  expect(sources?.map(nameOfSource)).toEqual(["E-mail address", "customer.email", "ios.idfa"]);
});

test("a line that says no place is not passed over", () => {
  expect(["", "email", "trait", "trait email\ncookie x"].map(readSources)).toEqual([null, null, null, null]);
});

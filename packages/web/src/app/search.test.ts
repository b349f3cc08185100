import { expect, it } from "vitest";
import { choiceOf, dayOf, instantOf, parseSearch, placeOf, stringifySearch, textOf } from "./search.ts";

it("keeps what looks like a number or a list a text", () => {
  const search = { q: "012346", name: '["a"]', id: "a&b=c", empty: "", none: undefined };
  const text = stringifySearch(search);
  expect(parseSearch(text)).toEqual({ q: "012346", name: '["a"]', id: "a&b=c" });
  expect(stringifySearch({})).toBe("");
});

it("takes only what is there and is one of the choices", () => {
  expect(textOf({ q: "" }, "q")).toBeUndefined();
  expect(textOf({ q: "x" }, "q")).toBe("x");
  expect(instantOf({ since: "2011-12-03T00:00:00.000Z" }, "since")).toBe("2011-12-03T00:00:00.000Z");
  expect(instantOf({ since: "lately" }, "since")).toBeUndefined();
  expect(dayOf({ from: "2026-03-01" }, "from")).toBe("2026-03-01");
  for (const from of ["2026-03", "2026-13-01", "01.03.2026", "2026-03-01T00:00:00Z"]) {
    expect(dayOf({ from }, "from")).toBeUndefined();
  }
  expect([placeOf({ seq: "12" }, "seq"), placeOf({ seq: "0" }, "seq"), placeOf({}, "seq")]).toEqual([
    "12",
    undefined,
    undefined,
  ]);
  expect(choiceOf({ sort: "size" }, "sort", ["size", "name"])).toBe("size");
  expect(choiceOf({ sort: "__proto__" }, "sort", ["size", "name"])).toBeUndefined();
});

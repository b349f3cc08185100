import { parse } from "csv-parse/sync";
import { expect, test } from "vitest";
import { csvRows } from "./csv-rows.ts";

test.each([
  "a,b\n1,2\n",
  "a,b\r\n1,2\r\n",
  "a,b\n1,2",
  "a,b\n1,",
  'a,b\n"x, y","say ""no"""\n"",2\n',
  'a,b\n"over\ntwo lines",2',
  "",
])("%j is read as by a reader of any CSV", (text) => {
  expect([...csvRows(text)]).toEqual(parse(text));
});

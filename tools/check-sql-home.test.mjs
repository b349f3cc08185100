// @ts-check
import { expect, test } from "vitest";
import { checkSqlHome, looksLikeSql } from "./check-sql-home.mjs";
import { fixtureTree, manifest } from "./testing/fixture-tree.mjs";

test.each([
  "SELECT 1",
  "SELECT ",
  "WITH people AS (SELECT person FROM events) SELECT count() FROM people",
  " GROUP BY person",
  "x WHERE time >= now()",
  "INSERT INTO events VALUES",
  "CREATE TABLE IF NOT EXISTS events",
  "ALTER TABLE events DELETE",
  "select count(*), name from events",
  "select name, time from events where time > 1",
  "insert into events (a) values (1)",
  "create table if not exists events (a int)",
  "name = {name:String}",
  "countIf(time > 3)",
  "FROM events FINAL",
  "LEFT JOIN moved USING node",
])("%j is SQL", (text) => {
  expect(looksLikeSql(text)).toBe(true);
});

test.each([
  "select a segment from the list",
  "Select where to send it from",
  "did 'Order Completed' at least 2 times in last 90 days where revenue > 50",
  "DELETE",
  "Update the set of people",
  "Create table of contents",
  "the count of people who came from Berlin, in order",
  "With love as (always) before",
  "where country is 'DE' and not in ('x')",
  "/v1/segments/{id}",
  "{name: string}",
])("%j is prose, not SQL", (text) => {
  expect(looksLikeSql(text)).toBe(false);
});

test("texts are found by the syntax tree: not in comments, through template holes, in tests too", () => {
  const sql = "export const q = (table: string) =>\n  `SELECT name\n   FROM ${table}`;\n";
  const tree = fixtureTree({
    "packages/segments-sql/package.json": manifest("segments-sql"),
    "packages/segments-sql/src/a.ts": sql,
    "packages/server/package.json": manifest("server"),
    "packages/server/src/adapters/chdb/a.ts": sql,
    "packages/server/src/store/event-store.contract.ts": sql,
    "packages/server/src/http/a.ts": sql,
    "packages/server/src/http/b.test.ts": '\n\nconst q = "SELECT 1";\nq;\n',
    "packages/server/src/http/c.ts": "// SELECT name FROM events\nexport const SELECT = 1;\n",
  });
  const problems = checkSqlHome(tree.root).problems.map(({ file, line }) => `${file}:${line}`);
  tree.remove();
  expect(problems).toEqual(["packages/server/src/http/a.ts:2", "packages/server/src/http/b.test.ts:3"]);
});

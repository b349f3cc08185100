import { readdirSync, readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { reference, streamEvaluator } from "../engines/evaluators.ts";
import { openSqlEvaluator, type SqlEvaluator } from "../engines/sql.ts";
import { sqlJudge } from "./judge-sql.ts";
import { runPair } from "./pair.ts";
import type { Shrunk } from "./shrink.ts";

const FOLDER = new URL("../../regressions/", import.meta.url);

let sql: SqlEvaluator;
beforeAll(async () => {
  sql = await openSqlEvaluator();
});
afterAll(() => sql.close());

// Whatever once made two evaluators disagree is compared for ever, on all of them.
for (const file of readdirSync(FOLDER).filter((name) => name.endsWith(".json"))) {
  const { plan, life, mismatch } = JSON.parse(readFileSync(new URL(file, FOLDER), "utf8")) as Shrunk;
  test(file, async () => {
    for (const isAccompanied of [false, true]) {
      expect(runPair(plan, life, reference, streamEvaluator({ isAccompanied })).mismatch).toBeNull();
    }
    for (const at of new Set([mismatch.at, ...life.probes])) {
      const present = at === mismatch.at ? (mismatch.present ?? at) : at;
      expect(await sqlJudge(sql, reference, { at, present })({ plan, life })).toBeNull();
    }
  });
}

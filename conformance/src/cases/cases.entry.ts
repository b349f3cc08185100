import { must } from "@habitus/kernel";
import { openSqlEvaluator } from "../engines/sql.ts";
import { readCases } from "./case.ts";
import { playCase } from "./play.ts";

const folder = must(process.argv[2], "the folder of the cases is given");
const sql = await openSqlEvaluator();
let passed = 0;
let failed = 0;
try {
  for (const one of readCases(folder)) {
    const outcome = await playCase(one, sql);
    if (outcome.kind === "failed") {
      failed++;
      console.log(`FAILED ${one.id}, step ${outcome.step + 1}: ${outcome.reason}`);
      continue;
    }
    passed++;
    if (outcome.deviation !== null) console.log(`deviates ${one.id}: ${outcome.deviation}`);
  }
} finally {
  sql.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

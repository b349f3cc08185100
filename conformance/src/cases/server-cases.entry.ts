import { must, parseIso } from "@habitus/kernel";
import { readCases } from "./case.ts";
import { ClockedServer } from "./clocked-server.ts";
import type { Outcome } from "./play.ts";
import { playOnServer } from "./play-server.ts";

const folder = must(process.argv[2], "the folder of the cases is given");
const entry = must(process.argv[3], "the bundled server is given");
const only = process.env["HABITUS_ONLY"];
let passed = 0;
let failed = 0;
for (const one of readCases(folder)) {
  if (only !== undefined && !one.id.includes(only)) continue;
  // A server of its own: its clock never goes back.
  const server = await ClockedServer.start(entry, must(parseIso(one.t0), "an ISO time").at - 1_000);
  let outcome: Outcome;
  try {
    outcome = await playOnServer(one, server);
  } finally {
    await server.stop();
  }
  if (outcome.kind === "failed") {
    failed++;
    console.log(`FAILED ${one.id}, step ${outcome.step + 1}: ${outcome.reason}`);
    continue;
  }
  passed++;
  if (outcome.deviation !== null) console.log(`deviates ${one.id}: ${outcome.deviation}`);
}
console.log(`${passed} passed, ${failed} failed, over HTTP`);
process.exitCode = failed === 0 ? 0 : 1;

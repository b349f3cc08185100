import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Session } from "chdb";
import { fillShop, SHOP_VERSION } from "./shop-data.ts";

/** A folder in which the shop is kept from one run to the next, as filling it takes long; without it, it goes with the run. */
const KEPT = process.env["HABITUS_BENCH_SHOP"];
const MERGED_EVERY_MS = 500;
const MERGED_WITHIN_MS = 300_000;

/** The shop, with nothing left for the engine to do beside the questions. */
export async function withShop(work: (session: Session) => Promise<void>): Promise<void> {
  const folder = KEPT ?? mkdtempSync(join(tmpdir(), "habitus-bench-"));
  const session = new Session(folder);
  try {
    await session.queryAsync("CREATE DATABASE IF NOT EXISTS bench");
    await session.queryAsync("USE bench");
    if (!(await isFilled(session))) await fill(session);
    await merged(session);
    await session.queryAsync("SYSTEM STOP MERGES");
    await work(session);
  } finally {
    session.close();
    if (KEPT === undefined) rmSync(folder, { recursive: true, force: true });
  }
}

/** Which shop has been filled is written behind all the rest: without it the filling was cut off. */
async function fill(session: Session): Promise<void> {
  await fillShop(session);
  await session.queryAsync("CREATE TABLE filled (version String) ENGINE = MergeTree ORDER BY version");
  await session.queryAsync(`INSERT INTO filled VALUES ('${SHOP_VERSION}')`);
}

async function isFilled(session: Session): Promise<boolean> {
  const tables = "SELECT count() FROM system.tables WHERE database = 'bench'";
  if ((await numberOf(session, tables)) === 0) return false;
  const isMarked = (await numberOf(session, `${tables} AND name = 'filled'`)) > 0;
  const ofThis = `SELECT count() FROM filled WHERE version = '${SHOP_VERSION}'`;
  if (isMarked && (await numberOf(session, ofThis)) > 0) return true;
  throw new Error(
    "The kept shop was not filled to its end, or is of another size or of other tables: remove its folder.",
  );
}

async function merged(session: Session): Promise<void> {
  const deadline = performance.now() + MERGED_WITHIN_MS;
  while (performance.now() < deadline) {
    if ((await numberOf(session, "SELECT count() FROM system.merges")) === 0) return;
    await pause(MERGED_EVERY_MS);
  }
}

async function numberOf(session: Session, sql: string): Promise<number> {
  return Number((await session.queryAsync(sql, { format: "TSV" })).text().trim());
}

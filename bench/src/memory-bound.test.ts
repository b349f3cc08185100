import { countStatement } from "@habitus/segments-sql";
import { expect, test, vi } from "vitest";

// Each kind of condition over a million events, within a bound that only what is kept for each person and one block of rows can meet. How much
// that is with fifty million: packages/segments-sql/README.md.

vi.hoisted(() => {
  process.env["HABITUS_BENCH_EVENTS"] = "1000000";
  delete process.env["HABITUS_BENCH_SHOP"];
});
const { AT } = await import("./by-hand.ts");
const { planOf } = await import("./planned-kinds.ts");
const { withShop } = await import("./shop-store.ts");
const { KIND_CASES } = await import("./sql-kinds.ts");

/** Of one query: a sixth above the most that any kind took (120 MB, of accounts). Each thread has blocks of its own, so their number is fixed. */
const MOST_BYTES = 140_000_000;
const THREADS = 2;

test("every kind of condition answers within its bound of memory", async () => {
  await withShop(async (session) => {
    for (const setting of [
      `max_threads = ${THREADS}`,
      `max_memory_usage = ${MOST_BYTES}`,
      `max_bytes_before_external_group_by = ${MOST_BYTES / 2}`,
    ]) {
      await session.queryAsync(`SET ${setting}`);
    }
    for (const { name, definition, purpose } of KIND_CASES) {
      try {
        const { plan } = await planOf(session, definition, purpose ?? null);
        const { sql, params } = countStatement(plan, { at: AT });
        const answer = await session.queryBindAsync(sql, params, { format: "TSV" });
        expect(answer.text().trim()).toMatch(/^\d+$/);
      } catch (error) {
        // The engine is of no use behind a query that failed.
        throw new Error(`${name}: ${String(error).slice(0, 300)}`, { cause: error });
      }
    }
  });
});

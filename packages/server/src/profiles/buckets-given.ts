import type { Fact } from "@habitus/events";
import { type Kv, put, type Table } from "../platform/kv.ts";
import { bucketFact } from "./bucket.ts";
import { NODES, ownIdentifier } from "./identity.ts";
import type { Offset } from "../log/log.ts";

const GIVEN: Table<true> = { name: "buckets_given", version: 1 };
const KEY = ["given"];
const AT_ONCE = 2_000;

/** Puts facts into the log; `FactWriter` is one. */
type FactSink = { write(facts: readonly Fact[]): Promise<Offset> };

/**
 * Ids of a data folder that was written before ids said their bucket say it now, once. What was said twice, because a start broke off,
 * changes nothing.
 * @returns how many.
 * @throws HabitusError what writing them throws; the next start begins again.
 */
export async function giveBuckets(kv: Kv, facts: FactSink): Promise<number> {
  if (kv.get(GIVEN, KEY) === true) return 0;
  let given = 0;
  let after = 0;
  for (;;) {
    const nodes = [...kv.range(NODES, { from: [after + 1], limit: AT_ONCE })];
    const said = nodes.flatMap(({ key, value }): readonly Fact[] => {
      const id = value.named === null ? null : ownIdentifier(value);
      return id === null ? [] : [bucketFact(id, key[0])];
    });
    if (said.length > 0) await facts.write(said);
    given += said.length;
    const last = nodes.at(-1);
    if (last === undefined) break;
    after = last.key[0];
  }
  await kv.commit([put(GIVEN, KEY, true)]);
  return given;
}

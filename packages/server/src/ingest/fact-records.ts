import { encodeFacts, type Fact } from "@habitus/events";
import type { NewRecord } from "../log/log.ts";

/** More facts than this go into several records, so that no record holds up the ones behind it. */
export const FACTS_PER_RECORD = 2_000;
/** So many stand in the record of the events that say them: more than calls say that are not made for it. */
export const FACTS_WITH_EVENTS = 20_000;

/** None of no facts. */
export function factRecords(source: string, facts: readonly Fact[]): readonly NewRecord[] {
  const records: NewRecord[] = [];
  for (let from = 0; from < facts.length; from += FACTS_PER_RECORD) {
    const payload = encodeFacts({ source, facts: facts.slice(from, from + FACTS_PER_RECORD) });
    records.push({ kind: "facts", payload });
  }
  return records;
}

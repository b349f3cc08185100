import { Waiters } from "../log/waiters.ts";
import type { MembershipStore, MembershipTable } from "./membership-store.ts";
import { createToldLog, ToldTail } from "./told-log.ts";
import { type NewTransition, type Transition, withoutIds } from "./transition.ts";
import type { TransitionLog } from "./transition-log.ts";

/** For tests: keeps the contract except that nothing outlives the process. */
export function createMemoryMembershipStore(): MembershipStore {
  const tables = new Map<MembershipTable, Map<number, Uint8Array>>();
  const waiters = new Waiters();
  let transitions: Transition[] = [];
  let position = 0;
  let now = 0;
  let head = 0;
  const tableOf = (name: MembershipTable): Map<number, Uint8Array> => {
    const table = tables.get(name) ?? new Map<number, Uint8Array>();
    tables.set(name, table);
    return table;
  };
  const keysOf = (table: MembershipTable): readonly number[] =>
    [...tableOf(table).keys()].sort((a, b) => a - b);
  const tail = new ToldTail<NewTransition>((seq, each) => ({ ...each, seq }));
  const above = (after: number): readonly Transition[] => transitions.slice(Math.max(0, after));

  const log: Pick<TransitionLog, "head" | "read" | "readBack"> = {
    head: () => head,
    read: (after, limit) => above(after).slice(0, limit),
    readBack: (before, limit) =>
      transitions
        .filter(({ seq }) => seq < before)
        .toReversed()
        .slice(0, limit),
  };
  const told = createToldLog(log, tail, async (after, timeoutMs) => {
    if (told.head() <= after) await waiters.wait(after, timeoutMs);
  });

  return {
    position: () => position,
    now: () => now,
    get: (table, key) => tableOf(table).get(key)?.slice(),
    keys: (table) => keysOf(table),
    *scan(table, from = 0) {
      for (const key of keysOf(table)) {
        if (key < from) continue;
        const value = tableOf(table).get(key);
        if (value !== undefined) yield { key, value: value.slice() };
      }
    },
    async commit(step) {
      await new Promise((resolve) => setImmediate(resolve));
      for (const { table, key, value } of step.writes) {
        if (value === null) tableOf(table).delete(key);
        else tableOf(table).set(key, value);
      }
      for (const transition of step.transitions) transitions.push({ ...transition, seq: ++head });
      const redacted = new Set(step.redact);
      if (redacted.size > 0) {
        transitions = transitions.map((each) =>
          redacted.has(each.person) ? { ...each, ids: [], eventId: null } : each,
        );
      }
      position = step.position;
      now = step.at;
      waiters.grown(head);
      return head;
    },
    rewrite(isGone) {
      transitions = transitions.map((each) => withoutIds(each, isGone));
      return Promise.resolve();
    },
    tell(from, made) {
      tail.add(from, made);
      waiters.wakeAll();
    },
    told,
    transitions: {
      ...log,
      of: (person, after, limit) =>
        above(after)
          .filter((each) => each.person === person)
          .slice(0, limit),
      async wait(after, timeoutMs) {
        if (head <= after) await waiters.wait(after, timeoutMs);
      },
    },
    close() {
      waiters.wakeAll();
      return Promise.resolve();
    },
  };
}

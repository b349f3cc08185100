import type { Change, Kv } from "../platform/kv.ts";
import { createSerially } from "../platform/serially.ts";
import { WEBHOOK_ASIDE } from "./webhook.ts";

/** How much is put aside of each webhook, known without reading it; `kv` is what it must be written through. */
export type AsideCounts = {
  readonly kv: Pick<Kv, "get" | "range" | "commit">;
  readonly count: (number: number) => number;
};

/** Counts once what is there and follows what is written. There is one writer of what is put aside. */
export function createAsideCounts(state: Kv): AsideCounts {
  const counts = new Map<number, number>();
  const serially = createSerially();
  const add = (key: Change["key"], by: number): void => {
    const number = Number(key[0]);
    counts.set(number, (counts.get(number) ?? 0) + by);
  };
  for (const { key } of state.range(WEBHOOK_ASIDE, {})) add(key, 1);
  const kv: AsideCounts["kv"] = {
    get: (table, key) => state.get(table, key),
    range: (table, range) => state.range(table, range),
    commit(changes, expects) {
      const ofAside = changes.filter(({ table }) => table.name === WEBHOOK_ASIDE.name);
      if (ofAside.length === 0) return state.commit(changes, expects);
      return serially(async () => {
        const wereThere = ofAside.map(({ key }) => state.get(WEBHOOK_ASIDE, key) !== undefined);
        await state.commit(changes, expects);
        for (const [place, { kind, key }] of ofAside.entries()) {
          const wasThere = wereThere[place] === true;
          if (kind === "put" && !wasThere) add(key, 1);
          if (kind === "remove" && wasThere) add(key, -1);
        }
      });
    },
  };
  return { kv, count: (number) => counts.get(number) ?? 0 };
}

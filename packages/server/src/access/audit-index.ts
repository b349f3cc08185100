import { setImmediate as breathe } from "node:timers/promises";
import { HabitusError, hash128, hashHex } from "@habitus/kernel";
import { type Kv, put, type Table } from "../platform/kv.ts";
import type { AuditedChange } from "../platform/audit.ts";

export const AUDIT_BY_TARGET: Table<null, readonly [targetDigest: string, number: number]> = {
  name: "audit_by_target",
  version: 1,
};

/** Key: none. Entries up to this number stand in `AUDIT_BY_TARGET`. */
export const AUDIT_INDEXED: Table<{ readonly upTo: number }> = { name: "audit_indexed", version: 1 };

export type AuditIndex = {
  /** Entries up to this one are indexed; those above are to be looked through. */
  upTo(): number;
  /** Numbers of the indexed entries about the target, below `before`, newest first. */
  numbers(target: string, before: number): Iterable<number>;
  /** Tells that an entry got this number; its commit may still be under way. */
  given(number: number): void;
};

export type AuditIndexDeps = {
  readonly kv: Kv;
  readonly entries: Table<Pick<AuditedChange, "target"> & { readonly number: number }>;
  /** The newest entry there is at the start. */
  readonly newest: number;
  /** Told of what is neither a full nor a closed state, but a bug. */
  readonly onBug: (error: unknown) => void;
};

/** Entries that gather before they are indexed. */
const GATHERED = 100;
/** Entries of one commit. */
const AT_ONCE = 500;
/** A number whose entry is not there when so many were given after it has failed to be committed. */
const UNDER_WAY = 500;

/**
 * Entries by what they are about, kept beside the trail and some entries behind it, so that neither a start nor a question reads the whole
 * trail. What could not be indexed is tried again with the entries that follow; until then it is looked through.
 */
export function createAuditIndex({ kv, entries, newest, onBug }: AuditIndexDeps): AuditIndex {
  let upTo = kv.get(AUDIT_INDEXED, [])?.upTo ?? 0;
  let last = newest;
  let isRunning = false;

  /** The next entries whose place in the trail is settled. */
  const piece = (): readonly { readonly target: string; readonly number: number }[] => {
    const settled: { readonly target: string; readonly number: number }[] = [];
    let expected = upTo + 1;
    for (const { value } of kv.range(entries, { from: [expected], limit: AT_ONCE })) {
      const { target, number } = value;
      const missing = number > expected ? number - 1 : null;
      // One from before the start is not under way.
      if (missing !== null && missing > newest && last - missing < UNDER_WAY) break;
      settled.push({ target, number });
      expected = number + 1;
    }
    return settled;
  };
  const run = async (): Promise<void> => {
    for (let found = piece(); found.length > 0; found = piece()) {
      const reached = found.at(-1)?.number ?? upTo;
      await kv.commit([
        ...found.map(({ target, number }) => put(AUDIT_BY_TARGET, [digestOf(target), number], null)),
        put(AUDIT_INDEXED, [], { upTo: reached }),
      ]);
      upTo = reached;
      await breathe();
    }
  };
  const start = (): void => {
    if (isRunning || last - upTo < GATHERED) return;
    isRunning = true;
    const indexed = async (): Promise<void> => {
      try {
        await breathe();
        await run();
      } catch (error) {
        // Nothing is lost, and the next entry tries again.
        if (!(error instanceof HabitusError)) onBug(error);
      } finally {
        isRunning = false;
      }
    };
    void indexed();
  };
  start();

  return {
    upTo: () => upTo,
    *numbers(target, before) {
      const range = { prefix: [digestOf(target)], to: [digestOf(target), before], reverse: true };
      for (const [, number] of kv.keys(AUDIT_BY_TARGET, range)) yield number;
    },
    given(number) {
      last = number;
      start();
    },
  };
}

function digestOf(target: string): string {
  return hashHex(hash128(target));
}

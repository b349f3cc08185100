import { setImmediate as turn } from "node:timers/promises";
import type { Instant } from "@habitus/kernel";
import type { PlanContext, Threshold } from "@habitus/segments";
import { type Key, type Kv, put, type Table } from "../platform/kv.ts";

/** What a refresh found of one population. */
export type Refresh = {
  /** The population's key. */
  readonly population: string;
  /** What is ranked and among whom, or what is asked of the people of accounts, in words. */
  readonly says: string;
  /** The instant it was worked out at. */
  readonly at: Instant;
  /** How many are ranked, or how many accounts have somebody who is counted. */
  readonly people: number;
  /** Values are ages in milliseconds, and not numbers. */
  readonly isAge: boolean;
  readonly cuts: readonly RefreshedCut[];
};

export type RefreshedCut = RankedCut | AccountsCut;

export type RankedCut = {
  /** Of the threshold in a plan's context. */
  readonly key: string;
  readonly side: "top" | "bottom";
  /** Of the people, `part` of `of`. */
  readonly part: number;
  readonly of: number;
  /** Canonical decimal text; null when nobody was ranked. */
  readonly value: string | null;
  /** How many stand there or beyond, all that share the value among them. */
  readonly holds: number;
};

export type AccountsCut = {
  readonly key: string;
  /** So many people of an account meet the condition; `most` null for any number, `every` for all of them. */
  readonly least: number;
  readonly most: number | null;
  readonly every: boolean;
  /** The ids of those that pass; null when they are too many. */
  readonly accounts: readonly string[] | null;
  /** How many pass. */
  readonly holds: number;
};

/** A threshold with the refresh that it is of. */
export type PinnedThreshold = { readonly cut: RefreshedCut; readonly refresh: Refresh };

type RefreshKey = readonly [population: string, at: Instant];

/** Kept for questions about the past. */
const REFRESHES: Table<Refresh, RefreshKey> = {
  name: "threshold_refreshes",
  version: 1,
};

export type RefreshStore = {
  /** The newest of each threshold or, given an instant, the newest at or before it; by the thresholds' keys. */
  pinned(at: Instant | null): ReadonlyMap<string, PinnedThreshold>;
  /** The instants of these populations' refreshes after `from` and up to `to`, ascending. */
  during(
    populations: readonly string[],
    span: { readonly from: Instant; readonly to: Instant },
  ): readonly Instant[];
  /** All of them in one commit, so that tiers never stand between two refreshes. @throws HabitusError as `Kv.commit`. */
  add(refreshes: readonly Refresh[]): Promise<void>;
  /** No refresh, however old, names these accounts any more. @throws HabitusError as `Kv.commit`. */
  forget(accounts: ReadonlySet<string>): Promise<void>;
};

export function createRefreshStore(kv: Kv): RefreshStore {
  const newest = new Map<string, PinnedThreshold>();
  const populations = new Set<string>();
  const note = (into: Map<string, PinnedThreshold>, refresh: Refresh): void => {
    for (const cut of refresh.cuts) into.set(cut.key, { cut, refresh });
  };
  const noteNewest = (refresh: Refresh): void => {
    populations.add(refresh.population);
    note(newest, refresh);
  };
  for (const refresh of newestOfEach(kv)) noteNewest(refresh);
  return {
    pinned(at) {
      if (at === null) return newest;
      const found = new Map<string, PinnedThreshold>();
      // A refresh of a population has all its thresholds that were pinned before: the newest is enough.
      for (const population of populations) {
        const upTo = { prefix: [population], to: [population, at + 1], reverse: true, limit: 1 };
        for (const { value } of kv.range(REFRESHES, upTo)) note(found, value);
      }
      return found;
    },
    during(wanted, { from, to }) {
      const found = wanted.flatMap((population) => [
        ...kv.keys(REFRESHES, {
          prefix: [population],
          from: [population, from + 1],
          to: [population, to + 1],
        }),
      ]);
      return [...new Set(found.map(([, at]) => at))].sort((a, b) => a - b);
    },
    async add(refreshes) {
      await kv.commit(
        refreshes.map((refresh) => put(REFRESHES, keyOf(refresh), withCutsBefore(kv, refresh))),
      );
      for (const refresh of refreshes) noteNewest(refresh);
    },
    async forget(accounts) {
      for (const key of kv.keys(REFRESHES, {})) {
        const refresh = kv.get(REFRESHES, key);
        const rest = refresh === undefined ? null : withoutAccounts(refresh, accounts);
        if (rest !== null) await kv.commit([put(REFRESHES, key, rest)]);
        await turn();
      }
      for (const refresh of newestOfEach(kv)) noteNewest(refresh);
    },
  };
}

/** Population by population: all that was ever worked out is much to read. */
function* newestOfEach(kv: Kv): Generator<Refresh> {
  let from: Key = [];
  for (;;) {
    const [next] = kv.keys(REFRESHES, { from, limit: 1 });
    if (next === undefined) return;
    const [population] = next;
    const newest = { prefix: [population], reverse: true, limit: 1 };
    for (const { key, value } of kv.range(REFRESHES, newest)) {
      yield value;
      from = [population, key[1] + 1];
    }
  }
}

function keyOf({ population, at }: Refresh): RefreshKey {
  return [population, at];
}

/** Null where it names none of them. */
function withoutAccounts(refresh: Refresh, gone: ReadonlySet<string>): Refresh | null {
  let isSame = true;
  const cuts = refresh.cuts.map((cut) => {
    if (!("accounts" in cut) || cut.accounts === null) return cut;
    const accounts = cut.accounts.filter((account) => !gone.has(account));
    const lost = cut.accounts.length - accounts.length;
    if (lost === 0) return cut;
    isSame = false;
    return { ...cut, accounts, holds: cut.holds - lost };
  });
  return isSame ? null : { ...refresh, cuts };
}

/** What was worked out at the same instant before stays, where it was not worked out again. */
function withCutsBefore(kv: Kv, refresh: Refresh): Refresh {
  const before = kv.get(REFRESHES, keyOf(refresh))?.cuts ?? [];
  const others = before.filter(({ key }) => refresh.cuts.every((cut) => cut.key !== key));
  return { ...refresh, cuts: [...others, ...refresh.cuts] };
}

/** As a plan's context takes them. */
export function thresholdsOf(pinned: ReadonlyMap<string, PinnedThreshold>): PlanContext["thresholds"] {
  const entries = [...pinned].map(([key, { cut }]): [string, Threshold] => [key, thresholdOf(cut)]);
  return Object.fromEntries(entries);
}

/** How many ids of accounts these hold. */
export function accountsIn(cuts: readonly RefreshedCut[]): number {
  return cuts.reduce((sum, cut) => sum + ("accounts" in cut ? (cut.accounts?.length ?? 0) : 0), 0);
}

export function thresholdOf(cut: RefreshedCut): Threshold {
  return "accounts" in cut ? { accounts: cut.accounts } : { value: cut.value };
}

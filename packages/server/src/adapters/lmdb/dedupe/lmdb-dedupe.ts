import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { assert, DAY_MS, type Instant } from "@habitus/kernel";
import {
  type Claim,
  type Dedupe,
  DEDUPE_HORIZON_DAYS,
  MIN_DEDUPE_HORIZON_DAYS,
} from "../../../profiles/dedupe.ts";
import type { OnGivenUp } from "../commit-guard.ts";
import { freeFolder, removeLeftovers } from "../folders.ts";
import { type Found, IdStore } from "./id-store.ts";
import { IdTable } from "./id-table.ts";
import { samePlace, type Secret, WORDS, writeEntry } from "./id-words.ts";
import { readSecret } from "./secret.ts";

export type LmdbDedupeOptions = {
  readonly dir: string;
  /** Whole days an id is remembered, at least 7. */
  readonly horizonDays?: number;
  /** Ids in a run of a new day; smaller ones only for tests. */
  readonly runIds?: number;
  readonly onGivenUp?: OnGivenUp;
};

/** Opens the memory of event ids; one writer per folder. */
export function openLmdbDedupe(options: LmdbDedupeOptions): Dedupe {
  return new LmdbDedupe(options);
}

type Day = number;
const DAY_NAME = /^day-(\d+)$/;
const dayOf = (at: Instant): Day => Math.floor(at / DAY_MS);

class LmdbDedupe implements Dedupe {
  readonly #dir: string;
  readonly #horizonDays: number;
  readonly #runIds: number | undefined;
  readonly #onGivenUp: OnGivenUp | undefined;
  readonly #days = new Map<Day, IdStore>();
  readonly #secret: Secret;
  #forever: IdStore;
  /** Claims are answered one call after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: LmdbDedupeOptions) {
    this.#dir = options.dir;
    this.#horizonDays = options.horizonDays ?? DEDUPE_HORIZON_DAYS;
    assert(this.#horizonDays >= MIN_DEDUPE_HORIZON_DAYS, "ids are remembered for a week at least");
    this.#runIds = options.runIds;
    this.#onGivenUp = options.onGivenUp;
    mkdirSync(this.#dir, { recursive: true });
    removeLeftovers(this.#dir);
    this.#secret = readSecret(this.#dir);
    this.#forever = this.#openIn(join(this.#dir, "forever"));
    const days = readdirSync(this.#dir).flatMap((name) => DAY_NAME.exec(name)?.[1] ?? []);
    for (const day of days.map(Number).sort((a, b) => a - b)) this.#days.set(day, this.#open(day));
  }

  claim(claims: readonly Claim[]): Promise<readonly boolean[]> {
    return this.#inTurn(() => this.#claim(claims));
  }

  async keep(): Promise<void> {
    // Begun in turn, so that it knows of all claims before it; those behind it need not wait for the disk. A crash between two
    // stores leaves ids that are claimed again with their very place.
    const { begun } = await this.#inTurn(async () => ({
      begun: [this.#forever, ...this.#days.values()].map((store) => store.keep()),
    }));
    for (const result of await Promise.allSettled(begun)) {
      if (result.status === "rejected") throw result.reason;
    }
  }

  clear(): Promise<void> {
    return this.#inTurn(async () => {
      for (const [day, store] of this.#days) await this.#free(day, store);
      await this.#forever.close();
      await freeFolder(join(this.#dir, "forever"));
      this.#forever = this.#openIn(join(this.#dir, "forever"));
    });
  }

  close(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#forever.close();
      for (const store of this.#days.values()) await store.close();
    });
  }

  async #claim(claims: readonly Claim[]): Promise<readonly boolean[]> {
    const entries = new Uint32Array(claims.length * WORDS);
    const seen = new IdTable(claims.length);
    const fresh = new Map<IdStore, number[]>();
    const answers: boolean[] = [];
    for (const [place, claim] of claims.entries()) {
      const at = place * WORDS;
      writeEntry(entries, at, claim, this.#secret);
      const found = this.#find(seen, entries, at);
      answers.push(found === null || samePlace(found.words, found.at, entries, at));
      if (found !== null) continue;
      seen.add(entries, at);
      const day = dayOf(claim.at);
      const store =
        claim.forever === true ? this.#forever : (this.#days.get(day) ?? (await this.#beginDay(day)));
      const list = fresh.get(store);
      if (list === undefined) fresh.set(store, [at]);
      else list.push(at);
    }
    for (const [store, places] of fresh) await store.add(gather(entries, places));
    return answers;
  }

  #find(seen: IdTable, entries: Uint32Array, at: number): Found | null {
    const slot = seen.find(entries, at);
    if (slot >= 0) return { words: seen.words, at: slot };
    for (const store of this.#days.values()) {
      const found = store.find(entries, at);
      if (found !== null) return found;
    }
    return this.#forever.find(entries, at);
  }

  async #beginDay(day: Day): Promise<IdStore> {
    for (const [old, store] of this.#days) {
      if (old < day) await store.seal();
      if (old < day - this.#horizonDays) await this.#free(old, store);
    }
    const store = this.#open(day);
    this.#days.set(day, store);
    return store;
  }

  #openIn(dir: string): IdStore {
    return IdStore.open(dir, this.#runIds, this.#onGivenUp);
  }

  #open(day: Day): IdStore {
    return this.#openIn(this.#folder(day));
  }

  async #free(day: Day, store: IdStore): Promise<void> {
    this.#days.delete(day);
    await store.close();
    await freeFolder(this.#folder(day));
  }

  #folder(day: Day): string {
    return join(this.#dir, `day-${day}`);
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

function gather(entries: Uint32Array, places: readonly number[]): Uint32Array {
  const gathered = new Uint32Array(places.length * WORDS);
  for (const [to, at] of places.entries()) gathered.set(entries.subarray(at, at + WORDS), to * WORDS);
  return gathered;
}

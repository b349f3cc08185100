import {
  type ConsentWord,
  consentWords,
  type Fact,
  ownIdOf,
  reducedIp,
  type TrackedEvent,
} from "@habitus/events";
import { hash128, hashHex, reservedTrait } from "@habitus/kernel";
import type { FactsOf, PrivacySignal } from "../ingest/ingest.ts";
import type { ConsentReads } from "../profiles/consent-reads.ts";
import type { PurposeRecord, Purposes } from "./purposes.ts";

const SIGNALS: readonly PrivacySignal[] = ["Sec-GPC", "DNT"];

/** How many ids are remembered about which nothing need be looked up. */
const REMEMBERED = 100_000;

/**
 * What the events of one call say of consent (after `forget`, nothing is remembered of whom somebody was once):
 *
 * - A choice (`Consent Changed` and Segment's events) is said as it is.
 * - What other events repeat in `context.consent` counts only while the id has said nothing of the purpose: what a device has
 *   remembered may be older than what the person has said since.
 * - A signal refuses the purposes that are marked so, once per id: it stands just before the first event it came with, so a
 *   choice made with that event or later goes before it, and a browser that goes on sending it takes nothing back.
 */
export function createConsentArrivals(deps: { readonly purposes: Purposes; readonly reads: ConsentReads }): {
  readonly factsOf: FactsOf;
  forget(): void;
} {
  const { purposes, reads } = deps;
  const settled = new Remembered(REMEMBERED);

  const factsOf: FactsOf = (events, signal) => {
    if (purposes.list().length === 0) return [];
    const facts: Fact[] = [];
    const marked = signal === null ? [] : purposes.list().filter(({ refusedBySignal }) => refusedBySignal);
    for (const event of events) {
      const id = ownIdOf(event);
      for (const { key } of marked) {
        const known = `signal\u0000${id.kind}\u0000${id.value}\u0000${key}`;
        if (settled.has(known)) continue;
        settled.add(known);
        if (reads.hasSaid(id, key, SIGNALS)) continue;
        facts.push(factOf(event, key, false, { text: null, source: signal ?? "", before: 1 }));
      }
      for (const word of consentWords(event)) {
        const purpose = purposes.named(word.category);
        if (purpose !== null && counts(word, id, purpose)) {
          const source = word.isChoice ? event.name : "context.consent";
          facts.push(factOf(event, purpose.key, word.allowed, { text: word.text, source, before: 0 }));
        }
      }
    }
    return facts;
  };
  return { factsOf, forget: () => settled.clear() };

  function counts(word: ConsentWord, id: Fact["id"], { key }: PurposeRecord): boolean {
    const known = `said\u0000${id.kind}\u0000${id.value}\u0000${key}`;
    const isFirst = !settled.has(known) && !reads.hasSaid(id, key, null);
    settled.add(known);
    return word.isChoice || isFirst;
  }
}

type Source = { readonly text: string | null; readonly source: string; readonly before: number };

function factOf(
  event: TrackedEvent,
  purpose: string,
  allowed: boolean,
  { text, source, before }: Source,
): Fact {
  return {
    id: ownIdOf(event),
    name: reservedTrait("consent", purpose),
    value: String(allowed),
    time: event.time - before,
    idHash: hashHex(hash128(event.id)),
    proof: { text, source, by: null, ip: ipOf(event) },
  };
}

function ipOf({ context }: TrackedEvent): string | null {
  const { ip } = JSON.parse(context) as { readonly ip?: unknown };
  return typeof ip === "string" && ip !== "" ? reducedIp(ip) : null;
}

/** A set of bounded size: when it is full it begins again, and what was forgotten is looked up once more. */
class Remembered {
  readonly #max: number;
  #known = new Set<string>();

  constructor(max: number) {
    this.#max = max;
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  clear(): void {
    this.#known = new Set();
  }

  add(key: string): void {
    if (this.#known.size >= this.#max) this.#known = new Set();
    this.#known.add(key);
  }
}

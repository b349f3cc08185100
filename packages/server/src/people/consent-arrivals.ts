import {
  type ConsentWord,
  consentWords,
  type Fact,
  ownIdOf,
  reducedIp,
  type TrackedEvent,
} from "@habitus/events";
import { hash128, hashHex, type Instant, reservedTrait } from "@habitus/kernel";
import { type PrivacySignal, type Said, SAYS_NOTHING } from "../ingest/ingest.ts";
import type { ConsentReads } from "../profiles/consent-reads.ts";
import type { Purposes } from "./purposes.ts";

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
 *
 * Only what is in the log counts as said. What comes while the same is on its way there is said as well, and stands just before it, so
 * that nothing is lost when the log refuses the one, and nothing said later when it takes both.
 */
export function createConsentArrivals(deps: { readonly purposes: Purposes; readonly reads: ConsentReads }): {
  readonly factsOf: (events: readonly TrackedEvent[], signal: PrivacySignal | null) => Said;
  forget(): void;
} {
  const { purposes, reads } = deps;
  let settled = new Remembered(REMEMBERED);
  const onTheirWay = new Set<Settling>();

  /** Whether this is said for the first time, as far as the log goes. */
  const isNew = (known: string, own: Settling, hasSaid: () => boolean): boolean => {
    if (settled.has(known) || own.has(known)) return false;
    if (!hasSaid()) return true;
    settled.add(known);
    return false;
  };

  /** Puts down that this is said with a call, and returns as of when: before what others on their way say of it. */
  const settle = (known: string, own: Settling, time: Instant): Instant => {
    const others = [...onTheirWay].flatMap((other) => other.get(known) ?? []);
    const at = Math.min(time, ...others.map((other) => other - 1));
    own.set(known, at);
    return at;
  };

  const factsOfWord = (event: TrackedEvent, word: ConsentWord, own: Settling): readonly Fact[] => {
    const purpose = purposes.named(word.category);
    if (purpose === null) return [];
    const id = ownIdOf(event);
    const known = knownAs("said", id, purpose.key);
    const isFirst = isNew(known, own, () => reads.hasSaid(id, purpose.key, null));
    const said = { purpose: purpose.key, allowed: word.allowed, text: word.text };
    if (word.isChoice) {
      if (isFirst) own.set(known, event.time);
      return [factOf(event, { ...said, source: event.name, time: event.time })];
    }
    if (!isFirst) return [];
    return [factOf(event, { ...said, source: "context.consent", time: settle(known, own, event.time) })];
  };

  const factOfSignal = (
    event: TrackedEvent,
    signal: PrivacySignal,
    purpose: string,
    own: Settling,
  ): readonly Fact[] => {
    const id = ownIdOf(event);
    const known = knownAs("signal", id, purpose);
    if (!isNew(known, own, () => reads.hasSaid(id, purpose, SIGNALS))) return [];
    const time = settle(known, own, event.time - 1);
    return [factOf(event, { purpose, allowed: false, text: null, source: signal, time })];
  };

  return {
    factsOf(events, signal) {
      if (purposes.list().length === 0) return SAYS_NOTHING;
      const marked = signal === null ? [] : purposes.list().filter(({ refusedBySignal }) => refusedBySignal);
      const own: Settling = new Map();
      const facts = events.flatMap((event) => [
        ...marked.flatMap(({ key }) => (signal === null ? [] : factOfSignal(event, signal, key, own))),
        ...consentWords(event).flatMap((word) => factsOfWord(event, word, own)),
      ]);
      const began = settled;
      onTheirWay.add(own);
      return {
        facts,
        ended(isInLog) {
          onTheirWay.delete(own);
          if (isInLog) for (const known of own.keys()) began.add(known);
        },
      };
    },
    // What is on its way meanwhile is remembered where nobody looks any more.
    forget() {
      settled = new Remembered(REMEMBERED);
    },
  };
}

/** By what is said for the first time, as of when. */
type Settling = Map<string, Instant>;

const knownAs = (kind: "said" | "signal", id: Fact["id"], purpose: string): string =>
  `${kind}\u0000${id.kind}\u0000${id.value}\u0000${purpose}`;

type Word = {
  readonly purpose: string;
  readonly allowed: boolean;
  readonly text: string | null;
  readonly source: string;
  readonly time: Instant;
};

function factOf(event: TrackedEvent, { purpose, allowed, text, source, time }: Word): Fact {
  return {
    id: ownIdOf(event),
    name: reservedTrait("consent", purpose),
    value: String(allowed),
    time,
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

  add(key: string): void {
    if (this.#known.size >= this.#max) this.#known = new Set();
    this.#known.add(key);
  }
}

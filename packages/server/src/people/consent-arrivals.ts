import {
  type ConsentWord,
  consentWords,
  type Fact,
  ownIdOf,
  reducedIp,
  type TrackedEvent,
} from "@habitus/events";
import { hash128, hashHex, type Instant, readReservedTrait, reservedTrait } from "@habitus/kernel";
import { type PrivacySignal, type Said, SAYS_NOTHING } from "../ingest/ingest.ts";
import type { Offset } from "../log/log.ts";
import type { ConsentReads } from "../profiles/consent-reads.ts";
import type { Purposes } from "./purposes.ts";

const SIGNALS: readonly PrivacySignal[] = ["Sec-GPC", "DNT"];

/** Words of how many ids and purposes are remembered, those above all that the resolver has not come to yet. */
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
 *
 * What the resolver has come to is looked up; what it has not is remembered here. Where more was said than is remembered, repeats
 * and signals do not count until it has come so far: they may be older than a choice among what was said, and come again.
 */
export function createConsentArrivals(deps: {
  readonly purposes: Purposes;
  readonly reads: ConsentReads;
  /** The newest record of the log, and the newest that `reads` knows of. */
  readonly written: () => Offset;
  readonly resolved: () => Offset;
  readonly maxRemembered?: number;
}): {
  readonly factsOf: (events: readonly TrackedEvent[], signal: PrivacySignal | null) => Said;
  /** Of facts that are put into the log in another way than with calls: what they say of consent was said as well. */
  readonly saying: (facts: readonly Fact[]) => Said["ended"];
  forget(): void;
} {
  const { purposes, reads, written, resolved, maxRemembered = REMEMBERED } = deps;
  const remembered = (): Remembered => new Remembered(maxRemembered, resolved, written());
  let settled = remembered();
  const onTheirWay = new Set<Settling>();

  /** Whether this was said before, as far as the log goes. */
  const standingOf = (known: string, own: Settling, hasSaid: () => boolean): "said" | "new" | "unknown" => {
    if (settled.has(known) || own.has(known)) return "said";
    // Before the look-up: what the resolver comes to after it is not in it.
    const isWhole = settled.isWhole();
    if (!hasSaid()) return isWhole ? "new" : "unknown";
    settled.add(known, 0);
    return "said";
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
    const standing = standingOf(known, own, () => reads.hasSaid(id, purpose.key, null));
    const said = { purpose: purpose.key, allowed: word.allowed, text: word.text };
    if (word.isChoice) {
      if (standing !== "said") own.set(known, event.time);
      return [factOf(event, { ...said, source: event.name, time: event.time })];
    }
    if (standing !== "new") return [];
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
    if (standingOf(known, own, () => reads.hasSaid(id, purpose, SIGNALS)) !== "new") return [];
    const time = settle(known, own, event.time - 1);
    return [factOf(event, { purpose, allowed: false, text: null, source: signal, time })];
  };

  const begin = (own: Settling): Said["ended"] => {
    const began = settled;
    onTheirWay.add(own);
    return (isInLog) => {
      onTheirWay.delete(own);
      if (!isInLog) return;
      const upTo = written();
      if (began === settled) for (const known of own.keys()) settled.add(known, upTo);
      else if (own.size > 0) settled.miss(upTo);
    };
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
      return { facts, ended: begin(own) };
    },
    saying(facts) {
      const own: Settling = new Map();
      for (const { id, name, time } of facts) {
        const trait = readReservedTrait(name);
        if (trait?.kind === "consent") own.set(knownAs("said", id, trait.key), time);
      }
      return begin(own);
    },
    // Of what is on its way meanwhile nothing is remembered but how far the log goes.
    forget() {
      settled = remembered();
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

/** What was said with which record at the latest: as much of it as has room, and whether that is all the resolver has not come to. */
class Remembered {
  readonly #max: number;
  readonly #resolved: () => Offset;
  /** The newest record of which something may be missing. */
  #missing: Offset;
  /** In the order in which they came, so the first are those the resolver comes to first. */
  readonly #known = new Map<string, Offset>();

  constructor(max: number, resolved: () => Offset, missing: Offset) {
    this.#max = max;
    this.#resolved = resolved;
    this.#missing = missing;
  }

  has(key: string): boolean {
    return this.#known.has(key);
  }

  /** Whether all that is not here can be looked up. */
  isWhole(): boolean {
    return this.#resolved() >= this.#missing;
  }

  miss(record: Offset): void {
    this.#missing = Math.max(this.#missing, record);
  }

  add(key: string, record: Offset): void {
    if (this.#known.delete(key) || this.#hasRoom()) this.#known.set(key, record);
    else this.miss(record);
  }

  /** Makes room where it can: only what the resolver has come to is forgotten. */
  #hasRoom(): boolean {
    if (this.#known.size < this.#max) return true;
    const [oldest] = this.#known;
    if (oldest === undefined || oldest[1] > this.#resolved()) return false;
    return this.#known.delete(oldest[0]);
  }
}

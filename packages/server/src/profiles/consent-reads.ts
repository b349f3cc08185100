import type { Fact } from "@habitus/events";
import { hash128, hashHex, type Instant, reservedTrait } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { Kv } from "../platform/kv.ts";
import type { NodeNumber, PersonNumber } from "../store/event-store.ts";
import { NODES, NODES_BY_KEY, nodeKey, PERSON_NODES, type PersonIdentifier } from "./identity.ts";
import { isNewer } from "./trait-word.ts";
import { CONSENT_HISTORY, type KeptConsent, NODE_TRAITS } from "./profile-state.ts";
import { wordAt } from "./standing-trait.ts";

/** One thing a person said, or somebody for them, of a purpose. */
export type ConsentEntry = KeptConsent & {
  readonly purpose: string;
  readonly offset: Offset;
  /** The id it was said under. */
  readonly id: PersonIdentifier;
};

export type ConsentReads = {
  /** Newest first by time. */
  history(person: PersonNumber): readonly ConsentEntry[];
  /** What stands now by the latest word over the person's ids; null where nothing does. */
  said(person: PersonNumber, purpose: string): boolean | null;
  /** Whether anything was said of the purpose under this very id, by one of these sources or by any. */
  hasSaid(id: Fact["id"], purpose: string, sources: readonly string[] | null): boolean;
};

const hash = (text: string): string => hashHex(hash128(text));

export function createConsentReads(kv: Kv, now: () => Instant): ConsentReads {
  const nodesOf = (person: PersonNumber): readonly NodeNumber[] =>
    [...kv.range(PERSON_NODES, { prefix: [person] })].map(({ key }) => key[1]);
  return {
    history: (person) =>
      nodesOf(person)
        .flatMap((node) => historyOf(kv, node))
        .sort((a, b) => b.time - a.time || b.offset - a.offset),
    said(person, purpose) {
      const name = reservedTrait("consent", purpose);
      const at = now();
      const words = nodesOf(person).flatMap((node) => {
        const standing = kv.get(NODE_TRAITS, [node, name]);
        return standing === undefined ? [] : (wordAt(standing, at) ?? []);
      });
      const [first, ...others] = words;
      if (first === undefined) return null;
      const { value } = others.reduce((newest, word) => (isNewer(word, newest) ? word : newest), first);
      return value === "null" ? null : value === "true";
    },
    hasSaid({ kind, value }, purpose, sources) {
      const node = kv.get(NODES_BY_KEY, nodeKey(kind, value, hash));
      if (node === undefined) return false;
      for (const { value: kept } of kv.range(CONSENT_HISTORY, { prefix: [node, purpose] })) {
        if (sources === null || sources.includes(kept.proof?.source ?? "")) return true;
      }
      return false;
    },
  };
}

function historyOf(kv: Kv, node: NodeNumber): readonly ConsentEntry[] {
  const found = kv.get(NODES, [node]);
  if (found === undefined) return [];
  const { kind, value: text } = found;
  return [...kv.range(CONSENT_HISTORY, { prefix: [node] })].map(({ key, value }) => ({
    ...value,
    purpose: key[1],
    offset: key[2],
    id: { kind, value: text },
  }));
}

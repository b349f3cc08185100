import type { Instant } from "@habitus/kernel";
import type { Kv, Table } from "../platform/kv.ts";
import type { NodeNumber, PersonNumber } from "../store/event-store.ts";
import { type IdSource, sourceName } from "./id-kinds.ts";
import { NODES } from "./identity.ts";
import type { StateDraft } from "./state-draft.ts";
import { keyText } from "./trait-word.ts";

/** What stood where ids of a kind are read, and is none. */
export type UnreadIds = {
  readonly kind: string;
  readonly source: IdSource;
  /** How often, since the kind reads there by its present rule. */
  readonly count: number;
  /** The latest time at which it was said. */
  readonly last: Instant;
  /** How the one counted last was written: x for each letter, 9 for each digit, ? for what is neither and not ASCII. */
  readonly shape: string;
  /** How many ids are kept under which it was said; left out while there were none. */
  readonly under?: number;
};

/** Where it stood: a trait, the path of a property, or the type of an external id. */
export type UnreadSource = { readonly from: IdSource["from"]; readonly name: string };

/** A text that a kind could not read. */
export type UnreadId = Pick<UnreadIds, "kind" | "source"> & { readonly text: string };

type UnreadKey = readonly [kind: string, from: IdSource["from"], name: string];

export const UNREAD_IDS: Table<UnreadIds, UnreadKey> = { name: "unread_ids", version: 1 };
/** Ids under which it was said, up to `MOST_UNDER` of a source; older values are times that nobody reads. */
const UNREAD_UNDER: Table<true, readonly [...UnreadKey, node: NodeNumber]> = {
  name: "unread_under",
  version: 1,
};
/** More would tell nobody more about what is wrong; who comes later is counted alone. */
const MOST_UNDER = 1_000;

const LONGEST_SHAPE = 40;

export function unreadIds(kv: Kv): readonly UnreadIds[] {
  return [...kv.range(UNREAD_IDS, {})].map(({ value }) => value);
}

/** Who has said it, by their numbers now, ascending; those who are kept. */
export function unreadPeople(kv: Kv, kind: string, source: UnreadSource): readonly PersonNumber[] {
  const prefix = [kind, source.from, keyText(source.name)];
  const people = [...kv.keys(UNREAD_UNDER, { prefix })].flatMap(
    ([, , , node]) => kv.get(NODES, [node])?.person ?? [],
  );
  return [...new Set(people)].sort((a, b) => a - b);
}

/** Counts them as the resolver comes upon them: with its other state, so that none counts twice. */
export class UnreadIdCounts {
  readonly #kv: Kv;
  readonly #draft: StateDraft;

  constructor(kv: Kv, draft: StateDraft) {
    this.#kv = kv;
    this.#draft = draft;
  }

  note(
    { kind, source, text }: UnreadId,
    { time, node }: { readonly time: Instant; readonly node: NodeNumber },
  ): void {
    const key = keyOf(kind, source);
    const before = this.#draft.get(UNREAD_IDS, key);
    const under = before?.under ?? 0;
    const isNew = under < MOST_UNDER && this.#draft.get(UNREAD_UNDER, [...key, node]) === undefined;
    if (isNew) this.#draft.put(UNREAD_UNDER, [...key, node], true);
    this.#draft.put(UNREAD_IDS, key, {
      kind,
      source,
      count: (before?.count ?? 0) + 1,
      last: Math.max(before?.last ?? time, time),
      shape: shapeOf(text),
      under: under + (isNew ? 1 : 0),
    });
  }

  /** What was said stays counted, and is nobody's any more. */
  forget(node: NodeNumber, kinds: readonly string[]): void {
    for (const { key, value } of kinds.flatMap((kind) => this.#draft.group(UNREAD_IDS, kind))) {
      if (this.#draft.get(UNREAD_UNDER, [...key, node]) === undefined) continue;
      this.#draft.remove(UNREAD_UNDER, [...key, node]);
      this.#draft.put(UNREAD_IDS, key, { ...value, under: (value.under ?? 1) - 1 });
    }
  }

  /** The kind's traits are about to be read anew. To be called where all that came before is on disk. */
  forgetTraits(kind: string): void {
    for (const { value } of this.#kv.range(UNREAD_IDS, { prefix: [kind] })) {
      if (value.source.from === "trait") this.#draft.remove(UNREAD_IDS, keyOf(kind, value.source));
    }
    for (const key of this.#kv.keys(UNREAD_UNDER, { prefix: [kind, "trait"] })) {
      this.#draft.remove(UNREAD_UNDER, key);
    }
  }
}

function keyOf(kind: string, source: IdSource): UnreadKey {
  return [kind, source.from, keyText(sourceName(source))];
}

/** Tells what is wrong with a text, and not whose it is. */
function shapeOf(text: string): string {
  const masked = text.trim().replaceAll(/\p{L}/gu, "x").replaceAll(/\p{N}/gu, "9");
  return masked.replaceAll(/[^ -~]/gu, "?").slice(0, LONGEST_SHAPE);
}

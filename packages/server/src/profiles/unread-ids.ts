import type { Instant } from "@habitus/kernel";
import type { Kv, Table } from "../platform/kv.ts";
import { type IdSource, sourceName } from "./id-kinds.ts";
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
};

/** A text that a kind could not read. */
export type UnreadId = Pick<UnreadIds, "kind" | "source"> & { readonly text: string };

/** Key: kind, where from, name. */
const UNREAD_IDS: Table<UnreadIds> = { name: "unread_ids", version: 1 };

const LONGEST_SHAPE = 40;

export function unreadIds(kv: Kv): readonly UnreadIds[] {
  return [...kv.range(UNREAD_IDS, {})].map(({ value }) => value);
}

/** Counts them as the resolver comes upon them: with its other state, so that none counts twice. */
export class UnreadIdCounts {
  readonly #kv: Kv;
  readonly #draft: StateDraft;

  constructor(kv: Kv, draft: StateDraft) {
    this.#kv = kv;
    this.#draft = draft;
  }

  note({ kind, source, text }: UnreadId, time: Instant): void {
    const key = keyOf(kind, source);
    const before = this.#draft.get(UNREAD_IDS, key);
    this.#draft.put(UNREAD_IDS, key, {
      kind,
      source,
      count: (before?.count ?? 0) + 1,
      last: Math.max(before?.last ?? time, time),
      shape: shapeOf(text),
    });
  }

  /** The kind's traits are about to be read anew. To be called where all that came before is on disk. */
  forgetTraits(kind: string): void {
    for (const { value } of this.#kv.range(UNREAD_IDS, { prefix: [kind] })) {
      if (value.source.from === "trait") this.#draft.remove(UNREAD_IDS, keyOf(kind, value.source));
    }
  }
}

function keyOf(kind: string, source: IdSource): readonly string[] {
  return [kind, source.from, keyText(sourceName(source))];
}

/** Tells what is wrong with a text, and not whose it is. */
function shapeOf(text: string): string {
  const masked = text.trim().replaceAll(/\p{L}/gu, "x").replaceAll(/\p{N}/gu, "9");
  return masked.replaceAll(/[^ -~]/gu, "?").slice(0, LONGEST_SHAPE);
}

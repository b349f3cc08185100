import type { Draft } from "./segment-draft.ts";

/** A draft as the browser keeps it. Whatever a later version looks like, this one stays readable. */
export type StoredDraft = {
  readonly version: 1;
  /** ISO instant. */
  readonly savedAt: string;
  /** The revision of the segment that was edited; null for a new one. */
  readonly rev: number | null;
  readonly draft: Draft;
};

type Store = Pick<Storage, "getItem" | "setItem" | "removeItem">;

const PREFIX = "habitus.segment-draft.";
/** No segment can have this key. */
const NEW = "*new";

const FIELDS: Readonly<Record<keyof Draft, true>> = {
  name: true,
  key: true,
  definition: true,
  goal: true,
  action: true,
  owner: true,
  reviewDate: true,
  purpose: true,
  tags: true,
};

/** What was kept for a segment, or for the new one (null); null when there is nothing or it cannot be read. */
export function readStoredDraft(store: Store, segment: string | null): StoredDraft | null {
  const text = store.getItem(PREFIX + (segment ?? NEW));
  if (text === null) return null;
  try {
    const stored: unknown = JSON.parse(text);
    return isStoredDraft(stored) ? stored : null;
  } catch {
    return null;
  }
}

/** False when the browser does not keep it, as in a private window. */
export function writeStoredDraft(store: Store, segment: string | null, stored: StoredDraft): boolean {
  try {
    store.setItem(PREFIX + (segment ?? NEW), JSON.stringify(stored));
    return true;
  } catch {
    return false;
  }
}

export function dropStoredDraft(store: Store, segment: string | null): void {
  store.removeItem(PREFIX + (segment ?? NEW));
}

function isStoredDraft(value: unknown): value is StoredDraft {
  if (!isRecord(value) || value["version"] !== 1 || typeof value["savedAt"] !== "string") return false;
  const { rev, draft } = value;
  if (rev !== null && typeof rev !== "number") return false;
  return isRecord(draft) && Object.keys(FIELDS).every((field) => typeof draft[field] === "string");
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

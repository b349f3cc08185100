import { useEffect, useState } from "react";
import { dropStoredDraft, readStoredDraft, type StoredDraft, writeStoredDraft } from "./draft-store.ts";
import type { Draft } from "./segment-draft.ts";

const PAUSE_MS = 600;

export type Keeping = "nothing" | "kept" | "refused";

/** Keeps what differs from the beginning in the browser, a moment after each change and when the page is left. */
export function useKeptDraft(
  segment: string | null,
  rev: number | null,
  draft: Draft,
  fresh: Draft,
): Keeping {
  const [keeping, setKeeping] = useState<Keeping>("nothing");
  // A draft is a new object whenever the form is drawn; only what it says counts.
  const written = JSON.stringify(draft);
  const beginning = JSON.stringify(fresh);
  useEffect(() => {
    if (written === beginning) {
      // What was taken back is no draft any more.
      dropStoredDraft(localStorage, segment);
      return;
    }
    const keep = (): void => {
      const savedAt = new Date().toISOString();
      const stored = { version: 1, savedAt, rev, draft: JSON.parse(written) as Draft } as const;
      setKeeping(writeStoredDraft(localStorage, segment, stored) ? "kept" : "refused");
    };
    const timer = setTimeout(keep, PAUSE_MS);
    // Who closes the page at once loses nothing either.
    window.addEventListener("pagehide", keep);
    return () => {
      clearTimeout(timer);
      window.removeEventListener("pagehide", keep);
    };
  }, [written, beginning, segment, rev]);
  return written === beginning ? "nothing" : keeping;
}

export function readKept(segment: string | null): StoredDraft | null {
  return readStoredDraft(localStorage, segment);
}

export function dropKept(segment: string | null): void {
  dropStoredDraft(localStorage, segment);
}

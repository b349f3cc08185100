import { ApiError, type Client, type NewSegment } from "@habitus/contract";
import type { SegmentContent } from "../folder/local-segment.ts";
import type { FoundChange as Change } from "./find-changes.ts";

export type Applied =
  | { readonly kind: "done"; readonly change: Change }
  | { readonly kind: "failed"; readonly change: Change; readonly error: ApiError };

/**
 * Makes the changes one after the other and tells of each. An edit or a deletion that somebody else was faster than fails with
 * `conflict` and changes nothing; the others go on. What is refused because of other segments is tried again while others succeed:
 * a definition may name a segment that comes later, and one to be deleted may still be part of another.
 * @throws ApiError when the server cannot be reached or refuses the caller.
 */
export async function applyChanges(
  api: Client,
  changes: readonly Change[],
  tell: (applied: Applied) => void,
): Promise<void> {
  let waiting = changes;
  for (;;) {
    const refused: Extract<Applied, { kind: "failed" }>[] = [];
    for (const change of waiting) {
      const error = await attempt(api, change);
      if (error === null) tell({ kind: "done", change });
      else if (MAY_PASS.includes(error.code)) refused.push({ kind: "failed", change, error });
      else tell({ kind: "failed", change, error });
    }
    if (refused.length === 0 || refused.length === waiting.length) {
      for (const each of refused) tell(each);
      return;
    }
    waiting = refused.map(({ change }) => change);
  }
}

/** What another change may mend. */
const MAY_PASS: readonly string[] = ["definition_refused", "segment_in_use"];

/** Failures of one change; any other would meet every other one too. */
const OWN_FAILURES: readonly string[] = [
  ...MAY_PASS,
  "conflict",
  "already_exists",
  "not_found",
  "invalid_request",
  "lead_as_segment",
];

async function attempt(api: Client, change: Change): Promise<ApiError | null> {
  try {
    await send(api, change);
    return null;
  } catch (error) {
    if (error instanceof ApiError && OWN_FAILURES.includes(error.code)) return error;
    throw error;
  }
}

async function send(api: Client, { step, key, fields }: Change): Promise<void> {
  const params = { key };
  const pausing = fields.some(({ field }) => field === "paused");
  switch (step.action) {
    case "create":
      await api.createSegment({ body: { ...writable(step.content), paused: step.content.paused } });
      return;
    case "edit": {
      const { key: _, ...content } = writable(step.content);
      // A revision of its own would say that something else was changed.
      if (!pausing || fields.length > 1)
        await api.editSegment({ params, body: { rev: step.rev, ...content } });
      if (pausing) await (step.content.paused ? api.pauseSegment({ params }) : api.resumeSegment({ params }));
      return;
    }
    case "delete":
      await api.deleteSegment({ params: { key }, query: { rev: step.rev } });
  }
}

function writable(written: SegmentContent): NewSegment {
  const { paused: _, ...content } = written;
  return { ...content, tags: [...content.tags] };
}

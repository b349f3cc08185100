import type { LocalSegment, SegmentContent } from "../folder/local-segment.ts";
import { type FieldChange, fieldChanges, type RemoteSegment } from "./remote.ts";

/** What is to be sent. */
export type Step =
  | { readonly action: "create"; readonly content: SegmentContent }
  /** `rev` is the revision that the plan was made against. */
  | { readonly action: "edit"; readonly content: SegmentContent; readonly rev: number }
  | { readonly action: "delete"; readonly rev: number };

export type FoundChange = {
  readonly step: Step;
  readonly key: string;
  readonly name: string;
  /** Null for a deletion. */
  readonly file: LocalSegment | null;
  readonly fields: readonly FieldChange[];
};

export type FoundChanges = {
  readonly changes: readonly FoundChange[];
  /** Segments that stand in the folder as on the server. */
  readonly same: number;
  /** Keys that only the server has and that stay there. */
  readonly kept: readonly string[];
};

/** What has to happen on the server so that it has the folder's segments. Asks nothing and changes nothing. */
export function findChanges(
  local: readonly LocalSegment[],
  remote: ReadonlyMap<string, RemoteSegment>,
  prune: boolean,
): FoundChanges {
  const here = new Set(local.map(({ content }) => content.key));
  const gone = [...remote].filter(([key]) => !here.has(key)).sort(([a], [b]) => (a < b ? -1 : 1));
  const written = local.flatMap((file): readonly FoundChange[] => {
    const { content } = file;
    const there = remote.get(content.key);
    const { key, name } = content;
    if (there === undefined) {
      const fields = fieldChanges(null, content);
      return [{ step: { action: "create", content }, key, name, file, fields }];
    }
    const fields = fieldChanges(there.content, content);
    const step: Step = { action: "edit", content, rev: there.rev };
    return fields.length === 0 ? [] : [{ step, key, name, file, fields }];
  });
  const deleted = gone.map(([key, { content, rev }]): FoundChange => {
    const fields = fieldChanges(content, null);
    return { step: { action: "delete", rev }, key, name: content.name, file: null, fields };
  });
  return {
    changes: [...written, ...(prune ? deleted : [])],
    same: local.length - written.length,
    kept: prune ? [] : gone.map(([key]) => key),
  };
}

/** Whether the segment means something else by it: who is in hangs on what it is run for too. */
export function moves({ fields }: FoundChange): boolean {
  return fields.some(({ field }) => field === "definition" || field === "purpose");
}

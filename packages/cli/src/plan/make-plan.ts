import { ApiError, type Client, type SegmentDiff } from "@habitus/contract";
import type { LocalSegment, SegmentContent } from "../folder/local-segment.ts";
import { putIn } from "./put-in.ts";
import { type FieldChange, fieldChanges, type RemoteSegment } from "./remote.ts";

/** What is to be sent. */
export type Step =
  | { readonly action: "create"; readonly content: SegmentContent }
  /** `rev` is the revision that the plan was made against. */
  | { readonly action: "edit"; readonly content: SegmentContent; readonly rev: number }
  | { readonly action: "delete"; readonly rev: number };

export type Change = {
  readonly step: Step;
  readonly key: string;
  readonly name: string;
  /** Null for a deletion. */
  readonly path: string | null;
  readonly fields: readonly FieldChange[];
  /** Null when nobody comes or goes by it, because the definition stays. */
  readonly people: PeopleChange | null;
};

export type PeopleChange =
  | ({ readonly kind: "counted" } & Omit<SegmentDiff, "at" | "took_ms">)
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

export type Plan = {
  readonly changes: readonly Change[];
  /** Segments that stand in the folder as on the server. */
  readonly same: number;
  /** Keys that only the server has and that stay there. */
  readonly kept: readonly string[];
  /** The instant people were counted at; null when there was nothing to count. */
  readonly at: string | null;
};

export type PlanOptions = {
  /** Delete what the folder does not have. */
  readonly prune: boolean;
};

type Uncounted = Omit<Change, "people">;

/** What has to happen on the server so that it has the folder's segments. Asks nothing and changes nothing. */
function findChanges(
  local: readonly LocalSegment[],
  remote: ReadonlyMap<string, RemoteSegment>,
  { prune }: PlanOptions,
): { readonly changes: readonly Uncounted[]; readonly same: number; readonly kept: readonly string[] } {
  const here = new Set(local.map(({ content }) => content.key));
  const gone = [...remote].filter(([key]) => !here.has(key)).sort(([a], [b]) => (a < b ? -1 : 1));
  const written = local.flatMap(({ path, content }): readonly Uncounted[] => {
    const there = remote.get(content.key);
    const { key, name } = content;
    if (there === undefined) {
      const fields = fieldChanges(null, content);
      return [{ step: { action: "create", content }, key, name, path, fields }];
    }
    const fields = fieldChanges(there.content, content);
    const step: Step = { action: "edit", content, rev: there.rev };
    return fields.length === 0 ? [] : [{ step, key, name, path, fields }];
  });
  const deleted = gone.map(([key, { content, rev }]): Uncounted => {
    const fields = fieldChanges(content, null);
    return { step: { action: "delete", rev }, key, name: content.name, path: null, fields };
  });
  return {
    changes: [...written, ...(prune ? deleted : [])],
    same: local.length - written.length,
    kept: prune ? [] : gone.map(([key]) => key),
  };
}

/** Failures of one definition; any other would meet every other one too. */
const OWN_FAILURES: readonly string[] = ["query_timeout", "query_too_large", "definition_refused"];
const EXAMPLES = 3;

/** All changes with the people they move, counted at one instant. */
export async function makePlan(
  api: Client,
  local: readonly LocalSegment[],
  remote: ReadonlyMap<string, RemoteSegment>,
  options: PlanOptions,
): Promise<Plan> {
  const { changes, same, kept } = findChanges(local, remote, options);
  const written = changes.flatMap(({ step }) => (step.action === "delete" ? [] : [step.content]));
  const counted: Change[] = [];
  let at: string | null = null;
  for (const change of changes) {
    const before = remote.get(change.key)?.content.definition ?? null;
    const after = change.step.action === "delete" ? null : putIn(change.step.content.definition, written);
    const moves = change.fields.some(({ field }) => field === "definition");
    if (!moves) {
      counted.push({ ...change, people: null });
      continue;
    }
    try {
      const body = { before, after, examples: EXAMPLES, ...(at === null ? {} : { at }) };
      const { at: countedAt, took_ms: _, ...people } = await api.diffSegment({ body });
      at = countedAt;
      counted.push({ ...change, people: { kind: "counted", ...people } });
    } catch (error) {
      if (!(error instanceof ApiError) || !OWN_FAILURES.includes(error.code)) throw error;
      const { code, message } = error;
      counted.push({ ...change, people: { kind: "failed", code, message } });
    }
  }
  return { changes: counted, same, kept, at };
}

import { type Client, routes, type Segment } from "@habitus/contract";
import { HabitusError } from "@habitus/kernel";
import {
  checkDefinition,
  type Definition,
  parseDefinition,
  printDefinition,
  printSegmentFile,
  type SegmentFile,
} from "@habitus/segments";
import type { SegmentContent } from "../folder/local-segment.ts";

export type RemoteSegment = { readonly content: SegmentContent; readonly rev: number };

/**
 * All segments of the server by key.
 * @throws ApiError; HabitusError `unknown_definition` when the server's language is newer than this program's.
 */
export async function readRemote(api: Client): Promise<ReadonlyMap<string, RemoteSegment>> {
  const { segments } = await api.listSegments();
  return new Map(segments.map((segment) => [segment.key, toRemote(segment)]));
}

function toRemote(segment: Segment): RemoteSegment {
  // A key becomes the name of a file, so no server is trusted with it.
  if (!routes.getSegment.params.safeParse({ key: segment.key }).success)
    throw new HabitusError(
      "bad_key",
      `The server has a segment with the key ${JSON.stringify(segment.key)}.`,
    );
  const { key, name, goal, owner, action, reviewDate, purpose, tags, rev } = segment;
  const paused = segment.live?.state === "paused";
  const checked = checkDefinition(segment.definition.tree);
  if (checked.kind === "refused") {
    const message = `This version of habitus does not know the definition of "${key}": ${checked.problems[0]?.message ?? ""}`;
    throw new HabitusError("unknown_definition", message, { fix: "Use the version of the server." });
  }
  const { definition } = checked;
  const content = { key, name, goal, owner, action, reviewDate, purpose, tags, paused, definition };
  return { rev, content };
}

/**
 * The definitions of which each score is made, by its key; one of a newer language is left out, for what reads it is refused anyway.
 * @throws ApiError.
 */
export async function readScores(api: Client): Promise<ReadonlyMap<string, readonly Definition[]>> {
  const { scores } = await api.listScores();
  return new Map(
    scores.map(({ key, elements }) => {
      const read = elements.map(({ when }) => parseDefinition(when));
      return [key, read.flatMap((parsed) => (parsed.kind === "ok" ? [parsed.definition] : []))];
    }),
  );
}

export function fileTextOf({ reviewDate, ...content }: SegmentContent): string {
  const file: SegmentFile = { ...content, review: reviewDate };
  return printSegmentFile(file);
}

export type FieldChange = {
  readonly field: string;
  /** Null when the segment is not there. */
  readonly before: string | null;
  readonly after: string | null;
};

const FIELDS = ["name", "goal", "owner", "action", "reviewDate", "purpose"] as const;

/** What differs, in the order of a file. */
export function fieldChanges(
  before: SegmentContent | null,
  after: SegmentContent | null,
): readonly FieldChange[] {
  const texts = (content: SegmentContent | null): Readonly<Record<string, string | null>> => ({
    definition: content === null ? null : printDefinition(content.definition),
    ...Object.fromEntries(FIELDS.map((field) => [field, content?.[field] ?? null])),
    tags: content === null ? null : content.tags.join(", "),
    paused: content === null ? null : content.paused ? "yes" : "no",
  });
  const [was, is] = [texts(before), texts(after)];
  return Object.keys(is)
    .map((field) => ({ field, before: was[field] ?? null, after: is[field] ?? null }))
    .filter(({ field, before: old, after: now }) =>
      field === "tags" ? tagsOf(before) !== tagsOf(after) : old !== now,
    );
}

/** Tags may hold commas, so the list is compared and not its text. */
function tagsOf(content: SegmentContent | null): string {
  return JSON.stringify(content?.tags ?? null);
}

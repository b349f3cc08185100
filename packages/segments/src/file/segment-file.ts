import type { Span, TextProblem } from "../text/problem.ts";
import type { Definition } from "../tree/definition.ts";

/** A segment as it stands in a `*.segment` file: fields between two lines of `---`, then the sentence. */
export type SegmentFile = {
  readonly key: string;
  readonly name: string;
  readonly goal: string;
  readonly owner: string;
  readonly action: string;
  /** As written, meant as YYYY-MM-DD; null when the file does not say. */
  readonly review: string | null;
  readonly purpose: string;
  readonly tags: readonly string[];
  /** Nobody enters or leaves it; `paused: yes`. */
  readonly paused: boolean;
  readonly definition: Definition;
};

/** In the order they are printed. */
export const SEGMENT_FIELDS = [
  "key",
  "name",
  "goal",
  "owner",
  "action",
  "review",
  "purpose",
  "tags",
  "paused",
] as const;

export type SegmentField = (typeof SEGMENT_FIELDS)[number];

export type ReadSegmentFile =
  | {
      readonly kind: "ok";
      readonly file: SegmentFile;
      /** Where the value of each field stands that the file has. */
      readonly places: ReadonlyMap<SegmentField, Span>;
      /** Where the sentence begins, which goes on to the end. */
      readonly body: number;
      /** Comments are for readers of the file: they belong to no segment, and a file printed anew has none. */
      readonly comments: number;
    }
  | { readonly kind: "refused"; readonly problems: readonly TextProblem[] };

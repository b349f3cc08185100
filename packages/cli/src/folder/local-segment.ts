import { type NewSegment, problemsOf, routes } from "@habitus/contract";
import {
  type ProblemParts,
  problemAt,
  readSegmentFile,
  SEGMENT_FIELDS,
  type SegmentField,
  type SegmentFile,
  type Span,
  type TextProblem,
} from "@habitus/segments";

/** A mistake in a file. */
export type FileProblem = TextProblem & {
  readonly path: string;
  /** The whole line it stands in. */
  readonly source: string;
};

/** A segment with every rule of the API met. */
export type SegmentContent = Omit<NewSegment, "definition" | "tags"> & {
  readonly definition: SegmentFile["definition"];
  readonly tags: readonly string[];
  /** Once it is there, the API pauses and resumes it by calls of their own. */
  readonly paused: boolean;
};

export type LocalSegment = {
  /** Of its file, relative to the folder, with "/" between the parts. */
  readonly path: string;
  readonly content: SegmentContent;
  readonly comments: number;
  /** As it is written, to the end of the file. */
  readonly sentence: string;
  readonly problemAt: (field: SegmentField, code: string, message: string) => FileProblem;
  /** @param span counted in the sentence. */
  readonly problemInSentence: (span: Span, parts: ProblemParts) => FileProblem;
};

export type ReadLocalSegment =
  | { readonly kind: "ok"; readonly segment: LocalSegment }
  | { readonly kind: "refused"; readonly problems: readonly FileProblem[] };

/** Reads a file and asks of it what the API would ask, so that a folder that passes here is not refused half-way. */
export function readLocalSegment(path: string, text: string): ReadLocalSegment {
  const read = readSegmentFile(text);
  if (read.kind === "refused") return { kind: "refused", problems: inFile(path, text, read.problems) };
  const { file, places, comments, body } = read;
  const problem = (field: SegmentField, code: string, message: string): FileProblem =>
    problemIn(path, text, problemAt(text, places.get(field) ?? { from: 0, to: 3 }, { code, message }));
  const { review, paused, ...fields } = file;
  if (review === null) {
    const message = "The file has no field `review`: the date somebody looks whether it is still needed";
    return { kind: "refused", problems: [problem("review", "field_missing", message)] };
  }
  const parsed = routes.createSegment.body.safeParse({ ...fields, reviewDate: review });
  if (!parsed.success) {
    const problems = problemsOf(parsed.error).map(({ path: at, message }) => {
      const field = fieldOf(at.split(".", 1)[0] ?? "");
      return problem(field, "field_refused", `\`${field}\` ${readable(message)}`);
    });
    return { kind: "refused", problems };
  }
  const { definition: _, tags = [], ...content } = parsed.data;
  return {
    kind: "ok",
    segment: {
      path,
      content: { ...content, tags, paused, definition: file.definition },
      comments,
      sentence: text.slice(body),
      problemAt: problem,
      problemInSentence: ({ from, to }, parts) =>
        problemIn(path, text, problemAt(text, { from: from + body, to: to + body }, parts)),
    },
  };
}

function fieldOf(name: string): SegmentField {
  return SEGMENT_FIELDS.find((field) => field === name) ?? "review";
}

/** Our own rules are written as the end of a sentence, the validator's as one. */
function readable(message: string): string {
  return /^(?:must|is) /.test(message) ? message : `is refused: ${message}`;
}

/** Problems of a text with the file they stand in. */
export function inFile(path: string, text: string, problems: readonly TextProblem[]): readonly FileProblem[] {
  return problems.map((problem) => problemIn(path, text, problem));
}

function problemIn(path: string, text: string, problem: TextProblem): FileProblem {
  return { ...problem, path, source: text.split(/\r?\n/)[problem.line - 1] ?? "" };
}

/** Why a text is no definition, and where. All parts are safe to show to the writer. */
export type TextProblem = {
  /** Stable, snake_case. */
  readonly code: string;
  readonly message: string;
  /** Counted from 1; columns in UTF-16 code units, as editors count. */
  readonly line: number;
  readonly column: number;
  /** Offsets into the text: the place is [from, to). */
  readonly from: number;
  readonly to: number;
  /** What could have stood there, in words; empty when that is not the question. */
  readonly expected: readonly string[];
  /** What to put in that place instead, when there is a good guess. */
  readonly suggestion: string | null;
};

export type Span = { readonly from: number; readonly to: number };

export type ProblemParts = {
  readonly code: string;
  readonly message: string;
  readonly expected?: readonly string[];
  readonly suggestion?: string | null;
};

export function problemAt(text: string, span: Span, parts: ProblemParts): TextProblem {
  const before = text.slice(0, span.from);
  const lineStart = before.lastIndexOf("\n") + 1;
  return {
    code: parts.code,
    message: parts.message,
    line: before.split("\n").length,
    column: span.from - lineStart + 1,
    from: span.from,
    to: span.to,
    expected: parts.expected ?? [],
    suggestion: parts.suggestion ?? null,
  };
}

/**
 * A regular expression as plain data, with every class of characters written out. Characters are code points; half of a surrogate pair,
 * which is none, is read as U+FDD0. There is nothing in it whose meaning two engines could see differently.
 */
export type Pattern =
  /** One character that lies in a range. */
  | { readonly kind: "one"; readonly of: CodeRanges }
  /** One after the other; of nothing: the empty text. */
  | { readonly kind: "all"; readonly of: readonly Pattern[] }
  /** At least one of them. */
  | { readonly kind: "any"; readonly of: readonly Pattern[] }
  /** `least` to `most` times in a row, `most` null for any number from `least` on. */
  | { readonly kind: "repeat"; readonly of: Pattern; readonly least: number; readonly most: number | null }
  /** The very beginning, or the very end, of the text; a line's means nothing. */
  | { readonly kind: "start" }
  | { readonly kind: "end" };

/** [from, to] with both ends, ascending, with a gap between one and the next. */
export type CodeRanges = readonly (readonly [from: number, to: number])[];

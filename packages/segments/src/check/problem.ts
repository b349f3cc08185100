/** Why a tree is no definition, and where in it. All parts are safe to show to the writer. */
export type TreeProblem = {
  /** Stable, snake_case. */
  readonly code: string;
  readonly message: string;
  /** JSON pointer (RFC 6901) into the definition. */
  readonly path: string;
  /**
   * What to write instead, in the sentence form, when there is a good guess: of the part at `path` if that is an object, else of
   * the object that holds it.
   */
  readonly suggestion: string | null;
};

/** Something that can be evaluated but is probably not meant. The same shape, so that both can be shown alike. */
export type TreeWarning = TreeProblem;

export type Keys = readonly (string | number)[];

export function pointer(keys: Keys): string {
  return keys.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

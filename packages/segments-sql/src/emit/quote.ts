/**
 * An identifier between backticks. The only way a name enters the text; backslash and backtick are escaped, so no name
 * can end the quotation.
 */
export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

/** A text as a string literal: constants of ours, and what is said in front of a statement. Values that people wrote are bound instead. */
export function quoteText(value: string): string {
  const escaped = value
    .replaceAll("\\", "\\\\")
    .replaceAll("'", "\\'")
    .replaceAll("\0", "\\0")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
  return `'${escaped}'`;
}

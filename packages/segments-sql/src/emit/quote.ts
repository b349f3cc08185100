/**
 * An identifier between backticks. The only way a name enters the text; backslash and backtick are escaped, so no name
 * can end the quotation.
 */
export function quoteIdentifier(name: string): string {
  return `\`${name.replaceAll("\\", "\\\\").replaceAll("`", "\\`")}\``;
}

/** A constant of this package as a string literal. Values that people wrote are bound instead. */
export function quoteText(value: string): string {
  const escaped = value
    .replaceAll("\\", "\\\\")
    .replaceAll("'", "\\'")
    .replaceAll("\t", "\\t")
    .replaceAll("\n", "\\n")
    .replaceAll("\r", "\\r");
  return `'${escaped}'`;
}

/** Words of a list as one line to edit. */
export function listText(words: readonly string[]): string {
  return words.join(", ");
}

/** The words between the commas, each once, blanks around them left out. */
export function readList(text: string): string[] {
  const words = text.split(",").map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== ""))];
}

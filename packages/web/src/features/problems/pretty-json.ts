import { jsonText, parseJson } from "@habitus/kernel";

/** JSON on several lines; what cannot be read is shown as it came. */
export function prettyJson(text: string): string {
  try {
    return jsonText(parseJson(text), 2);
  } catch {
    return text;
  }
}

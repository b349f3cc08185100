import { type Member, memberSpans } from "../json-scan.ts";

/**
 * An object text with other values: `valueOf` gives the text that takes the place of a member's, null where the member goes, and
 * undefined where it stays byte for byte. What is not touched stays as it was sent, and so does the whole where nothing is.
 */
export function withMembers(
  object: string,
  valueOf: (key: string, text: string) => string | null | undefined,
): string {
  const members = memberSpans(object);
  const next = members.map(({ key, value }) => valueOf(key, object.slice(value.from, value.to)));
  if (next.every((text) => text === undefined)) return object;
  const kept = members.flatMap((member, index) => written(object, member, next[index]));
  return `{${kept.join(",")}}`;
}

function written(
  object: string,
  { from, to, value }: Member,
  text: string | null | undefined,
): readonly string[] {
  if (text === null) return [];
  return [text === undefined ? object.slice(from, to) : object.slice(from, value.from) + text];
}

import { memberSpans } from "./json-scan.ts";

/**
 * The members of `first`, then those of `second`, as one object text; where both name a key, `second` has it.
 * Every value keeps the text it was sent with. Both must be valid JSON objects.
 */
export function mergeObjects(first: string, second: string): string {
  const over = memberSpans(second);
  if (over.length === 0) return first;
  const taken = new Set(over.map((member) => member.key));
  const kept = memberSpans(first).filter((member) => !taken.has(member.key));
  if (kept.length === 0) return second;
  const texts = [
    ...kept.map((member) => first.slice(member.from, member.to)),
    ...over.map((member) => second.slice(member.from, member.to)),
  ];
  return `{${texts.join(",")}}`;
}

import type { SegmentMember } from "@habitus/contract";

/** One line per person: our id, then all known ids, separated by spaces inside one field. */
export function memberLines(members: readonly SegmentMember[]): string {
  return members
    .map(({ id, ids }) => `${field(id)},${field(ids[0] ?? "")},${field(ids.join(" "))}\r\n`)
    .join("");
}

export const MEMBER_HEAD = "person,id,all_ids\r\n";

/** Quoted where needed; what a spreadsheet would run as a formula becomes plain text. */
function field(text: string): string {
  const plain = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}

import { checkedText, type Dead, deadField, isDead, shown } from "./fields.ts";
import { LIMITS } from "./limits.ts";

/**
 * Texts that programs write where an id is missing. Whoever takes one for an id makes one person of everybody who lacks
 * one. Compared without case and surrounding blanks; texts of nothing but zeros or dashes are blocked too, so the list
 * need not name "0" or the empty UUID.
 */
const BLOCKED_IDS: ReadonlySet<string> = new Set([
  "-1",
  "(not set)",
  "[object object]",
  "anonymous",
  "false",
  "guest",
  "n/a",
  "nan",
  "nil",
  "none",
  "not set",
  "null",
  "true",
  "undefined",
  "unknown",
]);

const ZEROS_OR_DASHES = /^[0-]*$/;

export function isBlockedId(id: string): boolean {
  const text = id.trim().toLowerCase();
  return ZEROS_OR_DASHES.test(text) || BLOCKED_IDS.has(text);
}

/** Whether the text can be an id of somebody, wherever it comes from. */
export function isFitId(id: string): boolean {
  return id !== "" && !isBlockedId(id) && !isDead(checkedText(id, "id", LIMITS.idChars));
}

/** The id, or null when it is nobody's. */
export function allowedId(id: string | null): string | null {
  return id === null || isBlockedId(id) ? null : id;
}

export function deadBlockedId(id: string, key: string): Dead {
  return deadField("blocked_id", `"${key}" is ${shown(id)}, which is nobody's id.`);
}

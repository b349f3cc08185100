import { printText } from "../text/literals.ts";
import { printDefinitionLines } from "../text/print-definition.ts";
import { SEGMENT_FIELDS, type SegmentField, type SegmentFile } from "./segment-file.ts";

/** Longest sentence that stays on one line. */
const LINE_LENGTH = 100;

/** The canonical text of a segment file. Reading it back gives the same file; printing that gives the same bytes. */
export function printSegmentFile(file: SegmentFile): string {
  const fields = SEGMENT_FIELDS.flatMap((field) => {
    const value = printField(file, field);
    return value === null ? [] : [`${field}: ${value}`];
  });
  const sentence = printDefinitionLines(file.definition, LINE_LENGTH).join("\n  ");
  return ["---", ...fields, "---", sentence, ""].join("\n");
}

function printField(file: SegmentFile, field: SegmentField): string | null {
  if (field === "paused") return file.paused ? "yes" : null;
  if (field !== "tags") {
    const value = file[field];
    return value === null ? null : printValue(value, HARD_IN_VALUE);
  }
  return file.tags.length === 0 ? null : file.tags.map((tag) => printValue(tag, HARD_IN_TAG)).join(", ");
}

// What a bare value cannot hold: what would end its line, be invisible, or be trimmed away.
const HARD_IN_VALUE = /^"|^\s|\s$|^$|[\p{Cc}\p{Cs}\u2028\u2029\uFEFF]/u;
const HARD_IN_TAG = new RegExp(`${HARD_IN_VALUE.source}|,`, "u");

function printValue(value: string, hard: RegExp): string {
  return hard.test(value) ? printText(value) : value;
}

import { HabitusError } from "@habitus/kernel";

/** A segment as text in a file: lines `name: value` between two lines `---`, then the sentence. */
export type SegmentFile = { readonly fields: ReadonlyMap<string, string>; readonly sentence: string };

const FRAME = /^---\r?\n([\s\S]*?)\r?\n---\r?\n([\s\S]*)$/;

/** @throws HabitusError `bad_segment_file` naming the file and line. */
export function parseSegmentFile(file: string, text: string): SegmentFile {
  const match = FRAME.exec(text);
  if (match === null) {
    throw new HabitusError("bad_segment_file", `${file} must begin with fields between two lines of "---".`);
  }
  const [, head = "", body = ""] = match;
  const fields = new Map<string, string>();
  for (const [index, line] of head.split(/\r?\n/).entries()) {
    const colon = line.indexOf(":");
    const name = line.slice(0, colon).trim();
    if (colon < 1 || fields.has(name)) {
      throw new HabitusError(
        "bad_segment_file",
        `${file}, line ${index + 2}: expected one new field as "name: value".`,
      );
    }
    fields.set(name, line.slice(colon + 1).trim());
  }
  return { fields, sentence: body.trim() };
}

/** @throws HabitusError `bad_segment_file` when the field is absent or empty. */
export function requiredField(file: string, segment: SegmentFile, name: string): string {
  const value = segment.fields.get(name);
  if (value === undefined || value === "") {
    throw new HabitusError("bad_segment_file", `${file} has no field "${name}".`);
  }
  return value;
}

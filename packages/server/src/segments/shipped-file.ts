import { HabitusError } from "@habitus/kernel";
import { readSegmentFile, type SegmentFile } from "@habitus/segments";

/**
 * A `*.segment` file that comes with the program.
 * @param name what it is called when it is not as it should be.
 * @throws HabitusError `bad_segment_file` with its line and column.
 */
export function readShippedFile(name: string, text: string): SegmentFile {
  const read = readSegmentFile(text);
  if (read.kind === "ok") return read.file;
  const [first] = read.problems;
  const place = `${name}:${first?.line ?? 1}:${first?.column ?? 1}`;
  throw new HabitusError("bad_segment_file", `${place}: ${first?.message ?? "unreadable"}.`, {
    details: { problems: read.problems },
  });
}

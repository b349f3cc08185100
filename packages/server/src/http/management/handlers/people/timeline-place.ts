import type { TimelineCursor } from "../../../../store/event-reads.ts";
import { invalidCursor } from "../shared.ts";

export function writeTimelinePlace({ time, idHash, offset, index }: TimelineCursor): string {
  return [time, idHash, offset, index].join(".");
}

/** @throws HabitusError `invalid_cursor`. */
export function readTimelinePlace(text: string): TimelineCursor {
  const match = /^(-?\d{1,15})\.([0-9a-f]{32})\.(\d{1,15})\.(\d{1,9})$/.exec(text);
  if (match === null) throw invalidCursor();
  const [, time, idHash = "", offset, index] = match;
  return { time: Number(time), idHash, offset: Number(offset), index: Number(index) };
}

import { type HabitusError, must } from "@habitus/kernel";
import { isOwnFailure } from "../segments/own-failure.ts";
import type { SegmentRecord } from "../segments/segment-store.ts";

/** Segments that are asked about together: what people have and did is then read once for all of them. */
const AT_ONCE = 5;
/** Answers of these, and of as many before them. */
const MOST_KEPT = 2 * AT_ONCE;

/** What was told of a version of a segment, or why nothing could be. */
type Answer<T> = { readonly version: number } & ({ readonly told: T } | { readonly failure: HabitusError });

/**
 * What is asked of segments one after the other, asked of several of them at a time. Where that is too much each is asked by itself from
 * then on, and where one of them cannot be asked its neighbours are: none is told less because of another. What ends a round is a failure
 * that is none of theirs.
 * @param segments in the order in which they will be asked about.
 * @param kindOf Only segments of one kind are asked about together.
 */
export function together<T>(
  segments: readonly SegmentRecord[],
  kindOf: (segment: SegmentRecord) => string,
  ask: (part: readonly SegmentRecord[]) => Promise<readonly T[]>,
): (segment: SegmentRecord) => Promise<T> {
  /** The oldest first. */
  const answers = new Map<string, Answer<T>>();
  let isTooMuch = false;
  const alone = new Set<string>();
  const keep = (key: string, answer: Answer<T>): void => {
    answers.delete(key);
    answers.set(key, answer);
    for (const oldest of answers.keys()) {
      if (answers.size <= MOST_KEPT) return;
      answers.delete(oldest);
    }
  };
  const askFor = async (part: readonly SegmentRecord[]): Promise<T> => {
    const told = await ask(part);
    for (const [place, { key, version }] of part.entries()) {
      keep(key, { version, told: must(told[place], "an answer each") });
    }
    return must(told[0], "whoever is asked about comes first");
  };
  const askAlone = async (segment: SegmentRecord): Promise<T> => {
    try {
      return await askFor([segment]);
    } catch (error) {
      if (isOwnFailure(error)) keep(segment.key, { version: segment.version, failure: error });
      throw error;
    }
  };
  const neighboursOf = (segment: SegmentRecord): readonly SegmentRecord[] => {
    const place = segments.findIndex(({ key }) => key === segment.key);
    const kind = kindOf(segment);
    const next = segments.slice(place + 1).filter((other) => !alone.has(other.key) && kindOf(other) === kind);
    return [segment, ...next.slice(0, AT_ONCE - 1)];
  };
  return async (segment) => {
    const known = answers.get(segment.key);
    if (known !== undefined && known.version === segment.version) {
      if ("failure" in known) throw known.failure;
      return known.told;
    }
    const part = isTooMuch || alone.has(segment.key) ? [segment] : neighboursOf(segment);
    if (part.length === 1) return askAlone(segment);
    try {
      return await askFor(part);
    } catch (error) {
      if (!isOwnFailure(error)) throw error;
      // A definition is refused before anything is asked, however few it is asked with.
      if (error.code === "definition_refused") for (const { key } of part) alone.add(key);
      else isTooMuch = true;
      return askAlone(segment);
    }
  };
}

import { readdirSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Actor } from "@habitus/contract";
import { DAY_MS, formatInstant, type Instant } from "@habitus/kernel";
import { readShippedFile } from "../segments/shipped-file.ts";
import type { SegmentContent, SegmentStore } from "../segments/segment-store.ts";

const REVIEW_AFTER_MS = 90 * DAY_MS;

export type ReadyMade = { readonly key: string; readonly content: SegmentContent };

/**
 * The segments of a folder of `*.segment` files, in order of file name; one without a review date comes up for review 90 days
 * from `now`.
 * @throws HabitusError `bad_segment_file` naming the file, line and column.
 */
export async function readReadyMade(dir: string, now: Instant): Promise<readonly ReadyMade[]> {
  const files = (await readdir(dir)).filter((name) => name.endsWith(".segment")).sort();
  const reviewDate = formatInstant(now + REVIEW_AFTER_MS).slice(0, 10);
  return Promise.all(
    files.map(async (name) => {
      const file = readShippedFile(name, await readFile(join(dir, name), "utf8"));
      const { key, review, ...content } = file;
      return { key, content: { ...content, reviewDate: review ?? reviewDate } };
    }),
  );
}

/** Keys of the segments of a folder. */
export function readReadyMadeKeys(dir: string): readonly string[] {
  return readdirSync(dir).flatMap((name) =>
    name.endsWith(".segment") ? [name.slice(0, -".segment".length)] : [],
  );
}

/** Makes those that do not exist yet; what somebody made or changed under the same key stays. */
export async function ensureSegments(
  store: SegmentStore,
  segments: readonly ReadyMade[],
  by: Actor,
): Promise<number> {
  const absent = segments.filter(({ key }) => store.get(key) === null);
  for (const { key, content } of absent) await store.create(key, content, by);
  return absent.length;
}

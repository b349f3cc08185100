import type { Random } from "@habitus/kernel";
import type { Path } from "@habitus/segments";
import type { RawJson } from "./value-maker.ts";

/** A JSON object under construction; leaves are JSON text. */
export type Draft = Map<string, RawJson | Draft>;

/** Sets a value, making the objects on the way and overwriting what stands in it. */
export function setAt(draft: Draft, path: Path, value: RawJson): void {
  const [key, ...rest] = path;
  if (key === undefined) return;
  if (rest.length === 0) {
    draft.set(key, value);
    return;
  }
  const inner = draft.get(key);
  const object: Draft = inner instanceof Map ? inner : new Map();
  draft.set(key, object);
  setAt(object, rest, value);
}

/** The object as text, spaced and escaped in ways that JSON allows. */
export function writeDraft(random: Random, draft: Draft): RawJson {
  const space = random.next() < 0.2 ? random.pick([" ", "\n", "\t "]) : "";
  const members = [...draft].map(([key, value]) => {
    const name = key !== "" && random.next() < 0.05 ? escapedKey(key) : JSON.stringify(key);
    return `${space}${name}:${space}${value instanceof Map ? writeDraft(random, value) : value}`;
  });
  return `{${members.join(",")}${space}}`;
}

function escapedKey(key: string): string {
  return `"\\u${key.charCodeAt(0).toString(16).padStart(4, "0")}${JSON.stringify(key.slice(1)).slice(1)}`;
}

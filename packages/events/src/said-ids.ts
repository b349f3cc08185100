import { memberSpans } from "./json-scan.ts";
import type { TrackedEvent } from "./tracked-event.ts";

/** The texts of calls that may name somebody besides their user id and anonymous id. */
type SaidIn = Pick<TrackedEvent, "type" | "traits" | "properties" | "context">;

/** A trait that the call says of its person: of an identify call's traits, else of `context.traits`. Null where that is no id. */
export function saidTraitId({ type, traits, context }: SaidIn, name: string): string | null {
  const own = type === "identify" ? idAt(traits, [name]) : null;
  if (own !== null || !context.includes('"traits"')) return own;
  return idAt(context, ["traits", name]);
}

/** A property of a track, page or screen call; of a key written twice the last counts. Null where that is no id. */
export function saidPropertyId({ properties }: SaidIn, path: readonly string[]): string | null {
  return idAt(properties, path);
}

/** Segment's `context.externalIds`: the entries of the type, but for those that are not about people. */
export function externalIds({ context }: SaidIn, type: string): readonly string[] {
  if (!context.includes('"externalIds"')) return [];
  const { externalIds: all } = JSON.parse(context) as { readonly externalIds?: unknown };
  if (!Array.isArray(all)) return [];
  return all.flatMap((each: unknown) => {
    if (typeof each !== "object" || each === null) return [];
    const entry = each as Readonly<Record<string, unknown>>;
    const isOfPeople = entry["collection"] === undefined || entry["collection"] === "users";
    const id = entry["id"];
    return entry["type"] === type && isOfPeople && typeof id === "string" ? [id] : [];
  });
}

/** The JSON text of a value as an id: text, or a whole number as it was written. Null for anything else. */
export function idInJson(token: string): string | null {
  if (/^-?\d+$/.test(token)) return token;
  const text: unknown = token.startsWith('"') ? JSON.parse(token) : null;
  return typeof text === "string" && text !== "" ? text : null;
}

function idAt(text: string, path: readonly string[]): string | null {
  let from = 0;
  let to = text.length;
  for (const part of path) {
    if (from > 0 && text[from] !== "{") return null;
    const value = memberSpans(text, from).findLast(({ key }) => key === part)?.value;
    if (value === undefined) return null;
    ({ from, to } = value);
  }
  return idInJson(text.slice(from, to));
}

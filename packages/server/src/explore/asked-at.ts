import { type Instant, must, parseIso } from "@habitus/kernel";
import type { ExploreDeps } from "./explore-queries.ts";
import { invalid } from "./invalid.ts";

/**
 * The instant of a question; the workspace's now where it names none. `text` is a time that validation has let through.
 * @throws HabitusError `invalid_request` for one that lies ahead: nothing is known of it, and no period before it would be over.
 */
export function askedAt(
  { workspace }: Pick<ExploreDeps, "workspace">,
  text: string | undefined,
): { readonly at: Instant; readonly isNow: boolean } {
  const now = workspace.logicalNow();
  const at = instantOf(text);
  if (at === null) return { at: now, isNow: true };
  if (at > now) throw invalid("at", "lies ahead of the workspace's now");
  return { at, isNow: false };
}

/** A time that validation has let through. */
export const instantOf = (text: string | undefined): Instant | null =>
  text === undefined ? null : must(parseIso(text), "validated as a time").at;

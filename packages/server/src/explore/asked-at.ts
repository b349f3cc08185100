import { type Instant, must, parseIso } from "@habitus/kernel";
import type { ExploreDeps } from "./explore-queries.ts";

/** The instant of a question; the workspace's now where it names none. `text` is a time that validation has let through. */
export function askedAt(
  { workspace }: Pick<ExploreDeps, "workspace">,
  text: string | undefined,
): { readonly at: Instant; readonly isNow: boolean } {
  if (text === undefined) return { at: workspace.logicalNow(), isNow: true };
  return { at: must(parseIso(text), "validated as a time").at, isNow: false };
}

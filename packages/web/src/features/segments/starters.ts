import type { NewSegment, Purpose, Template } from "@habitus/contract";
import { apiErrorCode } from "../../api/client.ts";
import { type Draft, KEY_LENGTH, toNewSegment } from "./segment-draft.ts";

/** The family of templates that need no event of a certain name. */
const BASICS = "basics";

export type StarterWords = {
  readonly all: string;
  readonly reachable: (channel: string) => string;
  readonly goal: string;
  readonly action: string;
};

/**
 * What a workspace can begin with before anything is known of its events: all people, the basics, and for each channel who
 * allows it.
 */
export function startersOf(
  templates: readonly Template[],
  purposes: readonly Purpose[],
  blank: Draft,
  { all, reachable, goal, action }: StarterWords,
): readonly Draft[] {
  const basics = templates
    .filter(({ family }) => family === BASICS)
    .map(({ key, name, goal, action, definition }) => ({ ...blank, key, name, goal, action, definition }));
  const everyone = { ...blank, goal, action, definition: "everyone" };
  const channels = purposes
    .filter(({ kind }) => kind === "channel")
    .map(({ key, name }) => ({
      ...everyone,
      key: `reachable-${key}`.slice(0, KEY_LENGTH),
      name: reachable(name),
      purpose: key,
    }));
  return [{ ...everyone, key: "all-people", name: all }, ...basics, ...channels].map((draft) => ({
    ...draft,
    tags: BASICS,
  }));
}

/** One after the other; one that is there already, of a start whose answer was lost or of somebody else's, is passed over. */
export async function makeEach(
  drafts: readonly Draft[],
  make: (segment: NewSegment) => Promise<unknown>,
): Promise<void> {
  for (const draft of drafts) {
    try {
      await make(toNewSegment(draft));
    } catch (error) {
      if (apiErrorCode(error) !== "already_exists") throw error;
    }
  }
}

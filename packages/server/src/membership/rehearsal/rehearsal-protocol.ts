import type { PeopleToReplay, Replayed, ReplayTask } from "./replayer.ts";

/** What the thread of a rehearsal is started with. */
export type RehearsalThreadData = ReplayTask & { readonly engineSocket: string };

/** To the thread, one at a time. */
export type RehearsalCommand = PeopleToReplay;

/** From the thread, one for each. */
export type RehearsalAnswer =
  | { readonly kind: "replayed"; readonly people: readonly Replayed[] }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

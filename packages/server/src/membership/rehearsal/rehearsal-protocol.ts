import type { EngineAddress } from "../../store/engine-address.ts";
import type { PeopleToReplay, Replayed, ReplayTask } from "./replayer.ts";

/** What the thread of a rehearsal is started with. */
export type RehearsalThreadData = ReplayTask & { readonly engine: EngineAddress };

/** To the thread, one at a time. */
export type RehearsalCommand = PeopleToReplay;

/** From the thread, one for each. */
export type RehearsalAnswer =
  | { readonly kind: "replayed"; readonly people: readonly Replayed[] }
  | { readonly kind: "failed"; readonly code: string; readonly message: string };

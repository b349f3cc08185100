import type { ExploreProgress } from "@habitus/contract";
import { SECOND_MS } from "@habitus/kernel";
import type { Caller } from "../../../../access/access.ts";
import type { QuestionProgress, WatchKey } from "../../../../explore/watches.ts";
import type { ManagementDeps } from "../../deps.ts";
import type { HandlersFor } from "../../handler.ts";

export function exploreProgressHandlers({ explore }: ManagementDeps): HandlersFor<"getExploreProgress"> {
  return {
    getExploreProgress: async ({ params }, { caller }) =>
      toProgress(await explore.progress(keyOf(params.id, caller))),
  };
}

export const watchOf = (
  query: { readonly watch?: string | undefined } | undefined,
  caller: Caller,
): WatchKey | null => (query?.watch === undefined ? null : keyOf(query.watch, caller));

function keyOf(id: string, { actor }: Caller): WatchKey {
  return { id, by: `${actor.kind}/${actor.id}` };
}

function toProgress({ step, reading, elapsedMs }: QuestionProgress): ExploreProgress {
  const told = { step, elapsed_ms: elapsedMs };
  if (reading === null) {
    return { ...told, state: "waiting", rows: null, total: null, rate: null, etaSeconds: null };
  }
  const { rows, total } = reading;
  const rate = rows > 0 && reading.elapsedMs > 0 ? (rows / reading.elapsedMs) * SECOND_MS : null;
  return {
    ...told,
    state: "reading",
    rows,
    total,
    rate,
    etaSeconds: rate === null ? null : (total - rows) / rate,
  };
}

import { HabitusError } from "@habitus/kernel";
import type { ManagementDeps } from "../../deps.ts";
import { newPatience, waits } from "./told-on-disk.ts";

type Deps = Pick<ManagementDeps, "told" | "stages">;

/**
 * Whether a reader's place is one that this log never told: it was lost or put back from an older copy since, and what comes in these places is
 * something else. After a crash a place may lie ahead, too, until what was told before has come again. All of that is of records that are in the
 * log: once these are evaluated and on disk, what is still ahead was never told. The answer may turn from false to true.
 */
export function neverTold({ told, stages }: Deps, after: number): () => boolean {
  const positionOf = (name: string) => stages().find((stage) => stage.name === name)?.position;
  if (after <= told.head()) return () => false;
  const records = positionOf("log") ?? Number.POSITIVE_INFINITY;
  // What membership has said of itself is on disk by then, so the order of these two matters.
  return () => (positionOf("membership") ?? 0) >= records && after > told.head();
}

/** @throws HabitusError `invalid_cursor` where a place was never told, as far as can be said soon. */
export async function checkTold(deps: Deps, after: number, signal: AbortSignal): Promise<void> {
  const isNever = neverTold(deps, after);
  await waits(() => isNever() || after <= deps.told.head(), newPatience(), signal);
  if (!isNever()) return;
  throw new HabitusError(
    "invalid_cursor",
    `The log of transitions ends at ${deps.told.head()}, and never told ${after}: it began anew or was put back from an older copy.`,
    {
      fix: "Begin again without it, and read anew who is in the segments.",
      details: { after, newest: deps.told.head() },
    },
  );
}

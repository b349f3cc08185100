import { HabitusError } from "@habitus/kernel";

/** Keys of the segments whose meaning rests on a trait. */
export type UsedBy = (trait: string) => readonly string[];

/** Refuses to end scores that segments compare. @throws HabitusError `in_use`. */
export function refuseUsed(scores: readonly { readonly trait: string }[], usedBy: UsedBy): void {
  const readers = new Set(scores.flatMap(({ trait }) => usedBy(trait)));
  if (readers.size === 0) return;
  throw new HabitusError("in_use", `Segments compare its scores: ${[...readers].join(", ")}.`, {
    fix: "Change or delete these segments first.",
    details: { segments: [...readers] },
  });
}

import { refuseRead, type TraitReaders } from "../people/trait-readers.ts";

/** Refuses to end scores that something reads. @throws HabitusError `in_use`. */
export function refuseCompared(scores: readonly { readonly trait: string }[], readers: TraitReaders): void {
  const traits = scores.map(({ trait }) => trait);
  if (traits.length > 0) refuseRead(readers(), traits, "Its scores are");
}

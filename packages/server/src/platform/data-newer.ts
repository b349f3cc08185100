import { HabitusError } from "@habitus/kernel";

/** @param what that only a newer program writes, for whoever has to find out which. */
export function dataNewer(what: string): HabitusError {
  return new HabitusError("data_newer", `The data was written by a newer version of Habitus (${what}).`, {
    fix: "Start the newer version, or restore a backup made by this one.",
    details: { what },
  });
}

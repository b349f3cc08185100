import { HabitusError } from "@habitus/kernel";

/** Of a question that is refused for what stands at a place in it. */
export function invalid(path: string, message: string): HabitusError {
  return new HabitusError("invalid_request", `\`${path}\` ${message}.`, {
    details: { problems: [{ path, message }] },
  });
}

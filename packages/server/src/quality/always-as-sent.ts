import { isConsentChoice } from "@habitus/events";
import { HabitusError } from "@habitus/kernel";

/** @throws HabitusError `invalid_request` at `path` for an event that says what somebody chose of consent: nothing of it may be lost. */
export function refuseConsentChoice(event: string, path: string, instead: string): void {
  if (!isConsentChoice({ type: "track", name: event })) return;
  const message = `"${event}" says what people chose of consent, so it always comes in as it was sent; ${instead}.`;
  throw new HabitusError("invalid_request", message, { details: { problems: [{ path, message }] } });
}

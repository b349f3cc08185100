const MINUTE_MS = 60_000;

/** An instant as a field for date and time shows it, by the clock of whoever looks: "2026-03-01T09:30"; empty for none. */
export function localTime(instant: string): string {
  const at = Date.parse(instant);
  if (Number.isNaN(at)) return "";
  const ahead = new Date(at).getTimezoneOffset() * MINUTE_MS;
  return new Date(at - ahead).toISOString().slice(0, "2026-03-01T09:30".length);
}

/** The instant that was chosen in such a field; undefined while it is empty or half typed. */
export function instantOfLocal(value: string): string | undefined {
  const at = new Date(value).getTime();
  return value === "" || Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

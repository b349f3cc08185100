import { HabitusError } from "@habitus/kernel";

/** UTF-8 text `VERSION JSON`: the form of records that are commands. */
export function writeCommand(version: number, command: unknown): Uint8Array {
  return new TextEncoder().encode(`${version} ${JSON.stringify(command)}`);
}

/** @throws HabitusError `record_unreadable` when no such version of the format wrote `what`. */
export function readCommand(
  payload: Uint8Array,
  versions: number | readonly number[],
  what: string,
): unknown {
  const text = new TextDecoder().decode(payload);
  const head = [versions]
    .flat()
    .map((version) => `${version} `)
    .find((each) => text.startsWith(each));
  if (head === undefined) {
    throw new HabitusError(
      "record_unreadable",
      `The log holds ${what} of format "${text.split(" ", 1)[0]?.slice(0, 20) ?? ""}".`,
      { fix: "Open this data directory with the release that wrote it, or a newer one." },
    );
  }
  return JSON.parse(text.slice(head.length));
}

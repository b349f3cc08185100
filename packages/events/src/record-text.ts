import { HabitusError } from "@habitus/kernel";

/**
 * How the log keeps records: one UTF-8 text `VERSION LENGTH HEADER TEXTS`, HEADER being JSON of LENGTH characters and
 * TEXTS the kept JSON texts one behind another, cut by the lengths that HEADER names (in UTF-16 units). Writing and
 * reading cost one pass each: no kept text is parsed, escaped or copied on its own.
 */
export function packRecord(version: number, header: unknown, texts: string): Uint8Array {
  const headerText = JSON.stringify(header);
  return encoder.encode(`${version} ${headerText.length} ${headerText}${texts}`);
}

export type Unpacked = {
  readonly version: number;
  readonly header: unknown;
  readonly text: string;
  readonly textsFrom: number;
};

/** @throws HabitusError `record_unreadable` when none of these versions of the format wrote the record. */
export function unpackRecord(versions: readonly number[], bytes: Uint8Array): Unpacked {
  const text = decoder.decode(bytes);
  const versionEnd = text.indexOf(" ");
  const lengthEnd = text.indexOf(" ", versionEnd + 1);
  const found = text.slice(0, Math.max(versionEnd, 0));
  const version = versions.find((each) => found === String(each));
  if (version === undefined) {
    throw new HabitusError("record_unreadable", `The log holds a record of format "${found.slice(0, 20)}".`, {
      fix: "Open this data directory with the release that wrote it, or a newer one.",
    });
  }
  const headerFrom = lengthEnd + 1;
  const textsFrom = headerFrom + Number(text.slice(versionEnd + 1, lengthEnd));
  return { version, header: JSON.parse(text.slice(headerFrom, textsFrom)) as unknown, text, textsFrom };
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

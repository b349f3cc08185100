/**
 * The query part of an address as plain text values: an id such as 12346 stays a text, and what stands in the address is
 * what a person would type.
 */
export type RawSearch = Readonly<Record<string, string>>;

export function parseSearch(search: string): RawSearch {
  return Object.fromEntries(new URLSearchParams(search));
}

export function stringifySearch(search: Readonly<Record<string, unknown>>): string {
  const given = Object.entries(search).flatMap(([name, value]) =>
    typeof value === "string" && value !== "" ? [[name, value] as [string, string]] : [],
  );
  return given.length === 0 ? "" : `?${new URLSearchParams(given).toString()}`;
}

/** The text under a name, undefined when it is absent or empty. */
export function textOf(search: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = search[name];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The instant under a name, undefined when it is absent or none. */
export function instantOf(search: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const text = textOf(search, name);
  return text === undefined || Number.isNaN(Date.parse(text)) ? undefined : text;
}

/** The calendar day under a name, such as 2026-03-01; undefined when it is absent or none. */
export function dayOf(search: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const text = textOf(search, name);
  return text !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text))
    ? text
    : undefined;
}

/** The place in a log under a name, a whole number from 1 as text; undefined when it is absent or none. */
export function placeOf(search: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const text = textOf(search, name);
  return text !== undefined && /^[1-9]\d{0,14}$/.test(text) ? text : undefined;
}

/** The value under a name when it is one of the choices. */
export function choiceOf<const Choice extends string>(
  search: Readonly<Record<string, unknown>>,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  return choices.find((choice) => choice === search[name]);
}

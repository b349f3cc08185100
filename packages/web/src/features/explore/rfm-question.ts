import type { RfmRequest } from "@habitus/contract";

/** As it stands in the address. */
export type RfmSearch = {
  readonly event?: string | undefined;
  /** Keys with points between them. */
  readonly property?: string | undefined;
  readonly days?: string | undefined;
  readonly purpose?: string | undefined;
};

export type RfmDraft = {
  readonly event: string;
  readonly property: string;
  readonly days: number;
  readonly purpose: string;
};

const USUAL_DAYS = 365;
export const MOST_DAYS = 3_660;

/** What the form holds; the rest is what is usual in the workspace. */
export function draftOf(search: RfmSearch, usual: Pick<RfmDraft, "event" | "property">): RfmDraft {
  const { event = usual.event, property = usual.property, days = "", purpose = "" } = search;
  return { event, property, days: daysOf(days) ?? USUAL_DAYS, purpose };
}

export function searchOf({ event, property, days, purpose }: RfmDraft): RfmSearch | null {
  if (event.trim() === "" || keysOf(property) === null) return null;
  return {
    event,
    property: property.trim(),
    days: String(days),
    ...(purpose === "" ? {} : { purpose }),
  };
}

/** Null where the address asks nothing, or what is no question. */
export function requestOf({ event, property, days, purpose }: RfmSearch): RfmRequest | null {
  const keys = property === undefined ? null : keysOf(property);
  const back = daysOf(days ?? "");
  if (event === undefined || keys === null || back === null) return null;
  return { event, property: keys, days: back, ...(purpose === undefined ? {} : { purpose }) };
}

function keysOf(property: string): string[] | null {
  const keys = property.trim().split(".");
  return keys.includes("") ? null : keys;
}

function daysOf(text: string): number | null {
  const days = Number(text);
  return Number.isInteger(days) && days >= 1 && days <= MOST_DAYS ? days : null;
}

import type { Occasion } from "@habitus/contract";
import { listText, readList } from "./list-text.ts";

type Days = Occasion["days"];

/** A line for each entry: `GB, IE: 2nd sunday of may`; `*` is everywhere else. */
export function daysText(days: Days): string {
  return days
    .map(({ countries, on }) => `${countries === null ? "*" : listText(countries)}: ${on}`)
    .join("\n");
}

/** What the lines say; what cannot be is left to the server to refuse. A line without countries is for everywhere. */
export function readDays(text: string): Days {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const colon = line.indexOf(":");
    const countries = readList(line.slice(0, Math.max(0, colon)));
    const isEverywhere = countries.length === 0 || countries.includes("*");
    return { countries: isEverywhere ? null : countries, on: line.slice(colon + 1).trim() };
  });
}

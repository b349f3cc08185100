import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";

// Shipped data without quotes, read by plain splits, to hold figures of the product against.

export type Line = Readonly<Record<string, string>>;

/** Of a file in `packages/server/data`. */
export function textOf(file: string): string {
  return gunzipSync(readFileSync(new URL(`../../../data/${file}`, import.meta.url))).toString("utf8");
}

export function linesOf(text: string): readonly Line[] {
  const [header = "", ...lines] = text.trim().split(/\r?\n/);
  const names = header.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, index) => [names[index], cell])));
}

/** The header and the first rows. */
export function beginning(text: string, rows: number): string {
  return text
    .split("\n")
    .slice(0, rows + 1)
    .join("\n");
}

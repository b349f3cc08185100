import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** What a case asks for, as it is written (format segcase/1). */
export type Wanted = { readonly type: string; readonly [key: string]: unknown };

/** How a case derives a value of a person. */
export type Rule = {
  readonly kind: string;
  readonly path?: readonly string[];
  readonly of?: readonly Rule[];
  readonly [key: string]: unknown;
};

/** One step: what happens, `clock` seconds after the case's beginning, and what it is about. */
export type CaseStep = {
  readonly do: string;
  readonly clock: number;
  readonly time?: number;
  readonly user?: string;
  readonly event?: string;
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly traits?: Readonly<Record<string, unknown>>;
  readonly segment?: string;
  readonly when?: Wanted | null;
  readonly expect_error?: boolean;
  readonly in?: readonly string[];
  readonly out?: readonly string[];
  readonly total_entries?: number;
  readonly list?: string;
  readonly members?: readonly string[];
  readonly score?: string;
  readonly elements?: readonly { readonly when: Wanted; readonly value: number }[];
  readonly value?: number;
  readonly group?: string;
  readonly action?: string;
  readonly property?: string;
  readonly rule?: Rule;
  readonly derived?: Readonly<Record<string, unknown>>;
};

export type Case = { readonly id: string; readonly t0: string; readonly steps: readonly CaseStep[] };

/** All cases of the files in a folder whose names end in .json, each file a list. */
export function readCases(folder: string): readonly Case[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort()
    .flatMap((file) => JSON.parse(readFileSync(join(folder, file), "utf8")) as readonly Case[]);
}

import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type { HealthFinding, ModelRun } from "@habitus/contract";
import { must } from "@habitus/kernel";
import { temporaryFolder } from "../../platform/testing/temporary-folder.ts";

// What `npm run report` writes, and the same figures counted by plain loops over raw files.

const ROOT = fileURLToPath(new URL("../../../../../", import.meta.url));

type Counted = { readonly name: string; readonly definition: string; readonly count: number };
export type ReportFigures = Record<
  "frequency" | "weekdays" | "hours" | "lifecycle" | "scored",
  readonly Counted[]
> & {
  readonly people: number;
  readonly events: number;
  readonly rfm: readonly { readonly recency: number; readonly frequency: number; readonly count: number }[];
  readonly own: readonly { readonly title: string; readonly groups: readonly Counted[] }[];
  readonly model: ModelRun;
  readonly readyMade: { readonly asked: readonly Counted[]; readonly notAsked: readonly unknown[] };
  readonly health: readonly { readonly segment: string; readonly findings: readonly HealthFinding[] }[];
};

export async function writeReport(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly page: string; readonly told: ReportFigures }> {
  const out = `${temporaryFolder("report")}/page.html`;
  const command = ["tools/report.mjs", ...args, "--out", out];
  await promisify(execFile)(process.execPath, command, { cwd: ROOT, env: { ...process.env, ...env } });
  const page = readFileSync(out, "utf8");
  return {
    page,
    told: JSON.parse(/id="figures">(.*?)<\/script>/s.exec(page)?.[1] ?? "") as ReportFigures,
  };
}

export const counts = (groups: readonly Counted[]): readonly number[] => groups.map(({ count }) => count);

export function ownCounts({ own }: ReportFigures, title: string): readonly number[] {
  return counts(
    must(
      own.find((each) => each.title === title),
      title,
    ).groups,
  );
}

/** Per person the instants of what is counted. */
export type Instants = ReadonlyMap<string, readonly number[]>;

const DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** People by weekday from Monday on, and by hour, as the clocks of a zone show them. */
export function byClock(
  people: Instants,
  timeZone: string,
): { readonly weekdays: readonly number[]; readonly hours: readonly number[] } {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    hourCycle: "h23",
  });
  const own = [...people.values()].map((instants) => {
    const shown = instants.map((at) =>
      Object.fromEntries(clock.formatToParts(at).map((part) => [part.type, part.value])),
    );
    return {
      days: new Set(shown.map((each) => each["weekday"])),
      hours: new Set(shown.map((each) => Number(each["hour"]))),
    };
  });
  return {
    weekdays: DAYS.map((day) => own.filter(({ days }) => days.has(day)).length),
    hours: Array.from({ length: 24 }, (_, hour) => own.filter(({ hours }) => hours.has(hour)).length),
  };
}

/** The value of the nearest rank from the top: that of the ceil(n x part / of)-th. */
function cut(values: readonly number[], part: number, of: number): number {
  const sorted = values.toSorted((a, b) => b - a);
  return sorted[Math.ceil((values.length * part) / of) - 1] ?? Number.NaN;
}

/** How many are in the top fifth, in neither, and in the bottom fifth; equal values stay together, and whoever is in the bottom fifth is nowhere else. */
export function heavyMediumLight(values: readonly number[]): readonly number[] {
  const negated = values.map((value) => -value);
  const [top, bottom] = [cut(values, 1, 5), -cut(negated, 1, 5)];
  const heavy = values.filter((value) => value >= top && value > bottom).length;
  const light = values.filter((value) => value <= bottom).length;
  return [heavy, values.length - heavy - light, light];
}

const fifthOf = (values: readonly number[]): ((value: number) => number) => {
  const cuts = [4, 3, 2, 1].map((part) => cut(values, part, 5));
  return (value) => 1 + cuts.filter((each) => value >= each).length;
};

/** The cells of recency and frequency, in the order in which the report has them. */
export function rfmCells(people: Instants): ReportFigures["rfm"] {
  const own = [...people.values()].map((instants) => ({
    recency: instants.reduce((latest, at) => Math.max(latest, at), 0),
    frequency: instants.length,
  }));
  const recencyOf = fifthOf(own.map(({ recency }) => recency));
  const frequencyOf = fifthOf(own.map(({ frequency }) => frequency));
  const fifths = [5, 4, 3, 2, 1];
  return fifths.flatMap((recency) =>
    fifths.map((frequency) => ({
      recency,
      frequency,
      count: own.filter(
        (each) => recencyOf(each.recency) === recency && frequencyOf(each.frequency) === frequency,
      ).length,
    })),
  );
}

import type { LocalChoice } from "../tree/definition.ts";

/** The clauses of days and of times of day. */
export function printLocal(local: LocalChoice | undefined): readonly string[] {
  const { days, hours } = local ?? {};
  return [
    ...(days === undefined ? [] : [`on ${typeof days === "string" ? days : days.join(", ")}`]),
    ...(hours === undefined ? [] : [`between ${hours.from} and ${hours.to}`]),
  ];
}

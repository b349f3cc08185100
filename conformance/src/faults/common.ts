import type { Plan } from "@habitus/segments";

/** Whether the person's home zone takes part. */
export function followsHome({ leaves }: Plan): boolean {
  return leaves.some(
    (leaf) =>
      "events" in leaf && leaf.events.window.kind === "calendar" && leaf.events.window.zone.kind === "home",
  );
}

/** A hash that ranks the other way round. */
export function complement(hash: string): string {
  return hash.replaceAll(/./g, (digit) => (15 - Number.parseInt(digit, 16)).toString(16));
}

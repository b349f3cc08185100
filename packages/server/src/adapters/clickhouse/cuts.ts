import type { EventCut } from "../../store/deleted-events.ts";

/** Which events the cuts are about, as a condition and what is bound to it. */
export function cutCondition(cuts: readonly EventCut[]): {
  readonly sql: string;
  readonly params: Readonly<Record<string, unknown>>;
} {
  const parts = cuts.map(({ names }, at) => {
    const named = names === null ? "" : ` AND name IN {names${at}:Array(String)}`;
    return `(time < fromUnixTimestamp64Milli({to${at}:Int64}, 'UTC') AND name NOT IN {except${at}:Array(String)}${named})`;
  });
  const params = cuts.flatMap(({ names, exceptNames, to }, at) => [
    ...(names === null ? [] : [[`names${at}`, names]]),
    [`except${at}`, exceptNames],
    [`to${at}`, to],
  ]);
  return { sql: parts.length === 0 ? "0" : `(${parts.join(" OR ")})`, params: Object.fromEntries(params) };
}

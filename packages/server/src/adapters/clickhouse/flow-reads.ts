import { TRANSITION_EVENTS } from "@habitus/kernel";
import type { EventReads, FlowPeopleQuery, FlowSide } from "../../store/event-reads.ts";
import type { Ask } from "./reads.ts";

/** Where people who came into a segment had been, where those are who went, and who they are. */
export function flowReads(ask: Ask): Pick<EventReads, "flow" | "flowPeople"> {
  return {
    async flow(query, signal) {
      const params = { ...TRANSITION_EVENTS, ...query };
      const [sides, segments] = await Promise.all([
        ask<RawFlowSide>({ sql: FLOW_SIDES, params }, signal),
        ask<RawFlowSegment>({ sql: FLOW_SEGMENTS, params }, signal),
      ]);
      const merged = sides.filter(({ merged: isMerged }) => isMerged === 1);
      return {
        joined: flowSideOf(1, sides, segments),
        left: flowSideOf(0, sides, segments),
        merged: merged.reduce((sum, { people }) => sum + Number(people), 0),
      };
    },
    async flowPeople(query, signal) {
      const { segment, from, to, side, other, after, limit } = query;
      const joined = side === "joined" ? 1 : 0;
      const asked = { segment, from, to, joined, after: after ?? 0, limit };
      const params = {
        ...TRANSITION_EVENTS,
        ...asked,
        ...(other.kind === "segment" ? { other: other.key } : {}),
      };
      const where = `FROM moved WHERE joined = {joined:UInt8} AND NOT merged_too${OTHERS[other.kind]}`;
      const page = `${FLOW} SELECT node ${where} AND node > {after:UInt64} ORDER BY node LIMIT {limit:UInt32}`;
      const [[all], people] = await Promise.all([
        ask<{ readonly people: string }>(
          { sql: `${FLOW} SELECT count() AS people ${where}`, params },
          signal,
        ),
        ask<{ readonly node: string }>({ sql: page, params }, signal),
      ]);
      return { count: Number(all?.people ?? 0), people: people.map(({ node }) => Number(node)) };
    },
  };
}

/** Of these the ones that had been, or are, in another segment, in none, or anywhere. */
const OTHERS = {
  any: "",
  nowhere: " AND empty(if(joined, before, after))",
  segment: " AND has(if(joined, before, after), {other:String})",
} as const satisfies Readonly<Record<FlowPeopleQuery["other"]["kind"], string>>;

/** Per person who came or went: which way, whether by a merge, and the other segments at the other end of the span. */
const FLOW = `WITH states AS (
  SELECT node, JSONExtractString(properties, 'segment') AS segment,
    argMaxIf(name = {entered:String}, offset, received_at <= fromUnixTimestamp64Milli({from:Int64}, 'UTC')) AS was,
    argMax(name = {entered:String}, offset) AS present,
    argMax(JSONExtractString(properties, 'cause'), offset) = 'merge' AS merged
  FROM transitions
  WHERE name IN ({entered:String}, {left:String}) AND received_at <= fromUnixTimestamp64Milli({to:Int64}, 'UTC')
  GROUP BY node, segment
), moved AS (
  SELECT node, anyIf(present, segment = {segment:String}) AS joined, anyIf(merged, segment = {segment:String}) AS merged_too,
    groupArrayIf(segment, segment != {segment:String} AND was) AS before,
    groupArrayIf(segment, segment != {segment:String} AND present) AS after
  FROM states GROUP BY node
  HAVING anyIf(was, segment = {segment:String}) != joined
)`;
const FLOW_SIDES = `${FLOW} SELECT joined, merged_too AS merged, count() AS people,
  countIf(empty(if(joined, before, after))) AS nowhere FROM moved GROUP BY joined, merged`;
const FLOW_SEGMENTS = `${FLOW} SELECT joined, arrayJoin(if(joined, before, after)) AS segment, count() AS people
FROM moved WHERE NOT merged_too GROUP BY joined, segment ORDER BY people DESC, segment`;

type RawFlowSide = {
  readonly joined: number;
  readonly merged: number;
  readonly people: string;
  readonly nowhere: string;
};
type RawFlowSegment = { readonly joined: number; readonly segment: string; readonly people: string };

function flowSideOf(
  joined: number,
  sides: readonly RawFlowSide[],
  segments: readonly RawFlowSegment[],
): FlowSide {
  const side = sides.find((each) => each.joined === joined && each.merged === 0);
  return {
    people: Number(side?.people ?? 0),
    nowhere: Number(side?.nowhere ?? 0),
    segments: segments
      .filter((each) => each.joined === joined)
      .map(({ segment, people }) => ({ segment, people: Number(people) })),
  };
}

import { allowedId, memberSpans, type TrackedEvent } from "@habitus/events";
import { reservedTrait } from "@habitus/kernel";
import type { Offset } from "../log/log.ts";
import type { NodeNumber, TraitRow } from "../store/event-store.ts";

/** The account that a call puts its person to. */
export function accountOf({ groupId }: Pick<TrackedEvent, "groupId">): string | null {
  return allowedId(groupId);
}

/** The traits of an identify or group call as JSON texts; of a key written twice the last counts, as in JSON.parse. */
export function saidTraits({ traits }: Pick<TrackedEvent, "traits">): ReadonlyMap<string, string> {
  return new Map(memberSpans(traits).map(({ key, value }) => [key, traits.slice(value.from, value.to)]));
}

type Saying = {
  readonly event: TrackedEvent;
  readonly idHash: string;
  readonly offset: Offset;
  readonly index: number;
  readonly source: string;
};

/** What a call says of its person: one row per trait of an identify call, and to which account a group call puts them. */
export function traitRows(
  { event, idHash, offset, index, source }: Saying,
  node: NodeNumber,
): readonly TraitRow[] {
  const { time } = event;
  const row = (name: string, value: string): TraitRow => ({
    offset,
    index,
    node,
    name,
    value,
    time,
    idHash,
    source,
  });
  if (event.type === "identify") return [...saidTraits(event)].map(([name, value]) => row(name, value));
  const account = accountOf(event);
  return account === null ? [] : [row(reservedTrait("account", account), "true")];
}

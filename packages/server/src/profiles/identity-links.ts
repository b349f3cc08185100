import type { TrackedEvent } from "@habitus/events";
import { hash128, hashHex } from "@habitus/kernel";
import type { KindsInForce } from "./id-kinds.ts";
import type { MergeCause, OwnIdentifier, PersonIdentifier } from "./identity.ts";
import { idsSaidIn, type OnUnread } from "./kind-ids.ts";

/** Two ids that a call says are one person. */
export type Link = {
  readonly a: PersonIdentifier;
  readonly b: PersonIdentifier;
  readonly cause: MergeCause;
  /** The calls name them as userId or anonymousId; an alias call's previous id may be of either kind. */
  readonly named: boolean;
  /** Its place among edges of the same time, the same however the call arrives. */
  readonly order: () => string;
};

/**
 * What a call says of who is who. The previous id of an alias call is a user id or an anonymous id, which only other
 * calls can tell: both stand for it, joined with each other first, so it does not matter which calls have come.
 */
export function linksOf(
  call: { readonly event: TrackedEvent; readonly idHash: string },
  own: OwnIdentifier,
  kinds: KindsInForce,
  onUnread?: OnUnread,
): readonly Link[] {
  const { event, idHash } = call;
  const links: Link[] = [];
  const add = (a: PersonIdentifier, b: PersonIdentifier, cause: MergeCause, named: boolean): void => {
    const place = links.length;
    links.push({ a, b, cause, named, order: () => `${idHash}${place}${pairHash(a, b)}` });
  };
  if (event.type === "alias" && event.previousId !== null) {
    const user = { kind: "user", value: event.previousId } as const;
    add(user, { kind: "anonymous", value: event.previousId }, "alias", false);
    add(own, user, "alias", false);
  }
  if (event.userId !== null && event.anonymousId !== null) {
    add(own, { kind: "anonymous", value: event.anonymousId }, "same call", true);
  }
  if (kinds.areAnyOn) links.push(...idLinks(own, idsSaidIn(event, kinds, onUnread), idHash));
  return links;
}

/** What it says that ids of kinds which the workspace has made stand beside an id. They come behind what else the call says. */
export function idLinks(
  own: OwnIdentifier,
  ids: readonly PersonIdentifier[],
  idHash: string,
): readonly Link[] {
  return ids.map((id) => ({
    a: own,
    b: id,
    cause: "id",
    named: false,
    order: () => `${idHash}k${id.kind}:${pairHash(own, id)}`,
  }));
}

/** Tells edges apart whose calls share time and event id. */
function pairHash(a: PersonIdentifier, b: PersonIdentifier): string {
  return hashHex(hash128(`${a.kind}\u0000${a.value}\u0000${b.kind}\u0000${b.value}`)).slice(0, 8);
}

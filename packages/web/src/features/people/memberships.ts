import type { Membership } from "@habitus/contract";

/** Those somebody is in, then those they were in, then the others; newest change first, equals by name. */
export function arrangeMemberships(memberships: readonly Membership[]): readonly Membership[] {
  return memberships.toSorted(
    (a, b) => rankOf(a) - rankOf(b) || changeOf(b).localeCompare(changeOf(a)) || a.name.localeCompare(b.name),
  );
}

function rankOf({ member, stays }: Membership): number {
  if (member) return 0;
  return stays.length > 0 ? 1 : 2;
}

function changeOf({ stays }: Membership): string {
  const last = stays.at(-1);
  return last?.left ?? last?.entered ?? "";
}

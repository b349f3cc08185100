import type { Membership } from "@habitus/contract";

/** The one that was asked for, those somebody is in, then those they were in, then the others; newest change first, equals by name. */
export function arrangeMemberships(
  memberships: readonly Membership[],
  asked?: string,
): readonly Membership[] {
  const isAsked = ({ segment }: Membership): number => (segment === asked ? 0 : 1);
  return memberships.toSorted(
    (a, b) =>
      isAsked(a) - isAsked(b) ||
      rankOf(a) - rankOf(b) ||
      changeOf(b).localeCompare(changeOf(a)) ||
      a.name.localeCompare(b.name),
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

/**
 * Facts about a person that are not events, held as traits of reserved names so that history, late arrival, merges and every
 * evaluator treat them like any other trait. Nobody but the server writes them.
 *
 * | kind | name | value |
 * |---|---|---|
 * | list | `$list/<key>` | `true` on the list, `null` off it |
 * | subscription | `$subscription/<group>` | `true`, `false`, or `null` when neither was said |
 * | consent | `$consent/<purpose>` | `true`, `false`, or `null` when neither was said |
 * | score | `$score/<key>` | a number, or `null` |
 */
export type ReservedKind = "list" | "subscription" | "consent" | "score";

const KINDS: readonly ReservedKind[] = ["list", "subscription", "consent", "score"];

/** The name of the trait that holds a fact; `key` is taken as it is. */
export function reservedTrait(kind: ReservedKind, key: string): string {
  return `$${kind}/${key}`;
}

/** What a reserved name stands for; null for every other trait. */
export function readReservedTrait(
  name: string,
): { readonly kind: ReservedKind; readonly key: string } | null {
  for (const kind of KINDS) {
    const prefix = reservedTrait(kind, "");
    if (name.startsWith(prefix)) return { kind, key: name.slice(prefix.length) };
  }
  return null;
}

/**
 * The query that says of a person's number that it is one: pages name people by it, and somebody's own id may look alike.
 * Empty of any other id, which an address may have too.
 */
export function saidAs(id: string): { readonly as?: "number" } {
  return looksLikeNumber(id) ? { as: "number" } : {};
}

/** Whether an address of a page would take somebody's own id for a person's number. */
export function looksLikeNumber(id: string): boolean {
  return /^p\d+$/.test(id);
}

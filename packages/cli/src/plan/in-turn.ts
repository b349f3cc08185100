/** Questions that are asked of a server at once: it plans and counts each over all people. */
export const AT_ONCE = 4;

/** What becomes of each item, in the order of the items, a few at once. The first failure ends it, and nothing more is begun. */
export async function eachInTurn<T, R>(
  items: readonly T[],
  work: (item: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const waiting = items.entries();
  let isOver = false;
  const lane = async (): Promise<void> => {
    for (const [place, item] of waiting) {
      if (isOver) return;
      results[place] = await work(item).catch((error: unknown) => {
        isOver = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  return results;
}

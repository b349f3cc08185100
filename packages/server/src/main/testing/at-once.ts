/** Enough to keep a server busy that waits for its engine in between. */
const AT_ONCE = 6;

/** Does the work for all, several at a time, and answers in their order. */
export async function allAtOnce<Each, Made>(
  all: readonly Each[],
  work: (each: Each) => Promise<Made>,
): Promise<readonly Made[]> {
  const made = new Map<number, Made>();
  const left = all.entries();
  const worker = async (): Promise<void> => {
    for (const [place, each] of left) made.set(place, await work(each));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return [...made].sort(([a], [b]) => a - b).map(([, each]) => each);
}

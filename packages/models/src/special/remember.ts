/** Remembers the answers of a function of whole numbers from 0 on. */
export function remember<T>(compute: (n: number) => T): (n: number) => T {
  const known: T[] = [];
  return (n) => {
    const answer = known[n];
    if (answer !== undefined) return answer;
    const computed = compute(n);
    known[n] = computed;
    return computed;
  };
}

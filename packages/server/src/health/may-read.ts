/** What carries purposes is read where the segment is run for all of them. */
export const mayReadFor =
  (purpose: string) =>
  (carried: readonly string[]): boolean =>
    carried.every((each) => each === purpose);

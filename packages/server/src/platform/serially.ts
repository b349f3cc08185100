/** Runs pieces of work one after another in the order they were handed in; a failed one does not stop the next. */
export type Serially = <T>(work: () => Promise<T>) => Promise<T>;

export function createSerially(): Serially {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.then(ignore, ignore);
    return result;
  };
}

function ignore(): void {
  // The caller of the piece of work has its failure; the queue only waits for its end.
}

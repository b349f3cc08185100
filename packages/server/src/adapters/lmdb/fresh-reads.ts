import type { Key, RootDatabase } from "lmdb";

/** lmdb keeps a snapshot for about a millisecond; this begins a new one for every run of code between two awaits. */
export class FreshReads {
  #fresh = false;

  begin(environment: Pick<RootDatabase<unknown, Key>, "resetReadTxn">): void {
    if (this.#fresh) return;
    environment.resetReadTxn();
    this.#fresh = true;
    queueMicrotask(() => {
      this.#fresh = false;
    });
  }
}

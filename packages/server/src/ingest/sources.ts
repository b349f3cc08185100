/** Who sends: a site, an app or a server with a write key of its own. */
export type Source = { readonly id: string; readonly enabled: boolean };

/** Finds sources by the key their SDKs send. Asked once per request, so it answers from memory. */
export type Sources = {
  /** Null when no source has this key. */
  findSource(writeKey: string): Source | null;
};

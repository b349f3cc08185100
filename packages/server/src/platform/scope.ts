/** Things that were started and must be stopped in reverse order, also when a later start fails. */
export type Scope = {
  /** Remembers how to stop `thing`, and returns it. */
  own<T>(name: string, thing: T, stop: (thing: T) => Promise<void> | void): T;
  /** Stops everything, newest first. One that fails to stop is told to `onFailure` and does not keep the others from it. */
  stop(): Promise<void>;
};

export function createScope(onFailure: (name: string, error: unknown) => void): Scope {
  const owned: { readonly name: string; readonly stop: () => Promise<void> | void }[] = [];
  let stopping: Promise<void> | null = null;

  const stopAll = async (): Promise<void> => {
    for (let next = owned.pop(); next !== undefined; next = owned.pop()) {
      try {
        await next.stop();
      } catch (error) {
        onFailure(next.name, error);
      }
    }
  };

  return {
    own(name, thing, stop) {
      owned.push({ name, stop: () => stop(thing) });
      return thing;
    },
    stop() {
      stopping ??= stopAll();
      return stopping;
    },
  };
}

import { notifyManager, type QueryCache, useQueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";

/** Something that all questions under way tell together; `read` gives a value that is compared as it is. */
export function useCacheReading<Value extends string | boolean>(read: (cache: QueryCache) => Value): Value {
  const cache = useQueryClient().getQueryCache();
  // A question may be put while something else is drawn, which must not be drawn again in the middle.
  const subscribe = useCallback(
    (changed: () => void) => cache.subscribe(notifyManager.batchCalls(changed)),
    [cache],
  );
  return useSyncExternalStore(subscribe, () => read(cache));
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { api } from "../../api/client.ts";
import { sessionQuery } from "../../api/queries.ts";
import { useStream } from "../../api/use-stream.ts";
import {
  below,
  cleared,
  EMPTY_LIST,
  type LiveArrival,
  type LiveFilters,
  type LiveList,
  resume,
  take,
} from "./live-list.ts";

/** Thousands of events a second are put on the page in a few strokes a second. */
const STROKE_MS = 200;

const asked = ({ name, id, source }: LiveFilters) => ({
  ...(name === undefined ? {} : { name }),
  ...(id === undefined ? {} : { id }),
  ...(source === undefined ? {} : { source }),
});

/** What is stored, then what comes behind it. */
async function* follow(filters: LiveFilters, signal: AbortSignal): AsyncGenerator<LiveArrival> {
  const query = asked(filters);
  const data = await api.listRecentEvents({ query }, { signal });
  yield { event: "stored", filters, data };
  yield* api.streamLiveEvents({ query: { ...query, after: data.head } }, { signal });
}

export function useLiveEvents(filters: LiveFilters) {
  const client = useQueryClient();
  const [list, setList] = useState(EMPTY_LIST);
  const [paused, setPaused] = useState(false);
  const arrived = useRef<LiveArrival[]>([]);
  const { name, id, source } = filters;
  const state = useStream({
    name: JSON.stringify([name, id, source]),
    open: (signal) => follow(filters, signal),
    onItem: (item) => void arrived.current.push(item),
    onLost: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
  });
  const older = useOlderEvents(list, setList);
  const stroke = useEffectEvent(() => {
    if (arrived.current.length === 0) return;
    const arrivals = arrived.current;
    arrived.current = [];
    setList((now) => take(now, arrivals, paused));
  });
  useEffect(() => {
    const timer = setInterval(() => stroke(), STROKE_MS);
    return () => clearInterval(timer);
  }, []);
  return {
    list,
    state,
    paused,
    pause: () => setPaused(true),
    resume: () => {
      setPaused(false);
      setList(resume);
    },
    clear: () => setList(cleared),
    older,
  };
}

type Asked = { readonly filters: LiveFilters; readonly before: string; readonly epoch: number };

/** Loads what is stored below the list, a page at a time. */
function useOlderEvents(list: LiveList, setList: (change: (now: LiveList) => LiveList) => void) {
  const loading = useMutation({
    mutationFn: ({ filters, before }: Asked) =>
      api.listRecentEvents({ query: { ...asked(filters), before } }),
    onSuccess: (page, { epoch }) => setList((now) => below(now, page, epoch)),
  });
  const { filters, epoch, older } = list;
  const before = older?.next ?? null;
  if (filters === null || older === null || before === null) return null;
  // What is under way below another list is none of this one's business.
  const isOwn = loading.variables?.epoch === epoch;
  return {
    lookedTo: older.lookedTo,
    isLoading: isOwn && loading.isPending,
    error: isOwn ? loading.error : null,
    load: () => loading.mutate({ filters, before, epoch }),
  };
}

export type OlderEvents = NonNullable<ReturnType<typeof useOlderEvents>>;

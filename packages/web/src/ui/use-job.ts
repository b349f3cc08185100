import type { Job } from "@habitus/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { api } from "../api/client.ts";
import { sessionQuery } from "../api/queries.ts";
import { useStream } from "../api/use-stream.ts";

/** Done, failed or cancelled; an interrupted job will be taken up again. */
export function hasEnded(job: Job): boolean {
  return job.finishedAt !== null;
}

/**
 * A job as it proceeds: `known` until the server tells more. The stream begins with the job as it stands, so a reload in
 * the middle shows the same. When the job ends, everything shown is asked for again.
 */
export function useJob(known: Job | null): Job | null {
  const client = useQueryClient();
  const [told, setTold] = useState<Job | null>(null);
  useStream({
    name: known === null || hasEnded(known) ? null : known.id,
    open: (signal) => api.streamJobProgress({ params: { id: known?.id ?? "" } }, { signal }),
    onItem: ({ data }) => setTold(data),
    onLost: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    endsForGood: true,
  });
  const job = told !== null && told.id === known?.id && !hasEnded(known) ? told : known;
  // The end may be told by the stream, or by what is asked for anyway before the stream comes to it.
  const running = useRef<string | null>(null);
  useEffect(() => {
    if (job === null) return;
    if (!hasEnded(job)) running.current = job.id;
    else if (running.current === job.id) {
      running.current = null;
      void client.invalidateQueries();
    }
  }, [job, client]);
  return job;
}

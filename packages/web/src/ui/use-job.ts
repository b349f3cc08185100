import type { Job } from "@habitus/contract";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
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
    onItem: ({ data }) => {
      setTold(data);
      if (hasEnded(data)) void client.invalidateQueries();
    },
    onLost: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    endsForGood: true,
  });
  return told !== null && told.id === known?.id && !hasEnded(known) ? told : known;
}

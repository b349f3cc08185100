import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

export const reconciliationsQuery = queryOptions({
  queryKey: ["reconciliations"],
  queryFn: ({ signal }) => api.listReconciliations({}, { signal }),
});

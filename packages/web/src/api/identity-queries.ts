import { queryOptions } from "@tanstack/react-query";
import { api } from "./client.ts";

export const idKindsQuery = queryOptions({
  queryKey: ["id-kinds"],
  queryFn: ({ signal }) => api.listIdKinds({}, { signal }),
});

export const heldIdsQuery = queryOptions({
  queryKey: ["held-ids"],
  queryFn: ({ signal }) => api.listHeldIds({}, { signal }),
});

import { useQuery } from "@tanstack/react-query";
import { vocabularyQuery } from "../../api/queries.ts";
import { Failure } from "../../ui/notes.tsx";

/** Without what the workspace has seen, every picker of a name would look as if there were nothing to choose. */
export function NamesFailure() {
  const names = useQuery(vocabularyQuery);
  if (names.data !== undefined || !names.isError) return null;
  return <Failure error={names.error} retry={() => void names.refetch()} />;
}

import type { Check } from "@habitus/contract";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { type AskedCheck, checkQuery } from "../../api/queries.ts";

/** A person who types should not be corrected in the middle of a word. */
const PAUSE_MS = 350;

export type DefinitionCheck = {
  /** The check of exactly this text; null while it is not known. */
  readonly check: Check | null;
  readonly pending: boolean;
  readonly error: unknown;
  readonly retry: () => void;
};

/** Asks the server, after a short pause, whether it understands the text and would save it under this key. */
export function useDefinitionCheck({ definition, key, purpose }: AskedCheck): DefinitionCheck {
  const asked = useMemo(() => ({ definition, key, purpose }), [definition, key, purpose]);
  const [settled] = useDebouncedValue(asked, PAUSE_MS);
  const isEmpty = settled.definition.trim() === "";
  const { data, error, isFetching, isPlaceholderData, refetch } = useQuery({
    ...checkQuery(settled),
    enabled: !isEmpty,
    placeholderData: keepPreviousData,
  });
  const isOfThisText = settled === asked && !isPlaceholderData && !isEmpty;
  return {
    check: isOfThisText ? (data ?? null) : null,
    pending: settled !== asked || isFetching,
    error,
    retry: () => void refetch(),
  };
}

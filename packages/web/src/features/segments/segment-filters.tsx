import type { Segment } from "@habitus/contract";
import { getRouteApi } from "@tanstack/react-router";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { SearchSelect } from "../../ui/search-select.tsx";
import { filterChoices, STATES } from "./segment-list.ts";

const route = getRouteApi("/frame/segments");

const FILTERS = ["tag", "state", "purpose"] as const;

/** Narrows the list; it stands in the address. What all segments have alike is not offered. */
export function SegmentFilters({ segments }: { readonly segments: readonly Segment[] }) {
  const { t } = useI18n();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const choices = filterChoices(segments);
  const change = (filter: (typeof FILTERS)[number], value: string | null) => {
    const chosen = filter === "state" ? STATES.find((state) => state === value) : (value ?? undefined);
    void navigate({ search: (now) => ({ ...now, [filter]: chosen }), replace: true });
  };
  return FILTERS.filter((filter) => choices[filter].length > 1 || search[filter] !== undefined).map(
    (filter) => {
      const chosen = search[filter] ?? null;
      const values = new Set<string>([...choices[filter], ...(chosen === null ? [] : [chosen])]);
      const nameOf = (value: string): string => {
        const state = filter === "state" ? STATES.find((each) => each === value) : undefined;
        return state === undefined ? value : t(`segments.state.${state}`);
      };
      return (
        <SearchSelect
          key={filter}
          aria-label={t(`segments.by.${filter}`)}
          placeholder={t(`segments.by.${filter}`)}
          clearable
          w={150}
          data={[...values].map((value) => ({ value, label: nameOf(value) }))}
          value={chosen}
          onChange={(value) => change(filter, value)}
        />
      );
    },
  );
}

import { useInfiniteQuery } from "@tanstack/react-query";
import { overlapMembersQuery, type OverlapChoice } from "../../api/overlap-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { PeopleDialog } from "../../ui/people-dialog.tsx";
import { useSegmentNames } from "./use-segments.ts";

type OverlapPeopleProps = { readonly choice: OverlapChoice; readonly onClose: () => void };

/** Who is behind one number of an overlap. */
export function OverlapPeople({ choice, onClose }: OverlapPeopleProps) {
  const { t, f } = useI18n();
  const nameOf = useSegmentNames();
  const query = useInfiniteQuery(overlapMembersQuery(choice));
  const names = f.list(choice.within.map(nameOf));
  return (
    <PeopleDialog
      title={t(choice.exactly ? "overlap.peopleExactly" : "overlap.peopleInAll", { names })}
      query={query}
      // The number rests on all of the segments: who is left out of one is looked at for it too.
      describedFor={{ segments: choice.segments }}
      onClose={onClose}
    />
  );
}

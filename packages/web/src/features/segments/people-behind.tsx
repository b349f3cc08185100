import { useInfiniteQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type Behind, behindQuery } from "../../api/definition-queries.ts";
import { PeopleDialog } from "../../ui/people-dialog.tsx";

type PeopleBehindProps = {
  readonly of: Behind;
  readonly title: string;
  /** Above them. */
  readonly head?: ReactNode;
  readonly onClose: () => void;
};

/** Who is behind a number of a definition, or of what changing it does. */
export function PeopleBehind({ of, title, head, onClose }: PeopleBehindProps) {
  const query = useInfiniteQuery(behindQuery(of));
  return (
    <PeopleDialog
      title={title}
      query={query}
      describedFor={of.purpose === "" ? {} : { purposes: [of.purpose] }}
      head={() => head}
      onClose={onClose}
    />
  );
}

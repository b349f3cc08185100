import type { PersonDescription, SegmentMember } from "@habitus/contract";
import type { InfiniteData, UseInfiniteQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type DescribedFor, useDescriptions } from "../api/member-queries.ts";
import { useI18n } from "../i18n/use-i18n.tsx";
import { Dialog } from "./dialog.tsx";
import { LoadMore } from "./load-more.tsx";
import { MemberLink } from "./member-link.tsx";
import { Failure, Loading } from "./notes.tsx";

type PageOf<Person> = { readonly people: readonly Person[] };

type PeopleDialogProps<Person extends SegmentMember, Page extends PageOf<Person>> = {
  readonly title: string;
  readonly query: UseInfiniteQueryResult<InfiniteData<Page>>;
  readonly onClose: () => void;
  /** What the number rests on: the purpose of the question, and the segments that people are in or out of. */
  readonly describedFor: DescribedFor;
  /** Above them, of the first page. */
  readonly head?: (first: Page) => ReactNode;
  /** Under each of them. */
  readonly under?: (person: Person) => ReactNode;
};

/** Who is behind a number. */
export function PeopleDialog<Person extends SegmentMember, Page extends PageOf<Person>>(
  props: PeopleDialogProps<Person, Page>,
) {
  const { title, query, onClose, describedFor, head, under } = props;
  const { t, f } = useI18n();
  const pages = query.data?.pages ?? [];
  const [first] = pages;
  const described = useDescriptions(
    pages.map(({ people }) => people),
    [],
    describedFor,
  );
  return (
    <Dialog onClose={onClose} title={title} centered>
      {query.isPending ? <Loading height={160} /> : null}
      {query.data === undefined && query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : null}
      {first === undefined ? null : head?.(first)}
      {described.error === null ? null : <Failure error={described.error} retry={described.retry} />}
      {described.notAllowed.length === 0 ? null : (
        <p className="muted plain">{t("people.notAllowed", { names: f.list(described.notAllowed) })}</p>
      )}
      <ul className="people-list" aria-label={t("people.title")}>
        {pages
          .flatMap(({ people }) => people)
          .map((person) => (
            <li key={person.id} className="list-row">
              <MemberLink member={person} />
              <About description={described.of.get(person.id)} />
              {under?.(person)}
            </li>
          ))}
      </ul>
      <LoadMore query={query} />
    </Dialog>
  );
}

/** Name, address and country, of what is known. */
function About({ description }: { readonly description: PersonDescription | undefined }) {
  const { name, email, country } = description ?? {};
  const known = [name, email, country].filter((text) => text !== null && text !== undefined);
  return known.length === 0 ? null : <span className="muted">{known.join(" · ")}</span>;
}

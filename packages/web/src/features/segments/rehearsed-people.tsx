import type { RehearsedPeople as People } from "@habitus/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type RehearsedFigure, rehearsedPeopleQuery } from "../../api/rehearsal-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { PeopleDialog } from "../../ui/people-dialog.tsx";

type Props = {
  readonly figure: RehearsedFigure;
  readonly title: string;
  /** Of the rehearsal. */
  readonly purpose: string | null;
  readonly onClose: () => void;
};

/** Who is behind a figure of a rehearsal, and when each came in and went. */
export function RehearsedPeople({ figure, title, purpose, onClose }: Props) {
  const query = useInfiniteQuery(rehearsedPeopleQuery(figure));
  return (
    <PeopleDialog
      title={title}
      query={query}
      describedFor={purpose === null ? {} : { purposes: [purpose] }}
      onClose={onClose}
      under={(person: People["people"][number]) => <Stays person={person} />}
    />
  );
}

function Stays({ person: { wasIn, changes } }: { readonly person: People["people"][number] }) {
  const { t, f } = useI18n();
  if (changes.length === 0) return <p className="muted rehearsal-stay">{t("rehearsal.stayAlways")}</p>;
  const [first] = changes;
  const entries = changes.filter(({ entered }) => entered);
  const leftAfter = (at: string) => changes.find((each) => !each.entered && each.at > at);
  return (
    <>
      {wasIn && first !== undefined ? (
        <p className="muted rehearsal-stay">{t("rehearsal.stayBefore", { to: f.dateTime(first.at) })}</p>
      ) : null}
      {entries.map(({ at }) => {
        const left = leftAfter(at);
        const from = f.dateTime(at);
        return (
          <p key={at} className="muted rehearsal-stay">
            {left === undefined
              ? t("rehearsal.stayOpen", { from })
              : t("rehearsal.stay", { from, to: f.dateTime(left.at) })}
          </p>
        );
      })}
    </>
  );
}

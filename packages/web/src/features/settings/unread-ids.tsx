import type { IdKind } from "@habitus/contract";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { unreadPeopleQuery } from "../../api/identity-queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { PeopleDialog } from "../../ui/people-dialog.tsx";
import { nameOfSource } from "./id-sources.ts";

type Unread = IdKind["unread"][number];

/** What stood where the kind's ids are read and is none; each opens who has said it. */
export function UnreadIds({ kind: { key, unread } }: { readonly kind: IdKind }) {
  const { t, f } = useI18n();
  const [open, setOpen] = useState<Unread["source"] | null>(null);
  const placeOf = (source: Unread["source"]): string =>
    t(`identity.source.${source.from}`, { name: nameOfSource(source) });
  return (
    <>
      {unread.map(({ source, count, under, last, shape }) => {
        const place = placeOf(source);
        const text = t("identity.unread", { place, count, shape, last: f.date(last) });
        return (
          <div key={place} className="settings-note">
            {under === 0 ? (
              text
            ) : (
              <button type="button" className="text-button" onClick={() => setOpen(source)}>
                {text}
              </button>
            )}
          </div>
        );
      })}
      {open === null ? null : (
        <UnreadPeople kind={key} source={open} place={placeOf(open)} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

type UnreadPeopleProps = {
  readonly kind: string;
  readonly source: Unread["source"];
  readonly place: string;
  readonly onClose: () => void;
};

function UnreadPeople({ kind, source, place, onClose }: UnreadPeopleProps) {
  const { t } = useI18n();
  const query = useInfiniteQuery(unreadPeopleQuery(kind, { from: source.from, name: nameOfSource(source) }));
  return (
    <PeopleDialog
      title={t("identity.unreadPeople", { place })}
      query={query}
      describedFor={{}}
      onClose={onClose}
    />
  );
}

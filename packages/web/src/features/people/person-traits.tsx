import type { Person } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconTags } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { traitHistoryQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Empty } from "../../ui/empty.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card } from "../../ui/page.tsx";
import { shortValue } from "../../ui/person-label.ts";

/** Every trait of a person: its value, since when, from which source, and on request all values it has had. */
export function PersonTraits({ person }: { readonly person: Person }) {
  const { t } = useI18n();
  const names = Object.keys(person.traits).sort();
  return (
    <Card title={t("person.traits")} lead={t("traits.lead")}>
      {names.length === 0 ? (
        <Empty icon={IconTags} title={t("traits.none")}>
          {t("person.noTraits")}
        </Empty>
      ) : (
        <ul className="memberships" aria-label={t("person.traits")}>
          {names.map((name) => (
            <Row key={name} person={person} name={name} />
          ))}
        </ul>
      )}
    </Card>
  );
}

type RowProps = { readonly person: Person; readonly name: string };

function Row({ person, name }: RowProps) {
  const { t, f } = useI18n();
  const [opened, setOpened] = useState(false);
  const details = person.traitDetails[name];
  return (
    <li>
      <div className="membership">
        <div className="membership-body">
          <strong>{name}</strong>
          <div style={{ overflowWrap: "anywhere" }}>{shortValue(person.traits[name])}</div>
          {details === undefined ? null : (
            <div className="muted">
              {t(`traits.type.${details.type}`)} · {t("traits.since", { date: f.dateTime(details.time) })} ·{" "}
              {t("traits.source", { source: details.source })}
            </div>
          )}
        </div>
        <Button
          size="compact-sm"
          variant="default"
          aria-expanded={opened}
          aria-label={t("traits.historyOf", { name })}
          onClick={() => setOpened(!opened)}
        >
          {t("traits.history")}
        </Button>
      </div>
      {opened ? <Past person={person.id} name={name} /> : null}
    </li>
  );
}

function Past({ person, name }: { readonly person: string; readonly name: string }) {
  const { t, f } = useI18n();
  const query = useInfiniteQuery(traitHistoryQuery(person, name));
  if (query.isPending) return <Loading height={60} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const values = query.data.pages.flatMap((page) => page.values);
  return (
    <>
      <table className="trait-past">
        <thead>
          <tr>
            <th scope="col">{t("traits.from")}</th>
            <th scope="col">{t("traits.value")}</th>
            <th scope="col">{t("traits.saidBy")}</th>
          </tr>
        </thead>
        <tbody>
          {values.map(({ time, value, source }, place) => (
            // Two changes may be of one instant and alike.
            <tr key={`${time} ${place}`}>
              <td>{f.dateTime(time)}</td>
              <td>{value === null ? t("traits.removed") : shortValue(value)}</td>
              <td>{source ?? t("traits.unknownSource")}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <div className="list-foot">
        <LoadMore query={query} />
      </div>
    </>
  );
}

import type { Consent } from "@habitus/contract";
import { useQuery } from "@tanstack/react-query";
import { consentQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card, Facts } from "../../ui/page.tsx";
import { When } from "../../ui/when.tsx";

/** What a person allows, and every word they said of it with its proof. */
export function ConsentCard({ id }: { readonly id: string }) {
  const { t } = useI18n();
  const query = useQuery(consentQuery(id));
  return (
    <Card title={t("consent.title")}>
      {query.isPending ? <Loading /> : null}
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : null}
      {query.data === undefined ? null : <Words consent={query.data} />}
    </Card>
  );
}

function Words({ consent: { purposes, history } }: { readonly consent: Consent }) {
  const { t } = useI18n();
  const names = new Map(purposes.map(({ purpose, name }) => [purpose, name]));
  const state = ({ allowed, said }: Consent["purposes"][number]): string =>
    `${t(allowed ? "consent.allowed" : "consent.refused")}, ${t(said === null ? "consent.byDefault" : "consent.saidSo")}`;
  if (purposes.length === 0 && history.length === 0) {
    return (
      <p className="muted" style={{ margin: 0 }}>
        {t("consent.none")}
      </p>
    );
  }
  return (
    <>
      <Facts items={purposes.map((each) => [each.name, state(each)] as const)} />
      {history.length === 0 ? null : (
        <details>
          <summary>{t("consent.history", { count: history.length })}</summary>
          <ul className="settings-list">
            {history.map((word) => (
              <li key={`${word.purpose} ${word.recordedAt} ${word.id.value} ${String(word.allowed)}`}>
                <Word word={word} purpose={names.get(word.purpose) ?? word.purpose} />
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

const SAID = { true: "allowed", false: "refused", null: "takenBack" } as const;

type WordProps = { readonly word: Consent["history"][number]; readonly purpose: string };

function Word({ word, purpose }: WordProps) {
  const { t } = useI18n();
  const said = SAID[`${word.allowed}`];
  const by = [word.source, word.by?.name, word.id.value, word.ip].filter(
    (part) => part !== null && part !== undefined,
  );
  return (
    <div>
      <div>{t(`consent.word.${said}`, { purpose })}</div>
      <div className="muted">
        <When at={word.time} /> · {by.join(" · ")}
      </div>
      {word.text === null ? null : <div className="muted">{t("consent.text", { text: word.text })}</div>}
    </div>
  );
}

import type { Score } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { scoresQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { MeaningWarnings } from "../../ui/meaning-warnings.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { EntryActions } from "./entry-actions.tsx";
import { ScoreDialog } from "./score-dialog.tsx";
import { SettingsList } from "./settings-list.tsx";

/** The score whose form is open; "new" for one that is not there yet. */
type Open = Score | "new" | null;

export function ScoresPage() {
  const { t, f } = useI18n();
  const query = useQuery(scoresQuery);
  const mayEdit = useMay("editor");
  const [open, setOpen] = useState<Open>(null);
  const add = (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen("new")}>
      {t("scores.new")}
    </Button>
  );
  return (
    <Card title={t("scores.title")} lead={t("scores.lead")} aside={mayEdit ? add : null}>
      <SettingsList query={query} items={query.data?.scores ?? []} none={t("scores.none")}>
        {(score) => (
          <li key={score.key}>
            <div>
              <div className="settings-name">
                {score.name} <span className="code">{score.key}</span>{" "}
                <span className="muted">{t(`scores.kind.${score.kind}`)}</span>
              </div>
              {score.purpose === null ? null : (
                <div className="muted settings-note">{t("models.for", { purpose: score.purpose })}</div>
              )}
              {score.elements.map(({ when, value }) => (
                <div key={`${value} ${when}`} className="muted settings-note">
                  <span className="numbers">
                    {value < 0 ? "−" : "+"}
                    {f.number(Math.abs(value))}
                  </span>{" "}
                  {when}
                </div>
              ))}
              <MeaningWarnings warnings={score.warnings} />
            </div>
            {mayEdit ? (
              <EntryActions
                name={score.name}
                warning={t("scores.deleteText")}
                onEdit={() => setOpen(score)}
                remove={() => api.deleteScore({ params: { key: score.key } })}
                renew={[scoresQuery.queryKey]}
              />
            ) : null}
          </li>
        )}
      </SettingsList>
      {open === null ? null : (
        <ScoreDialog score={open === "new" ? null : open} onClose={() => setOpen(null)} />
      )}
    </Card>
  );
}

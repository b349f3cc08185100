import type { Survey } from "@habitus/contract";
import { Button } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "../../api/client.ts";
import { surveysQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { useMay } from "../../ui/use-session.ts";
import { EntryActions } from "./entry-actions.tsx";
import { SettingsList } from "./settings-list.tsx";
import { SurveyAnswersCard } from "./survey-answers-card.tsx";
import { SurveyDialog } from "./survey-dialog.tsx";

const route = getRouteApi("/frame/settings/surveys");

/** The survey whose form is open; "new" for one that is not there yet. */
type Open = Survey | "new" | null;

/** What people are asked, and what those have said who were asked one of it. */
export function SurveysPage() {
  const { t } = useI18n();
  const { survey: shown } = route.useSearch();
  const query = useQuery(surveysQuery);
  const mayEdit = useMay("editor");
  const [open, setOpen] = useState<Open>(null);
  const surveys = query.data?.surveys ?? [];
  const chosen = surveys.find(({ key }) => key === shown);
  const add = (
    <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setOpen("new")}>
      {t("surveys.new")}
    </Button>
  );
  return (
    <div className="stack">
      <Card title={t("surveys.title")} lead={t("surveys.lead")} aside={mayEdit ? add : null}>
        <SettingsList query={query} items={surveys} none={t("surveys.none")}>
          {(survey) => (
            <Row key={survey.key} survey={survey} onEdit={mayEdit ? () => setOpen(survey) : null} />
          )}
        </SettingsList>
        {open === null ? null : (
          <SurveyDialog survey={open === "new" ? null : open} onClose={() => setOpen(null)} />
        )}
      </Card>
      {chosen === undefined ? null : <SurveyAnswersCard key={chosen.key} survey={chosen} mayEdit={mayEdit} />}
    </div>
  );
}

type RowProps = { readonly survey: Survey; readonly onEdit: (() => void) | null };

function Row({ survey, onEdit }: RowProps) {
  const { t } = useI18n();
  const { key, name, questions } = survey;
  return (
    <li>
      <div>
        <div className="settings-name">
          {name} <span className="code">{key}</span>
        </div>
        {questions.map((question) => (
          <div key={question.key} className="settings-note survey-asked">
            {question.text}
            <div className="muted">
              {t(`surveys.type.${question.answer.type}`)}
              {question.tag === null ? "" : ` · ${t(`surveys.tag.${question.tag}`)}`}
              {question.decayDays === null ? "" : ` · ${t("surveys.counts", { count: question.decayDays })}`}{" "}
              · <span className="code">{question.trait}</span>
            </div>
          </div>
        ))}
        <div className="survey-asked">
          <Link to="/settings/surveys" search={{ survey: key }} className="card-link">
            {t("surveys.answersOf", { name })}
          </Link>
        </div>
      </div>
      {onEdit === null ? null : (
        <EntryActions
          name={name}
          warning={t("surveys.deleteText")}
          onEdit={onEdit}
          remove={() => api.deleteSurvey({ params: { key } })}
          renew="all"
        />
      )}
    </li>
  );
}

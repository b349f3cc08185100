import type { Survey, SurveyAnswers } from "@habitus/contract";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { surveyAnswersQuery } from "../../api/queries.ts";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Failure, Loading } from "../../ui/notes.tsx";
import { Card, Facts } from "../../ui/page.tsx";
import { ShareBar } from "../../ui/share-bar.tsx";
import { SurveyBackfill } from "./survey-backfill.tsx";

/** What people have answered to each question of a survey; each number opens the people behind it. */
export function SurveyAnswersCard({
  survey,
  mayEdit,
}: {
  readonly survey: Survey;
  readonly mayEdit: boolean;
}) {
  const { t, f } = useI18n();
  const query = useQuery(surveyAnswersQuery(survey.key));
  const title = t("surveys.answersOf", { name: survey.name });
  if (query.isPending) return <Loading height={240} />;
  if (query.data === undefined) return <Failure error={query.error} retry={() => void query.refetch()} />;
  const { at, questions } = query.data;
  return (
    <Card
      title={title}
      lead={t("segment.asOf", { date: f.dateTime(at) })}
      aside={mayEdit ? <SurveyBackfill survey={survey} /> : null}
    >
      {questions.map((question) => (
        <Question
          key={question.key}
          text={survey.questions.find(({ key }) => key === question.key)?.text ?? question.key}
          question={question}
        />
      ))}
    </Card>
  );
}

type Answered = SurveyAnswers["questions"][number];

function Question({ text, question }: { readonly text: string; readonly question: Answered }) {
  const { t, f } = useI18n();
  const { answered, decayed, answers, isWhole, nps } = question;
  const told = [
    decayed === 0 ? "" : t("surveys.decayed", { count: decayed }),
    isWhole ? "" : t("surveys.notWhole"),
  ].filter((each) => each !== "");
  return (
    <section className="survey-answers" aria-label={text}>
      <h3>{text}</h3>
      <p className="muted">
        <Behind {...answered}>{t("surveys.answered", { count: answered.people })}</Behind> {told.join(" ")}
      </p>
      {answered.people === 0 ? <p className="muted">{t("surveys.nobody")}</p> : null}
      {nps === null ? null : <Score nps={nps} />}
      {answered.people === 0 || answers.length === 0 ? null : (
        <table className="plain-table" aria-label={text}>
          <thead>
            <tr>
              <th scope="col">{t("surveys.answer")}</th>
              <th scope="col" className="right">
                {t("surveys.people")}
              </th>
              <th scope="col" className="right">
                {t("surveys.share")}
              </th>
            </tr>
          </thead>
          <tbody>
            {answers.map((each) => (
              <tr key={each.definition}>
                <td>
                  <span style={{ overflowWrap: "anywhere" }}>{each.answer}</span>
                  <ShareBar share={each.people / answered.people} />
                </td>
                <td className="right numbers">
                  <Behind {...each} />
                </td>
                <td className="right numbers">{f.percent(each.people / answered.people)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}

function Score({ nps }: { readonly nps: NonNullable<Answered["nps"]> }) {
  const { t, f } = useI18n();
  const whole = (value: number): string => f.number(Math.round(value));
  return (
    <Facts
      items={[
        [t("surveys.nps"), <strong key="score">{whole(nps.score)}</strong>],
        [t("surveys.npsSurely"), t("surveys.npsRange", { low: whole(nps.low), high: whole(nps.high) })],
        [t("surveys.promoters"), <Behind key="promoters" {...nps.promoters} />],
        [t("surveys.passives"), <Behind key="passives" {...nps.passives} />],
        [t("surveys.detractors"), <Behind key="detractors" {...nps.detractors} />],
      ]}
    />
  );
}

function Behind({
  people,
  definition,
  children,
}: Answered["answered"] & { /** Instead of the number alone. */ readonly children?: string }) {
  const { t, f } = useI18n();
  if (people === 0) return children ?? f.number(0);
  return (
    <Link to="/new-segment" search={{ definition }} title={t("surveys.open")}>
      {children ?? f.number(people)}
    </Link>
  );
}

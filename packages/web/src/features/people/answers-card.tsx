import type { Person } from "@habitus/contract";
import { useI18n } from "../../i18n/use-i18n.tsx";
import { Card } from "../../ui/page.tsx";
import { shortValue } from "../../ui/person-label.ts";

/** What the person has answered in surveys, and until when it counts. Nothing where nobody asked. */
export function AnswersCard({ answers }: Pick<Person, "answers">) {
  const { t } = useI18n();
  if (answers.length === 0) return null;
  return (
    <Card title={t("person.answers")}>
      <ul className="memberships" aria-label={t("person.answers")}>
        {answers.map((answer) => (
          <Answer key={answer.trait} answer={answer} />
        ))}
      </ul>
    </Card>
  );
}

function Answer({ answer }: { readonly answer: Person["answers"][number] }) {
  const { t, f } = useI18n();
  const { survey, surveyName, text, tag, trait, value, time, source, countsUntil, counts } = answer;
  const told = [
    surveyName ?? survey,
    ...(tag === null ? [] : [t(`surveys.tag.${tag}`)]),
    t("person.answers.at", { date: f.dateTime(time) }),
    t("traits.source", { source }),
    ...(countsUntil === null
      ? []
      : [t(counts ? "person.answers.until" : "person.answers.over", { date: f.dateTime(countsUntil) })]),
  ];
  return (
    <li>
      <div className="membership-body">
        <strong>{text ?? trait}</strong>
        <div className={counts ? undefined : "muted"} style={{ overflowWrap: "anywhere" }}>
          {shortValue(value)}
        </div>
        <div className="muted">{told.join(" · ")}</div>
      </div>
    </li>
  );
}
